package io.movein.runtime;

/**
 * Kafka did not confirm a record in time. It may have it nevertheless, so publishing again must be harmless: readers know a
 * message by its id.
 */
public final class KafkaUnavailableException extends RuntimeException {
    public KafkaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
