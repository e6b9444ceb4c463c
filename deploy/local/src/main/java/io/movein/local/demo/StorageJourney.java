package io.movein.local.demo;

import io.movein.local.files.FilesApplication;
import io.movein.local.files.FilesTenant;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;

/** Files move to their organisation's own bucket: rehearsed, steered while they move, and done again for what could not be moved. */
record StorageJourney(LocalStack stack, FilesTenant tenant, Screen screen) {
    private static final String TITLE = "Migrate my data: files to our own bucket";

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
        var people = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        try (var migration = FiledMigration.file(stack, people, TITLE, tenant.request("dry-run"))) {
            var early = migration.run(1, RunOutcome.FAILED);
            tenant.files().makeNewBucketActive();
            migration.say("/plan re-run", "made the new bucket the active one");
            var rehearsal = migration.run(2, RunOutcome.SUCCEEDED);
            migration.edit(tenant.request("live"), "mode live");
            var first = steered(migration);
            tenant.files().mend();
            tenant.files().forgetCalls();
            migration.say("/plan re-run", "had the access right given, the rows corrected and the names changed,");
            var rest = migration.run(4, RunOutcome.SUCCEEDED);
            migration.say("/validated", "looked at the result");
            migration.awaitClosed(4);
            return new Outcome(
                    migration.issue(),
                    early,
                    rehearsal,
                    first,
                    rest,
                    tenant.files().filesWritten());
        }
    }

    private RunResult steered(FiledMigration migration) throws InterruptedException {
        migration.begin(3);
        migration.awaitProgress(3, FilesApplication.FILES / 20);
        migration.command(3, "/pause", ControlKind.PAUSE);
        migration.command(3, "/rate 200MiB/s", ControlKind.RATE);
        migration.command(3, "/continue", ControlKind.CONTINUE);
        return migration.awaitEnd(3, RunOutcome.COMPLETED_WITH_ERRORS);
    }
}
