package io.movein.tier;

import io.movein.process.Secrets;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresServer;
import io.movein.tier.configuration.TierPlan;

/** The two databases of a migration. */
record Sides(PostgresServer source, PostgresServer target) {

    static Sides of(ProcessRun<TierPlan> run) {
        var plan = run.configuration();
        return new Sides(
                server("source", plan.postgresql().source(), run.secrets()),
                server("target", plan.postgresql().target(), run.secrets()));
    }

    static PostgresServer server(String name, TierPlan.Database database, Secrets secrets) {
        return new PostgresServer(
                name,
                database.url(),
                secrets.read(database.user()).text(),
                secrets.read(database.password()).text());
    }
}
