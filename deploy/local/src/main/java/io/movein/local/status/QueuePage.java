package io.movein.local.status;

import io.movein.contract.EnumText;
import io.movein.contract.issue.StatusText;
import io.movein.contract.plan.PlanStages;
import io.movein.local.screen.Screen;
import io.movein.local.screen.Screen.Style;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Progress;
import io.movein.model.Run;
import io.movein.model.WaitCause;
import io.movein.plan.PlanSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Who waits for what, who runs, and which gates wait; or one migration or plan. */
final class QueuePage {
    private final Screen screen;
    private final Standing standing;
    private final Instant now;

    QueuePage(Screen screen, Standing standing, Instant now) {
        this.screen = screen;
        this.standing = standing;
        this.now = now;
    }

    void show() {
        var queue = standing.queue();
        screen.heading(queue.isEmpty() ? "The queue is empty" : "In the queue: " + queue.size());
        for (var place = 1; place <= queue.size(); place++) {
            waiting(place, queue.get(place - 1));
        }
        var active = standing.active();
        screen.heading(active.isEmpty() ? "Nothing is running" : "Running: " + active.size());
        active.forEach(this::running);
        gates();
        if (!standing.newer().isEmpty()) {
            screen.line(
                    "  %d migration(s) or plan(s) stand otherwise than shown, as their newest record is of a newer version: %s"
                            .formatted(standing.newer().size(), String.join(", ", standing.newer())));
        }
    }

    /** Plans whose gate waits for an operator or the owner; nothing where none does. */
    void gates() {
        var asking = standing.asking();
        if (!asking.isEmpty()) {
            screen.heading("Gates of plans that wait for approval: " + asking.size());
            asking.forEach(this::gate);
        }
    }

    private void gate(PlanSnapshot it) {
        var stage = PlanStages.waitsForOperator(it.getStatus()).orElseThrow();
        screen.line("       %s  %s  for %s"
                .formatted(
                        screen.paint(it.getMigration(), Style.BOLD),
                        EnumText.spaced(stage.getStage()),
                        age(stage.getSince())));
        screen.line("       " + it.getStatus().getTitle());
    }

    /** One plan. */
    void show(PlanSnapshot it) {
        var status = it.getStatus();
        screen.heading(it.getMigration() + ": " + status.getTitle());
        screen.line("  %s for %s, filed by %s"
                .formatted(
                        screen.paint(StatusText.of(status.getState()), Style.BOLD),
                        age(it.getStateSince()),
                        status.getAuthor().getLogin()));
        status.getProblems().forEach(problem -> screen.line("  to be changed: " + problem.getReason()));
        status.getStages()
                .forEach(stage -> screen.line("  %-10s  %-8s  %s for %s"
                        .formatted(
                                EnumText.spaced(stage.getStage()),
                                EnumText.spaced(stage.getGate()),
                                StatusText.of(stage.getState()),
                                age(stage.getSince()))));
    }

    private void waiting(int place, MigrationSnapshot it) {
        var queue = Objects.requireNonNull(it.getStatus().getQueue());
        var since = Objects.requireNonNullElse(queue.getSince(), it.getStateSince());
        screen.line("  %3d  %s  %s  for %s".formatted(place, name(it), tenant(it), age(since)));
        screen.line("       waiting for " + queue.getWaitingFor() + holder(it));
    }

    /** Who is active changes while one waits, so no event names it. */
    private String holder(MigrationSnapshot waits) {
        return waits.getStatus().getQueue().getCause() != WaitCause.TENANT
                ? ""
                : standing.active().stream()
                        .filter(it -> Objects.equals(
                                it.getStatus().getTenant(), waits.getStatus().getTenant()))
                        .findFirst()
                        .map(it -> ": run " + run(it).getNumber() + " of " + it.getMigration())
                        .orElse("");
    }

    private void running(MigrationSnapshot it) {
        var run = run(it);
        var since = Objects.requireNonNullElse(run.getStartedAt(), run.getOrderedAt());
        var how = run.getStartedAt() == null
                ? "not started yet: " + Objects.requireNonNullElse(run.getPending(), "asking the cluster")
                : standing.progress(it).map(QueuePage::words).orElse("no progress reported yet");
        screen.line("       %s  %s  run %d for %s".formatted(name(it), tenant(it), run.getNumber(), age(since)));
        screen.line("       " + how);
    }

    /** One migration. */
    void show(MigrationSnapshot it) {
        var status = it.getStatus();
        screen.heading(it.getMigration() + ": " + status.getTitle());
        screen.line("  %s for %s, tenant %s, filed by %s"
                .formatted(
                        screen.paint(StatusText.of(status.getState()), Style.BOLD),
                        age(it.getStateSince()),
                        tenant(it),
                        status.getAuthor().getLogin()));
        status.getProblems().forEach(problem -> screen.line("  to be changed: " + problem.getReason()));
        var queue = standing.queue();
        if (queue.contains(it)) {
            waiting(queue.indexOf(it) + 1, it);
        }
        if (Standing.activeRun(it).isPresent()) {
            running(it);
        }
        status.getRuns().stream().filter(run -> run.getResult() != null).forEach(this::ended);
    }

    private void ended(Run run) {
        screen.line("  run %d %s: %s"
                .formatted(
                        run.getNumber(),
                        StatusText.of(run.getResult().getOutcome()),
                        run.getResult().getDetail()));
    }

    private static Run run(MigrationSnapshot it) {
        return Standing.activeRun(it).orElseThrow();
    }

    private String name(MigrationSnapshot it) {
        return screen.paint(it.getMigration(), Style.BOLD);
    }

    private static String tenant(MigrationSnapshot it) {
        return Objects.requireNonNullElse(it.getStatus().getTenant(), "no tenant yet");
    }

    private String age(Instant since) {
        return StatusPage.words(Duration.between(since, now));
    }

    private static String words(Progress told) {
        var total = told.getTotal();
        var done = String.format(Locale.ROOT, "%s: %,d", told.getPhase(), told.getDone());
        if (total == null || total <= 0) {
            return done + " " + told.getUnit();
        }
        var percent = Math.clamp(100 * (double) told.getDone() / total, 0, 100);
        return done + String.format(Locale.ROOT, " of %,d %s (%.0f %%)", total, told.getUnit(), percent);
    }
}
