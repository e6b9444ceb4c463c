package io.movein.local.demo;

import io.movein.contract.MigrationId;
import io.movein.local.events.EventStream;
import io.movein.local.files.FilesApplication;
import io.movein.local.files.FilesTenant;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;

/** Files move to their organisation's own bucket: rehearsed, steered while they move, and done again for what could not be moved. */
final class StorageJourney {
    private static final String TITLE = "Migrate my data: files to our own bucket";

    private final IssueSteps steps;
    private final String repository;
    private final EventStream events;
    private final Screen screen;
    private final FilesTenant tenant;
    private final FilesApplication files;

    StorageJourney(FilesTenant tenant, String repository, EventStream events, Screen screen) {
        this.steps = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        this.repository = repository;
        this.events = events;
        this.screen = screen;
        this.tenant = tenant;
        this.files = tenant.files();
    }

    /**
     * @param early     the dry-run before the new bucket was the active one
     * @param rehearsal the dry-run after
     * @param first     the live run, with its failures
     * @param rest      the live run of what was left
     * @param rewritten files that the last run wrote
     */
    record Outcome(
            GitHubUser.Issue issue,
            RunResult early,
            RunResult rehearsal,
            RunResult first,
            RunResult rest,
            long rewritten) {}

    Outcome travel() throws InterruptedException {
        var number = steps.file(TITLE, tenant.request("dry-run").body()).number();
        var migration = MigrationId.parse(repository + "#" + number);
        try (var watch = new Watch(events, migration, new Narrator(screen)::tell)) {
            var early = run(number, 1, RunOutcome.FAILED, watch);
            files.makeNewBucketActive();
            steps.say(number, "/plan re-run", "made the new bucket the active one");
            var rehearsal = run(number, 2, RunOutcome.SUCCEEDED, watch);
            steps.owner().edit(number, tenant.request("live").body());
            screen.did(steps.owner().login(), "edited the issue: mode live");
            var first = steered(number, watch);
            files.mend();
            files.forgetCalls();
            steps.say(number, "/plan re-run", "had the access right given, the rows corrected and the names changed,");
            var rest = run(number, 4, RunOutcome.SUCCEEDED, watch);
            steps.say(number, "/validated", "looked at the result");
            steps.awaitClosed(number, 4, watch);
            return new Outcome(steps.owner().issue(number), early, rehearsal, first, rest, files.filesWritten());
        }
    }

    private RunResult run(int number, int run, RunOutcome expected, Watch watch) throws InterruptedException {
        begin(number, run, watch);
        return steps.awaitEnd(number, run, expected, watch);
    }

    private void begin(int number, int run, Watch watch) throws InterruptedException {
        steps.awaitReview(number, run, watch, run == 1);
        steps.approve(number);
        steps.awaitStart(run, watch);
    }

    private RunResult steered(int number, Watch watch) throws InterruptedException {
        begin(number, 3, watch);
        steps.awaitProgress(3, FilesApplication.FILES / 20, watch);
        steps.command(number, 3, "/pause", ControlKind.PAUSE, watch);
        steps.command(number, 3, "/rate 200MiB/s", ControlKind.RATE, watch);
        steps.command(number, 3, "/continue", ControlKind.CONTINUE, watch);
        return steps.awaitEnd(number, 3, RunOutcome.COMPLETED_WITH_ERRORS, watch);
    }
}
