package io.movein.reporter.issue;

import io.movein.contract.MigrationId;
import io.movein.migration.MigrationSnapshot;
import io.movein.progress.RunProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Migrations as they stand now, by {@code movein.migrations}; perhaps a moment late. */
public interface CurrentMigrations {
    /** Knows nothing. */
    CurrentMigrations UNKNOWN = new CurrentMigrations() {
        @Override
        public long sequence(MigrationId migration) {
            return 0;
        }

        @Override
        public Optional<MigrationSnapshot> running(MigrationId migration) {
            return Optional.empty();
        }

        @Override
        public OptionalInt place(MigrationId migration) {
            return OptionalInt.empty();
        }
    };

    /** Of the newest event that is known of it; 0: it is not known. */
    long sequence(MigrationId migration);

    /** The whole of a migration that has an active run; empty: it has none, or is not known. */
    Optional<MigrationSnapshot> running(MigrationId migration);

    /** Its place in the queue, from 1; empty: it does not wait there. */
    OptionalInt place(MigrationId migration);

    /**
     * What the processes of all runs told last that have ceased to get further and were neither paused nor are up to date; empty where what
     * is known is not all, or is not as it is now.
     */
    default Optional<List<RunProgress>> stalled(Instant now) {
        return Optional.empty();
    }
}
