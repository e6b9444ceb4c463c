package io.movein.local.demo;

import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tier.TierLoad;
import io.movein.local.tier.TierTenant;
import io.movein.model.ControlKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A tenant gets servers of its own: rehearsed, rolled back as a row differs, moved after all, and validated. */
record TierJourney(LocalStack stack, TierTenant tenant, TierLoad load, Screen screen) {
    private static final String TITLE = "Migrate my data: acme-corp to the dedicated tier";
    private static final int WRITES = 100;

    /**
     * @param back   where the tenant was after the run that was rolled back, and took writes
     * @param beside what was left then of topics, objects and indices at the dedicated side
     */
    record Outcome(
            GitHubUser.Issue issue,
            RunResult rehearsal,
            RunResult damaged,
            String back,
            List<String> beside,
            RunResult live) {}

    Outcome travel() throws ExecutionException, InterruptedException {
        var people = new IssueSteps(tenant.owner(), tenant.operator(), screen);
        try (var migration = FiledMigration.file(stack, people, TITLE, tenant.request("dry-run"))) {
            var rehearsal = migration.run(1, RunOutcome.SUCCEEDED);
            migration.edit(tenant.request("live"), "mode live");
            follow(migration, 2);
            tenant.application().damage();
            screen.did("mishap", "a row of public.orders was changed at the dedicated server");
            var damaged = cutOver(migration, 2, RunOutcome.FAILED);
            awaitWrites();
            var back = tenant.application().place();
            var beside = tenant.application().beside();
            migration.say("/plan re-run", "had the disk of the dedicated server changed");
            follow(migration, 3);
            var live = cutOver(migration, 3, RunOutcome.SUCCEEDED);
            awaitWrites();
            migration.say("/validated", "looked at the application");
            migration.awaitClosed(3);
            return new Outcome(migration.issue(), rehearsal, damaged, back, beside, live);
        }
    }

    private void follow(FiledMigration migration, int run) throws InterruptedException {
        migration.begin(run);
        migration.awaitLag(run, "follow");
    }

    private RunResult cutOver(FiledMigration migration, int run, RunOutcome expected) throws InterruptedException {
        migration.command(run, "/cutover", ControlKind.CUTOVER);
        return migration.awaitEnd(run, expected);
    }

    /** The application goes on writing, wherever it is. */
    private void awaitWrites() throws InterruptedException {
        var enough = load.acknowledged() + WRITES;
        IssueSteps.await("the application's writes", "", load::acknowledged, now -> now >= enough);
    }
}
