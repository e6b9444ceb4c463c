package io.movein.contract;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record and what stands around it: the attributes of a CloudEvent.
 *
 * @param id     unique per source; the same id twice is the same message
 * @param source who says so, e.g. {@code /movein/intake}
 */
public record Message<T extends SpecificRecord>(
        String id, String source, MigrationId migration, Instant time, Traceparent trace, T body) {

    /** The CloudEvents type: the full name of the record. */
    public String type() {
        return body.getSchema().getFullName();
    }
}
