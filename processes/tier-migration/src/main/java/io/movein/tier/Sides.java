package io.movein.tier;

import io.movein.process.Secrets;
import io.movein.store.postgresql.PostgresServer;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;

/** The two databases of a migration. */
record Sides(PostgresServer source, PostgresServer target) {

    static Sides of(PostgresqlPlan plan, Secrets secrets) {
        return new Sides(server("source", plan.source(), secrets), server("target", plan.target(), secrets));
    }

    static PostgresServer server(String name, TierPlan.Database database, Secrets secrets) {
        return new PostgresServer(
                name,
                database.url(),
                secrets.read(database.user()).text(),
                secrets.read(database.password()).text());
    }
}
