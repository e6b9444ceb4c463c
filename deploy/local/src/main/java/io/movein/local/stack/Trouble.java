package io.movein.local.stack;

/** Something a person can do something about; the message says what and how, and is all they see. */
public final class Trouble extends RuntimeException {
    public Trouble(String message) {
        super(message);
    }

    public Trouble(String message, Throwable cause) {
        super(message, cause);
    }
}
