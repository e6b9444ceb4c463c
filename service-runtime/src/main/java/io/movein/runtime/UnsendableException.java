package io.movein.runtime;

/**
 * Kafka will never take this record, however often it is sent: it is too large, or is no valid record of its topic. Sending it again
 * helps nothing; what led to it goes to the dead letters.
 */
public final class UnsendableException extends RuntimeException {
    public UnsendableException(String message, Throwable cause) {
        super(message, cause);
    }
}
