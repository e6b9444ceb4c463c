package io.movein.standin.kubernetes.store;

/** The history no longer reaches back to that revision. */
public final class TooOldException extends RuntimeException {
    TooOldException(long asked, long oldest) {
        super("too old resource version: %d (%d)".formatted(asked, oldest));
    }
}
