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

    static void decide(DecisionBuilder builder, SpecificRecord report) {
        switch (report) {
            case RunPending pending ->
                active(builder, pending.getRun()).ifPresent(run -> delayed(builder, run, pending));
            case RunStarted started ->
                active(builder, started.getRun()).ifPresent(run -> started(builder, run, started));
            case RunProgressed told -> active(builder, told.getRun()).ifPresent(run -> progressed(builder, run, told));
            case RunFinished finished ->
                active(builder, finished.getRun()).ifPresent(run -> finished(builder, run, finished));
            case RunTornDown gone -> TearDowns.tornDown(builder, gone);
            default -> throw new IllegalArgumentException(report.getSchema().getFullName() + " is no report");
        }
    }

    private static Optional<Run> active(DecisionBuilder builder, int number) {
        return Statuses.activeRun(builder.status()).filter(run -> run.getNumber() == number);
    }

    private static void delayed(DecisionBuilder builder, Run run, RunPending report) {
        if (run.getStartedAt() == null && !report.getReason().equals(run.getPending())) {
            builder.happened(
                    Statuses.withRun(run.getNumber(), builder.status(), it -> it.setPending(report.getReason()))
                            .build(),
                    Events.runDelayed(run.getNumber(), report.getReason()));
        }
    }

    private static void started(DecisionBuilder builder, Run run, RunStarted report) {
        if (run.getStartedAt() == null) {
            builder.happened(
                    Statuses.withRun(
                                    run.getNumber(),
                                    builder.status(),
                                    it -> it.setStartedAt(report.getStartedAt()).setPending(null))
                            .setState(State.RUNNING)
                            .build(),
                    Events.runStarted(run.getNumber()));
        }
    }

    private static void progressed(DecisionBuilder builder, Run run, RunProgressed report) {
        var told = builder.migration().getProgressAt();
        var isOlder = told != null && report.getAt().isBefore(told);
        if (!isOlder && !report.getProgress().equals(run.getProgress())) {
            builder.add(new Change.ProgressTold(builder.migration().getId(), report.getAt()));
            builder.happened(
                    Statuses.withRun(run.getNumber(), builder.status(), it -> it.setProgress(report.getProgress()))
                            .build(),
                    Events.runProgressed(run.getNumber(), report.getProgress()));
        }
    }

    private static void finished(DecisionBuilder builder, Run run, RunFinished report) {
        var result = report.getResult();
        var next = result.getOutcome() == RunOutcome.SUCCEEDED ? State.AWAITING_VALIDATION : State.AWAITING_PLAN;
        var status = Statuses.withRun(run.getNumber(), builder.status(), it -> ended(it, report))
                .setState(next)
                .build();
        builder.happened(status, Events.runFinished(run.getNumber(), result));
        RunQueue.advance(builder);
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
