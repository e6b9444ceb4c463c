package io.movein.runner.cluster;

/** The API server does not want this object: invalid, forbidden, over quota. The message is the server's. */
public final class RefusedException extends RuntimeException {
    public RefusedException(String message) {
        super(message);
    }
}
