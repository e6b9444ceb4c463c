package io.movein.reporter.issue;

import io.movein.event.RunProgressed;
import io.movein.model.MigrationStatus;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** What all events have in common; Avro's generated types share no interface. */
record Event(String migration, long sequence, Instant at, MigrationStatus status, SpecificRecord record) {

    static Event of(SpecificRecord record) {
        return new Event(
                (String) field(record, "migration"),
                (Long) field(record, "sequence"),
                (Instant) field(record, "at"),
                (MigrationStatus) field(record, "status"),
                record);
    }

    boolean isProgress() {
        return record instanceof RunProgressed;
    }

    private static Object field(SpecificRecord record, String name) {
        return record.get(record.getSchema().getField(name).pos());
    }
}
