package io.movein.tier;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.store.postgresql.SchemaDump;

/** What a tenant's schema is read with. */
final class PgDump {

    private PgDump() {}

    /** Leaves the test out where there is none, or one that is older than the servers of a {@link Scene}. */
    static void assumeInstalled() {
        assumeTrue(SchemaDump.installed().orElse(0) >= 15, "no pg_dump of PostgreSQL 15 or newer is installed");
    }
}
