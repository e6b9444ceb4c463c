package io.movein.contract;

import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;

/** The numbers by which a registry knows schemas, for Confluent's wire format. */
public interface SchemaIds {
    /** @throws java.io.UncheckedIOException if the registry does not answer and the number is not known yet */
    int idOf(Schema schema);

    /** What is known of that number without asking the registry. */
    Optional<Schema> known(int id);

    /**
     * Asks the registry where the number is not known yet.
     *
     * @throws IOException if it does not answer, or not now
     * @throws UnknownSchemaException if it knows none of that number
     * @throws UnreadableRecordException if what has the number is no schema of Avro
     */
    Schema byId(int id) throws IOException, UnreadableRecordException;
}
