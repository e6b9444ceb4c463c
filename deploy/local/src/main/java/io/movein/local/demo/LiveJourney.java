package io.movein.local.demo;

import io.movein.contract.MigrationId;
import io.movein.local.events.EventStream;
import io.movein.local.github.GitHubUser;
import io.movein.local.redis.Neighbour;
import io.movein.local.redis.RedisTenant;
import io.movein.local.screen.Screen;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A tenant moves: rehearsed, paused while it is copied, cut over by its owner's word, and validated. */
final class LiveJourney {
    private static final String TITLE = "Migrate my data: our keys to a Redis server of our own";
    private static final int SECONDS_AFTER = 2;

    private final IssueSteps steps;
    private final String repository;
    private final EventStream events;
    private final RedisTenant tenant;
    private final Neighbour neighbour;
    private final Screen screen;

    LiveJourney(RedisTenant tenant, String repository, EventStream events, Neighbour neighbour, Screen screen) {
        this.steps = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        this.repository = repository;
        this.events = events;
        this.tenant = tenant;
        this.neighbour = neighbour;
        this.screen = screen;
    }

    /** @param during what another tenant saw of the live run */
    record Outcome(GitHubUser.Issue issue, RunResult rehearsal, RunResult live, Histogram during) {}

    Outcome travel() throws InterruptedException {
        var number = steps.file(TITLE, tenant.request("dry-run").body()).number();
        var migration = MigrationId.parse(repository + "#" + number);
        try (var watch = new Watch(events, migration, new Narrator(screen)::tell)) {
            begin(number, 1, watch);
            var rehearsal = steps.awaitEnd(number, 1, RunOutcome.SUCCEEDED, watch);
            steps.owner().edit(number, tenant.request("live").body());
            screen.did(steps.owner().login(), "edited the issue: mode live");
            begin(number, 2, watch);
            var _ = neighbour.latencies();
            var live = steered(number, watch);
            var during = neighbour.latencies();
            TimeUnit.SECONDS.sleep(SECONDS_AFTER);
            steps.say(number, "/validated", "looked at the application");
            steps.awaitClosed(number, 2, watch);
            return new Outcome(steps.owner().issue(number), rehearsal, live, during);
        }
    }

    private void begin(int number, int run, Watch watch) throws InterruptedException {
        steps.awaitReview(number, run, watch, run == 1);
        steps.approve(number);
        steps.awaitStart(run, watch);
    }

    private RunResult steered(int number, Watch watch) throws InterruptedException {
        steps.awaitProgress(2, 1, watch);
        steps.command(number, 2, "/pause", ControlKind.PAUSE, watch);
        steps.command(number, 2, "/continue", ControlKind.CONTINUE, watch);
        steps.awaitLag(2, "live_sync", watch);
        steps.command(number, 2, "/cutover", ControlKind.CUTOVER, watch);
        return steps.awaitEnd(number, 2, RunOutcome.SUCCEEDED, watch);
    }
}
