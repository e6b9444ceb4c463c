package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.OptionalLong;

/** Compares the two sides: each store by itself, then what the application's own addresses say. */
final class Comparison {

    private static final int MOST_TOLD = 10;

    private final ProcessRun<TierPlan> run;
    private final Stores stores;

    Comparison(ProcessRun<TierPlan> run, Stores stores) {
        this.run = run;
        this.stores = stores;
    }

    /** @return whether everything was compared and is equal */
    boolean make() throws InterruptedException {
        run.checks().forget();
        if (run.configuration().database().isEmpty()) {
            run.progress().phase("verify", "stores", OptionalLong.empty());
        }
        stores.each(TenantStore::verify);
        new Endpoints(run.configuration(), run.secrets()).compare().forEach(run.checks()::replace);
        return run.checks().allMatch();
    }

    /** What can be compared while the tenant writes; it is said, and decides nothing. */
    void makeWhileFollowing() throws InterruptedException {
        run.checks().forget();
        var compared = new ArrayList<String>();
        stores.each(store -> store.verifyFollowed().ifPresent(compared::add));
        var all = run.checks().worstFirst();
        var differing = all.stream().filter(check -> !check.matches()).toList();
        differing.stream().limit(MOST_TOLD).forEach(check -> run.progress().log(words(check)));
        run.progress()
                .log("compared while following: %s: %s"
                        .formatted(
                                String.join(", ", compared),
                                differing.isEmpty()
                                        ? "all of %d checks are exact".formatted(all.size())
                                        : "%d of %d checks do not match".formatted(differing.size(), all.size())));
    }

    private static String words(CheckOutcome check) {
        return check.verdict() instanceof CheckOutcome.Verdict.NotMade(var why)
                ? "NOT MADE: %s of %s: %s".formatted(check.check(), check.of(), why)
                : "DIFFERS: %s of %s (source %s, target %s)"
                        .formatted(check.check(), check.of(), check.source(), check.target());
    }
}
