package io.movein.runtime;

import java.time.Duration;

/** It cannot be done now and may be possible after a while: the same record is handled again then. */
public final class RetryableException extends Exception {
    private final Duration after;

    public RetryableException(Duration after, String reason) {
        super(reason);
        this.after = after;
    }

    public RetryableException(Duration after, String reason, Throwable cause) {
        super(reason, cause);
        this.after = after;
    }

    public Duration after() {
        return after;
    }
}
