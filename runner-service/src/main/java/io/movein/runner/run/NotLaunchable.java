package io.movein.runner.run;

/** A run that cannot start, now or later; the message is for people. */
public final class NotLaunchable extends RuntimeException {
    public NotLaunchable(String message) {
        super(message);
    }
}
