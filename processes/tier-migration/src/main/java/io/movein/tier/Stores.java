package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The stores of a plan, its database first.
 *
 * @param marker by which whoever comes next knows how far it came
 * @param lease  of this process, looked at before every step that cannot be undone
 */
record Stores(List<TenantStore> all, Marker marker, Lease lease) {

    interface Phase {
        void of(TenantStore store) throws InterruptedException;
    }

    /** For those who write nothing. */
    static Stores of(ProcessRun<TierPlan> run) {
        return of(run, () -> false, Lease.none());
    }

    /** @param goBack whether nothing more is to be begun */
    static Stores of(ProcessRun<TierPlan> run, BooleanSupplier goBack, Lease lease) {
        Runnable fence = lease::check;
        var stores = new ArrayList<TenantStore>();
        var database = run.configuration().database();
        database.ifPresent(plan -> stores.add(new TenantDatabase(run, plan, goBack, lease)));
        var kafka = run.configuration().kafka();
        if (kafka != null) {
            stores.add(new Topics(run, kafka, goBack, fence));
        }
        var objects = run.configuration().objects();
        if (objects != null) {
            stores.add(new TenantObjects(run, objects, goBack, fence));
        }
        var search = run.configuration().search();
        if (search != null) {
            stores.add(new Documents(run, search, goBack, fence));
        }
        stores.add(new Warming(run, fence));
        var replay = run.configuration().replay();
        if (replay != null) {
            stores.add(new Replay(run, replay));
        }
        var marker = database.<Marker>map(plan -> new TargetMarker(
                        Sides.of(plan, run.secrets()).target(), plan, MigrationName.of(run.configuration())))
                .orElseGet(() -> new JournalMarker(run.journal().facts()));
        return new Stores(stores, new FencedMarker(marker, lease), lease);
    }

    void each(Phase phase) throws InterruptedException {
        for (var store : all) {
            lease.check();
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

    boolean mayBeThere() {
        return all.stream().anyMatch(TenantStore::mayBeThere);
    }

    /** What was copied, in words. */
    String moved() {
        return all.stream().map(TenantStore::moved).flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    /** How many pieces of any kind are missing; none where a store does not say. */
    OptionalLong missing() throws InterruptedException {
        var sum = 0L;
        for (var store : all) {
            var some = store.missing();
            if (some.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += some.getAsLong();
        }
        return OptionalLong.of(sum);
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
