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
    private final KeptReport report;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private Readiness(ProcessRun<TierPlan> run) {
        this.run = run;
        this.stores = Stores.of(run);
        this.report = new KeptReport(run);
    }

    static List<ConfigurationProblem> problems(ProcessRun<TierPlan> run) throws InterruptedException {
        return new Readiness(run).check();
    }

    private List<ConfigurationProblem> check() throws InterruptedException {
        problems.addAll(run.configuration().problems());
        evidence();
        if (!isSwitched()) {
            problems.addAll(stores.problems());
            problems.addAll(new Endpoints(run.configuration(), run.secrets()).problems());
        }
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

    /**
     * Whether a run before this one has switched the tenant: what is left is to complete it, and nothing that would keep a copy from being
     * begun may keep this one from that, as the tenant is at work at the target.
     */
    private boolean isSwitched() {
        var plan = run.configuration().switching();
        var store = ConfigurationStore.of(run);
        try {
            var place = store.read();
            if (place.equals(plan.to()) && mayBeSwitched()) {
                return true;
            }
            if (!place.equals(plan.from())) {
                problem(
                        plan.http() == null ? "switch.read" : "switch.http.place",
                        "the tenant is at '%s'".formatted(place),
                        "switch.from, '%s'".formatted(plan.from()));
            }
        } catch (ConfigurationStoreFailure e) {
            problem("switch", String.valueOf(e.getMessage()), store.expected());
        }
        return false;
    }

    private boolean mayBeSwitched() {
        try {
            return report.summary().isPresent()
                    || stores.marker().stage().filter(Stage.SWITCHING::equals).isPresent();
        } catch (PostgresFailure toldByItsStore) {
            return false;
        }
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of(where, found, expected));
    }
}
