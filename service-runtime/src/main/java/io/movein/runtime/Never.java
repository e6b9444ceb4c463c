package io.movein.runtime;

/** It can never be done: the record goes to the dead letters with this reason, and the next one is handled. */
public final class Never extends Exception {
    public Never(String reason) {
        super(reason);
    }

    public Never(String reason, Throwable cause) {
        super(reason, cause);
    }
}
