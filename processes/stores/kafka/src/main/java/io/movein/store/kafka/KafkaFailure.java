package io.movein.store.kafka;

/** A cluster did not do what was asked, or has what cannot be moved; says which, and what it answered. */
public final class KafkaFailure extends RuntimeException {

    private final String cluster;

    public KafkaFailure(String cluster, String message) {
        super(cluster + ": " + message);
        this.cluster = cluster;
    }

    public KafkaFailure(String cluster, String doing, Throwable cause) {
        super("%s: %s: %s: %s".formatted(cluster, doing, cause.getClass().getSimpleName(), cause.getMessage()), cause);
        this.cluster = cluster;
    }

    /** Which of the two, by the name that {@link KafkaCluster} gives it. */
    public String cluster() {
        return cluster;
    }
}
