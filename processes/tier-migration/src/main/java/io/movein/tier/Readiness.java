package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.items.Blame;
import io.movein.process.run.ProcessRun;
import io.movein.store.objects.StoreFailure;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.tier.Marker.Stage;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the plan, at every store and at the configuration store, and finds everything that would fail, at once: what is wrong with one
 * keeps nothing of the others from being looked at. Writes nothing.
 */
final class Readiness {

    private final ProcessRun<TierPlan> run;
    private final Stores stores;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private Readiness(ProcessRun<TierPlan> run) {
        this.run = run;
        this.stores = Stores.of(run);
    }

    static List<ConfigurationProblem> problems(ProcessRun<TierPlan> run) throws InterruptedException {
        return new Readiness(run).check();
    }

    private List<ConfigurationProblem> check() throws InterruptedException {
        problems.addAll(run.configuration().problems());
        problems.addAll(stores.problems());
        configurationStore();
        evidence();
        problems.addAll(new Endpoints(run.configuration(), run.secrets()).problems());
        return problems;
    }

    private void evidence() {
        var bucket = run.configuration().evidence();
        if (bucket != null) {
            var retries = run.retries(StoreFailure::classify);
            try (var store = Buckets.open("evidence", bucket, run.secrets(), retries, Blame.DESTINATION)) {
                var _ = store.anyKey();
                store.missingRights()
                        .forEach(missing -> problem("evidence", missing, "that right, for the run as well"));
            } catch (StoreFailure e) {
                problem("evidence", String.valueOf(e.getMessage()), "a bucket that can be listed and written");
            }
        }
    }

    private void configurationStore() {
        var plan = run.configuration().switching();
        var store = ConfigurationStore.of(run);
        try {
            var place = store.read();
            if (!place.equals(plan.from()) && !finished(place)) {
                problem(
                        plan.http() == null ? "switch.read" : "switch.http.place",
                        "the tenant is at '%s'".formatted(place),
                        "switch.from, '%s'".formatted(plan.from()));
            }
        } catch (ConfigurationStoreFailure e) {
            problem("switch", String.valueOf(e.getMessage()), store.expected());
        }
    }

    /** A run before this one was killed after the switch: this one brings it to its end. */
    private boolean finished(String place) {
        try {
            return place.equals(run.configuration().switching().to())
                    && stores.marker().stage().filter(Stage.SWITCHING::equals).isPresent();
        } catch (PostgresFailure toldAlready) {
            return false;
        }
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of(where, found, expected));
    }
}
