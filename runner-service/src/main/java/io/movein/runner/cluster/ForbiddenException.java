package io.movein.runner.cluster;

/** The runner may not do this there. So it is, for a while, in a namespace that is being deleted: its rights go first. */
public final class ForbiddenException extends UnavailableException {
    public ForbiddenException(String message) {
        super(message);
    }
}
