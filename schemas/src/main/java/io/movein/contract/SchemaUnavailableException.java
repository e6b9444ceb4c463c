package io.movein.contract;

/** The registry that may know the schema was not asked or does not answer: the record waits for that, and for no upgrade. */
public final class SchemaUnavailableException extends UnknownSchemaException {
    SchemaUnavailableException(String message) {
        super(message);
    }

    SchemaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
