package io.movein.local.demo;

import io.movein.contract.MigrationId;
import io.movein.local.events.EventStream;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.tier.TierLoad;
import io.movein.local.tier.TierTenant;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;

/** A tenant gets a PostgreSQL of its own: rehearsed, rolled back as a row differs, moved after all, and validated. */
final class TierJourney {
    private static final String TITLE = "Migrate my data: acme-corp to the dedicated tier";
    private static final int WRITES = 100;

    private final IssueSteps steps;
    private final String repository;
    private final EventStream events;
    private final TierTenant tenant;
    private final TierLoad load;
    private final Screen screen;

    TierJourney(TierTenant tenant, String repository, EventStream events, TierLoad load, Screen screen) {
        this.steps = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        this.repository = repository;
        this.events = events;
        this.tenant = tenant;
        this.load = load;
        this.screen = screen;
    }

    /** @param back where the tenant was after the run that was rolled back, and took writes */
    record Outcome(GitHubUser.Issue issue, RunResult rehearsal, RunResult damaged, String back, RunResult live) {}

    Outcome travel() throws InterruptedException {
        var number = steps.file(TITLE, tenant.request("dry-run").body()).number();
        var migration = MigrationId.parse(repository + "#" + number);
        try (var watch = new Watch(events, migration, new Narrator(screen)::tell)) {
            begin(number, 1, watch);
            var rehearsal = steps.awaitEnd(number, 1, RunOutcome.SUCCEEDED, watch);
            steps.owner().edit(number, tenant.request("live").body());
            screen.did(steps.owner().login(), "edited the issue: mode live");
            follow(number, 2, watch);
            tenant.application().damage();
            screen.did("mishap", "a row of public.orders was changed at the dedicated server");
            var damaged = cutOver(number, 2, RunOutcome.FAILED, watch);
            awaitWrites();
            var back = tenant.application().place();
            steps.say(number, "/plan re-run", "had the disk of the dedicated server changed");
            follow(number, 3, watch);
            var live = cutOver(number, 3, RunOutcome.SUCCEEDED, watch);
            awaitWrites();
            steps.say(number, "/validated", "looked at the application");
            steps.awaitClosed(number, 3, watch);
            return new Outcome(steps.owner().issue(number), rehearsal, damaged, back, live);
        }
    }

    private void begin(int number, int run, Watch watch) throws InterruptedException {
        steps.awaitReview(number, run, watch, run == 1);
        steps.approve(number);
        steps.awaitStart(run, watch);
    }

    private void follow(int number, int run, Watch watch) throws InterruptedException {
        begin(number, run, watch);
        steps.awaitLag(run, "follow", watch);
    }

    private RunResult cutOver(int number, int run, RunOutcome expected, Watch watch) throws InterruptedException {
        steps.command(number, run, "/cutover", ControlKind.CUTOVER, watch);
        return steps.awaitEnd(number, run, expected, watch);
    }

    /** The application goes on writing, wherever it is. */
    private void awaitWrites() throws InterruptedException {
        var enough = load.acknowledged() + WRITES;
        IssueSteps.await("the application's writes", "", load::acknowledged, now -> now >= enough);
    }
}
