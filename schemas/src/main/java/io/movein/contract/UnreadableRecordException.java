package io.movein.contract;

/** A record that no reader can ever read; the message says what was found and what was expected. */
public sealed class UnreadableRecordException extends Exception permits UnknownSchemaException {
    public UnreadableRecordException(String message) {
        super(message);
    }

    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
