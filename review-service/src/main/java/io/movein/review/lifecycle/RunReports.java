package io.movein.review.lifecycle;

import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.report.RunFinished;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the runner tells of a run. Only the active run has something to tell, and only once each; a report of another run, or
 * one that comes twice or late, says nothing. The outcome is never guessed: whatever is not a success is the owner's to judge.
 */
final class RunReports {
    private RunReports() {}

    static void decide(Draft draft, SpecificRecord report) {
        switch (report) {
            case RunPending pending -> active(draft, pending.getRun()).ifPresent(run -> delayed(draft, run, pending));
            case RunStarted started -> active(draft, started.getRun()).ifPresent(run -> started(draft, run, started));
            case RunProgressed told -> active(draft, told.getRun()).ifPresent(run -> progressed(draft, run, told));
            case RunFinished finished -> active(draft, finished.getRun()).ifPresent(run -> finished(draft, run, finished));
            case RunTornDown gone -> TearDowns.tornDown(draft, gone);
            default -> throw new IllegalArgumentException(report.getSchema().getFullName() + " is no report");
        }
    }

    private static Optional<Run> active(Draft draft, int number) {
        return Statuses.activeRun(draft.status()).filter(run -> run.getNumber() == number);
    }

    private static void delayed(Draft draft, Run run, RunPending report) {
        if (run.getStartedAt() == null && !report.getReason().equals(run.getPending())) {
            draft.happened(Statuses.withRun(run.getNumber(), draft.status(), it -> it.setPending(report.getReason())).build(),
                    Events.runDelayed(run.getNumber(), report.getReason()));
        }
    }

    private static void started(Draft draft, Run run, RunStarted report) {
        if (run.getStartedAt() == null) {
            draft.happened(Statuses.withRun(run.getNumber(), draft.status(), it -> it.setStartedAt(report.getStartedAt()).setPending(null))
                    .setState(State.RUNNING).build(), Events.runStarted(run.getNumber()));
        }
    }

    private static void progressed(Draft draft, Run run, RunProgressed report) {
        var told = draft.migration().getProgressAt();
        var isOlder = told != null && report.getAt().isBefore(told);
        if (!isOlder && !report.getProgress().equals(run.getProgress())) {
            draft.add(new Change.ProgressTold(draft.migration().getId(), report.getAt()));
            draft.happened(Statuses.withRun(run.getNumber(), draft.status(), it -> it.setProgress(report.getProgress())).build(),
                    Events.runProgressed(run.getNumber(), report.getProgress()));
        }
    }

    private static void finished(Draft draft, Run run, RunFinished report) {
        var result = report.getResult();
        var next = result.getOutcome() == RunOutcome.SUCCEEDED ? State.AWAITING_VALIDATION : State.AWAITING_PLAN;
        var status = Statuses.withRun(run.getNumber(), draft.status(), it -> ended(it, report)).setState(next).build();
        draft.happened(status, Events.runFinished(run.getNumber(), result));
        RunQueue.advance(draft);
    }

    /** The result knows the start and the last progress, should their own reports be late. */
    private static Run.Builder ended(Run.Builder run, RunFinished report) {
        var result = report.getResult();
        run.setResult(result).setPending(null);
        if (run.getStartedAt() == null) {
            run.setStartedAt(result.getStartedAt());
        }
        return result.getProgress() == null ? run : run.setProgress(result.getProgress());
    }
}
