package io.movein.local.demo;

import io.movein.contract.Message;
import io.movein.contract.issue.StatusText;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRequested;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunDelayed;
import io.movein.event.RunFinished;
import io.movein.event.RunOrdered;
import io.movein.event.RunQueued;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.event.ValidationConfirmed;
import io.movein.local.screen.ProgressLine;
import io.movein.local.screen.Screen;
import io.movein.model.MigrationStatus;
import io.movein.model.Progress;
import io.movein.model.State;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.util.Locale;

/** Tells a migration's events as they come, one line each; progress is a bar. */
final class Narrator {
    private final Screen screen;
    private final ProgressLine progress;
    private State state = State.UNKNOWN;

    Narrator(Screen screen) {
        this.screen = screen;
        this.progress = new ProgressLine(screen);
    }

    void tell(Message<?> message) {
        if (message.body() instanceof RunProgress progressed) {
            show(progressed.getProgress());
            return;
        }
        progress.close();
        var said = said(message.body());
        if (!said.isEmpty()) {
            screen.did("movein", said);
        }
        var told =
                message.body().get(message.body().getSchema().getField("status").pos());
        if (told instanceof MigrationStatus status && status.getState() != state) {
            state = status.getState();
            screen.did("movein", screen.paint("→ " + StatusText.of(state), Screen.Style.BOLD));
        }
    }

    private void show(Progress told) {
        progress.show(told.getPhase(), told.getDone(), told.getTotal(), told.getUnit());
    }

    private static String said(Object event) {
        return switch (event) {
            case MigrationRequested e ->
                "read the request, revision " + e.getStatus().getRevision();
            case ReviewCompleted e
            when e.getProblems().isEmpty() ->
                "all checks passed; asked the operators to approve revision " + e.getRevision() + " for run "
                        + e.getRun();
            case ReviewCompleted e ->
                "found " + e.getProblems().size() + " problem(s): "
                        + e.getProblems().getFirst().getReason();
            case MigrationApproved e ->
                "accepted the approval of " + e.getApproval().getActor().getLogin() + " for revision "
                        + e.getApproval().getRevision();
            case ApprovalVoided e -> "the approval no longer holds: " + e.getReason();
            case CommandRefused e -> "refused " + e.getCommand() + ": " + e.getReason();
            case RunQueued e ->
                "queued run " + e.getRun() + ": waiting for " + e.getPlace().getWaitingFor();
            case RunOrdered e -> "ordered run " + e.getRun() + " from the cluster";
            case RunDelayed e -> "waiting for the cluster: " + e.getReason();
            case RunStarted e -> "run " + e.getRun() + ": the migration process has started";
            case RunFinished e ->
                "run " + e.getRun() + " ended after " + spoken(e) + ": "
                        + e.getResult().getDetail();
            case ValidationConfirmed e -> e.getActor().getLogin() + " confirmed that the result is right";
            case RunTornDown e ->
                "removed " + e.getRemoved().size() + " object(s) of run " + e.getRun() + " from the cluster: "
                        + String.join(", ", e.getRemoved());
            case MigrationClosed e -> "closed the migration: " + StatusText.of(e.getEnding());
            default -> "";
        };
    }

    private static String spoken(RunFinished event) {
        var result = event.getResult();
        return result.getStartedAt() == null
                ? "no time at all"
                : seconds(Duration.between(result.getStartedAt(), result.getFinishedAt()));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
