package io.movein.runtime;

/** It can never be done: the record goes to the dead letters with this reason, and the next one is handled. */
public final class PermanentException extends Exception {
    public PermanentException(String reason) {
        super(reason);
    }

    public PermanentException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
