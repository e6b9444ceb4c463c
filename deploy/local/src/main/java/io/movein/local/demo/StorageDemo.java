package io.movein.local.demo;

import io.movein.local.events.EventStream;
import io.movein.local.files.FilesApplication;
import io.movein.local.files.FilesTenant;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.Conclusion;
import io.movein.model.RunResult;
import io.movein.runtime.KafkaSettings;
import java.util.List;
import java.util.Objects;

/** Carries an application's files to its own bucket and then checks, without the services, that everything is as it should be. */
public final class StorageDemo {
    private final LocalStack stack;
    private final FilesTenant tenant;
    private final Screen screen;

    public StorageDemo(LocalStack stack, FilesTenant tenant, Screen screen) {
        this.stack = stack;
        this.tenant = tenant;
        this.screen = screen;
    }

    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        return CheckedJourney.run(stack, screen, this::travel);
    }

    private Checks travel() throws InterruptedException {
        var outcome = new StorageJourney(
                        tenant, stack.github().repository(), new EventStream(KafkaSettings.of(stack.kafka())), screen)
                .travel();
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
                summary(outcome.rehearsal()).contains("dry-run: %d artifacts".formatted(all())),
                summary(outcome.rehearsal()).split(";")[0]);
        checks.add(
                "the live run moved all but those it could not",
                summary(outcome.first()).startsWith("%d of %d artifacts moved".formatted(FilesApplication.FILES, all()))
                        && Objects.equals(conclusion(outcome.first()).getFailedItems(), (long) FilesTenant.failing()),
                conclusion(outcome.first()).getFailedItems() + " failed");
        var told = FilesTenant.expectedCauses().entrySet().stream()
                .filter(cause -> summary(outcome.first()).contains(cause.getKey() + " " + cause.getValue()))
                .count();
        checks.add(
                "each cause is told apart",
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
                "every SHA-256 there is that of its row",
                moved.equal() == moved.rows(),
                moved.equal() + " of " + moved.rows() + " read back");
        checks.add(
                "nothing was deleted in the old bucket",
                tenant.files().oldObjects() > FilesApplication.FILES,
                tenant.files().oldObjects() + " objects");
        var evidence = conclusion(outcome.first()).getEvidence();
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

    private static String summary(RunResult result) {
        return conclusion(result).getSummary();
    }

    private static Conclusion conclusion(RunResult result) {
        return result.getConclusion() == null
                ? Conclusion.newBuilder().setChecks(List.of()).build()
                : result.getConclusion();
    }
}
