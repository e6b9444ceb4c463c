package io.movein.contract;

/**
 * The value names a schema that this service does not know. In a rolling upgrade the writer may simply be newer: a reader that can
 * wait lets the record wait until it is upgraded itself.
 */
public sealed class UnknownSchemaException extends UnreadableRecordException permits SchemaUnavailableException {
    public UnknownSchemaException(String message) {
        super(message);
    }

    UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnknownSchemaException(long fingerprint) {
        super("the value was written with schema %016x, which was never published (to this version)"
                .formatted(fingerprint));
    }
}
