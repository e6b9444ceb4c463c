package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The stores of a plan beside its database. */
record Stores(List<TenantStore> all) {

    interface Phase {
        void of(TenantStore store) throws InterruptedException;
    }

    /** For those who write nothing. */
    static Stores of(ProcessRun<TierPlan> run) {
        return of(run, () -> false, () -> {});
    }

    /**
     * @param goBack whether nothing more is to be begun
     * @param fence  before what cannot be undone; throws if another process is at work
     */
    static Stores of(ProcessRun<TierPlan> run, BooleanSupplier goBack, Runnable fence) {
        var stores = new ArrayList<TenantStore>();
        var kafka = run.configuration().kafka();
        if (kafka != null) {
            stores.add(new Topics(run, kafka, goBack));
        }
        var objects = run.configuration().objects();
        if (objects != null) {
            stores.add(new TenantObjects(run, objects, goBack, fence));
        }
        stores.add(new Warming(run));
        return new Stores(stores);
    }

    void each(Phase phase) throws InterruptedException {
        for (var store : all) {
            phase.of(store);
        }
    }

    void beforeFreeze() {
        all.forEach(TenantStore::beforeFreeze);
    }

    boolean areClose() throws InterruptedException {
        var close = true;
        for (var store : all) {
            close &= store.isClose();
        }
        return close;
    }

    List<ConfigurationProblem> problems() throws InterruptedException {
        var problems = new ArrayList<ConfigurationProblem>();
        each(store -> problems.addAll(store.problems()));
        return problems;
    }

    List<String> sizes() throws InterruptedException {
        var sizes = new ArrayList<String>();
        each(store -> store.size().ifPresent(sizes::add));
        return sizes;
    }
}
