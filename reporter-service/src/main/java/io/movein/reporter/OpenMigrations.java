package io.movein.reporter;

import io.movein.contract.MigrationId;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is known, from Kafka alone, of the migrations that have not ended: read from {@code movein.events} today; a compacted topic with
 * the newest status of each could take its place. Used by one thread.
 */
interface OpenMigrations extends AutoCloseable {
    /** Reads on for at most this long. */
    void advance(Duration atMost);

    /** Everything is read that was there when reading began. */
    boolean isCaughtUp();

    /** Whether others than before have come into its care since this was last asked, as where a copy of this service has gone. */
    boolean hasGrown();

    /** Those that are open, and those that ended and were not checked since. */
    List<MigrationId> all();

    /** Whether the reporter is done with the newest event, so that nobody else is about to write. */
    boolean isHandled(MigrationId migration);

    /** What people have to read of it, oldest first, and the newest event; empty: it is not known. */
    List<SpecificRecord> history(MigrationId migration);

    /** The issue shows it all. */
    void checked(MigrationId migration);

    @Override
    void close();
}
