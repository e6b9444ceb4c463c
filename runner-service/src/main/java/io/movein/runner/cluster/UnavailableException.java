package io.movein.runner.cluster;

/** The API server did not answer, or not with something to rely on; the message says what was asked and what came back. */
public class UnavailableException extends RuntimeException {
    public UnavailableException(String message) {
        super(message);
    }
}
