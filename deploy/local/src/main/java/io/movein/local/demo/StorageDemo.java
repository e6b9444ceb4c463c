package io.movein.local.demo;

import io.movein.local.files.FilesApplication;
import io.movein.local.files.FilesTenant;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import java.util.Objects;

/** Carries an application's files to its own bucket and then checks, without the services, that everything is as it should be. */
public record StorageDemo(LocalStack stack, FilesTenant tenant, Screen screen) {
    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        return CheckedJourney.run(stack, screen, this::travel);
    }

    private Checks travel() throws InterruptedException {
        var outcome = new StorageJourney(stack, tenant, screen).travel();
        var checks = new Checks();
        checkRuns(outcome, checks);
        checkFiles(outcome, checks);
        checks.addEnd(stack, tenant.namespace(), outcome.issue());
        screen.did("demo", "took " + Narrator.seconds(screen.elapsed()) + " in all");
        return checks;
    }

    private void checkRuns(StorageJourney.Outcome outcome, Checks checks) {
        checks.add(
                "the dry-run refused while the old bucket was active",
                Objects.equals(outcome.early().getExitCode(), 6),
                "exit code " + outcome.early().getExitCode());
        checks.add(
                "the dry-run after that counted every file",
                Checks.summary(outcome.rehearsal()).contains("dry-run: %d artifacts".formatted(all())),
                Checks.summary(outcome.rehearsal()).split(";")[0]);
        checks.add(
                "the live run moved all but those it could not",
                Checks.summary(outcome.first())
                                .startsWith("%d of %d artifacts moved".formatted(FilesApplication.FILES, all()))
                        && Objects.equals(
                                Checks.conclusion(outcome.first()).getFailedItems(), (long) FilesTenant.failing()),
                Checks.conclusion(outcome.first()).getFailedItems() + " failed");
        var told = FilesTenant.expectedCauses().entrySet().stream()
                .filter(cause -> Checks.summary(outcome.first()).contains(cause.getKey() + " " + cause.getValue()))
                .count();
        checks.add(
                "each cause is reported",
                told == FilesTenant.expectedCauses().size(),
                told + " of " + FilesTenant.expectedCauses().size() + ": "
                        + String.join(", ", FilesTenant.expectedCauses().keySet()));
        checks.add(
                "the run after that did only the rest",
                outcome.rewritten() == FilesTenant.left(),
                outcome.rewritten() + " files written (expected " + FilesTenant.left() + ")");
    }

    private void checkFiles(StorageJourney.Outcome outcome, Checks checks) {
        var moved = tenant.files().moved();
        checks.add(
                "every row points to the new bucket",
                moved.atTarget() == moved.rows() && moved.rows() == FilesApplication.FILES + FilesTenant.left(),
                moved.atTarget() + " of " + moved.rows());
        checks.add(
                "every SHA-256 there matches its row",
                moved.equal() == moved.rows(),
                moved.equal() + " of " + moved.rows() + " read back");
        checks.add(
                "nothing was deleted in the old bucket",
                tenant.files().oldObjects() > FilesApplication.FILES,
                tenant.files().oldObjects() + " objects");
        var evidence = Checks.conclusion(outcome.first()).getEvidence();
        var run = evidence == null ? "" : tenant.files().evidence(evidence.getLocation(), "run.json");
        checks.add(
                "the evidence says who, why and what",
                run.contains("our own bucket is active since Monday")
                        && run.contains(tenant.owner().login())
                        && run.contains(tenant.operator().login()),
                evidence == null ? "none" : evidence.getLocation());
    }

    private static int all() {
        return FilesApplication.FILES + FilesTenant.misfits();
    }
}
