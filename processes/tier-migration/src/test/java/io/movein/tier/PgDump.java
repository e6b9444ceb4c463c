package io.movein.tier;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.store.postgresql.SchemaDump;

/** What a tenant's schema is read with. */
final class PgDump {

    private PgDump() {}

    /** Leaves the test out where there is none, or one that is older than the shared server of a {@link Scene}. */
    static void assumeInstalled() {
        assumeInstalled(15);
    }

    static void assumeInstalled(int major) {
        assumeTrue(
                SchemaDump.installed().orElse(0) >= major,
                "no pg_dump of PostgreSQL %d or newer is installed (MOVEIN_PG_DUMP: the words that start one)"
                        .formatted(major));
    }
}
