package io.movein.local.demo;

import io.movein.local.github.GitHubUser;
import io.movein.local.redis.Neighbour;
import io.movein.local.redis.RedisTenant;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A tenant moves: rehearsed, paused while it is copied, cut over by its owner's word, and validated. */
record LiveJourney(LocalStack stack, RedisTenant tenant, Neighbour neighbour, Screen screen) {
    private static final String TITLE = "Migrate my data: our keys to a Redis server of our own";
    private static final int SECONDS_AFTER = 2;

    /** @param during what another tenant saw of the live run */
    record Outcome(GitHubUser.Issue issue, RunResult rehearsal, RunResult live, Histogram during) {}

    Outcome travel() throws InterruptedException {
        var people = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        try (var migration = FiledMigration.file(stack, people, TITLE, tenant.request("dry-run"))) {
            var rehearsal = migration.run(1, RunOutcome.SUCCEEDED);
            migration.edit(tenant.request("live"), "mode live");
            migration.begin(2);
            var _ = neighbour.latencies();
            var live = steered(migration);
            var during = neighbour.latencies();
            TimeUnit.SECONDS.sleep(SECONDS_AFTER);
            migration.say("/validated", "looked at the application");
            migration.awaitClosed(2);
            return new Outcome(migration.issue(), rehearsal, live, during);
        }
    }

    private RunResult steered(FiledMigration migration) throws InterruptedException {
        migration.awaitProgress(2, 1);
        migration.command(2, "/pause", ControlKind.PAUSE);
        migration.command(2, "/continue", ControlKind.CONTINUE);
        migration.awaitLag(2, "live_sync");
        migration.command(2, "/cutover", ControlKind.CUTOVER);
        return migration.awaitEnd(2, RunOutcome.SUCCEEDED);
    }
}
