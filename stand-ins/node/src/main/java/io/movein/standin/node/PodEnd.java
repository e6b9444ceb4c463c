package io.movein.standin.node;

/** Why the node itself ended a pod: the pod is {@code Failed} with this reason and message, whatever its containers said. */
record PodEnd(String reason, String message) {

    static PodEnd deadline() {
        return new PodEnd("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
    }

    static PodEnd shutdown() {
        return new PodEnd("Terminated", "Pod was terminated in response to imminent node shutdown.");
    }

    /** The trailing blank is the kubelet's. */
    static PodEnd emptyDirOverLimit(String volume, String limit) {
        return new PodEnd(
                "Evicted", "Usage of EmptyDir volume \"%s\" exceeds the limit \"%s\". ".formatted(volume, limit));
    }

    static PodEnd rejected(String reason, String why) {
        return new PodEnd(reason, "Pod was rejected: " + why);
    }

    boolean isDisruption() {
        return reason.equals("Evicted") || reason.equals("Terminated");
    }
}
