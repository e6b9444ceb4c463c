package io.movein.tier;

import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;

/** Compares the two sides: each store by itself, then what the application's own addresses say. */
final class Comparison {

    private final ProcessRun<TierPlan> run;
    private final Stores stores;

    Comparison(ProcessRun<TierPlan> run, Stores stores) {
        this.run = run;
        this.stores = stores;
    }

    /** @return whether everything was compared and is equal */
    boolean make() throws InterruptedException {
        stores.each(TenantStore::verify);
        new Endpoints(run.configuration(), run.secrets()).compare().forEach(run.checks()::replace);
        return run.checks().allMatch();
    }
}
