package io.movein.contract;

import java.io.IOException;
import org.apache.avro.Schema;

/** The numbers by which a registry knows schemas, for Confluent's wire format. */
public interface SchemaIds {
    /** @throws java.io.UncheckedIOException if the registry does not answer and the number is not known yet */
    int idOf(Schema schema);

    /** @throws IOException if the registry does not answer, or knows none of that number */
    Schema byId(int id) throws IOException;
}
