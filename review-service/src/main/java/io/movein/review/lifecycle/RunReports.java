package io.movein.review.lifecycle;

import io.movein.model.AddressChange;
import io.movein.model.FailureKind;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.progress.RunProgress;
import io.movein.report.AlarmRaised;
import io.movein.report.NetworkChanged;
import io.movein.report.NodeSilent;
import io.movein.report.RunFinished;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.review.policy.Rehearsal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the runner tells of a run. Only the active run has something to tell, and only once each; a report of another run, or one that
 * comes twice, says nothing. One that comes after the run was given up adds its facts. The outcome is never guessed: whatever is not a
 * success is the owner's to judge.
 */
final class RunReports {
    private RunReports() {}

    /** Every report shows that the runner knows the run; that it does is remembered once a minute at most. */
    private static final Duration HEARD_AGAIN = Duration.ofMinutes(1);

    private static final int ALARMS = 10;
    private static final int ADDRESS_CHANGES = 10;
    private static final int ADDRESS = 250;

    static void decide(DecisionBuilder builder, SpecificRecord report) {
        hear(builder);
        switch (report) {
            case RunPending pending ->
                active(builder, pending.getRun())
                        .ifPresentOrElse(
                                run -> delayed(builder, run, pending), () -> TearDowns.waiting(builder, pending));
            case RunStarted started ->
                active(builder, started.getRun()).ifPresent(run -> started(builder, run, started));
            case RunProgressed told -> active(builder, told.getRun()).ifPresent(run -> progressed(builder, run, told));
            case RunFinished finished ->
                active(builder, finished.getRun())
                        .ifPresentOrElse(
                                run -> finished(builder, run, finished.getResult()), () -> late(builder, finished));
            case AlarmRaised alarm -> active(builder, alarm.getRun()).ifPresent(run -> raised(builder, run, alarm));
            case NetworkChanged change ->
                active(builder, change.getRun()).ifPresent(run -> networkChanged(builder, run, change));
            case NodeSilent silent -> active(builder, silent.getRun()).ifPresent(run -> silent(builder, run, silent));
            case RunTornDown gone -> TearDowns.tornDown(builder, gone);
            default -> throw new IllegalArgumentException(report.getSchema().getFullName() + " is no report");
        }
    }

    private static void hear(DecisionBuilder builder) {
        var heard = builder.migration().getHeardAt();
        var isAwaited = builder.status().getState() == State.TEARING_DOWN
                || Statuses.activeRun(builder.status()).isPresent();
        if (isAwaited && (heard == null || !builder.now().isBefore(heard.plus(HEARD_AGAIN)))) {
            builder.add(new Change.Heard(builder.migration().getId(), builder.now()));
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
            builder.progressed(RunProgress.newBuilder()
                    .setMigration(report.getMigration())
                    .setRun(run.getNumber())
                    .setSequence(builder.migration().getSequence())
                    .setAt(report.getAt())
                    .setTenant(builder.status().getTenant())
                    .setStartedAt(run.getStartedAt())
                    .setProgress(report.getProgress())
                    .build());
            Controls.hear(builder, run.getNumber(), report.getProgress().getDid());
        }
    }

    private static void raised(DecisionBuilder builder, Run run, AlarmRaised report) {
        var last = builder.migration().getAlarmAt();
        var isKnown = last != null
                && (report.getAt().isBefore(last)
                        || report.getAt().equals(last) && run.getAlarms().contains(report.getAlarm()));
        if (!isKnown) {
            builder.add(new Change.AlarmHeard(builder.migration().getId(), report.getAt()));
            var alarms = Stream.concat(run.getAlarms().stream(), Stream.of(report.getAlarm()))
                    .toList();
            builder.happened(
                    Statuses.withRun(
                                    run.getNumber(),
                                    builder.status(),
                                    it -> it.setAlarms(
                                            alarms.subList(Math.max(0, alarms.size() - ALARMS), alarms.size())))
                            .build(),
                    Events.alarmRaised(run.getNumber(), report.getAlarm()));
        }
    }

    private static void networkChanged(DecisionBuilder builder, Run run, NetworkChanged report) {
        var last = builder.migration().getNetworkAt();
        if (last == null || report.getAt().isAfter(last)) {
            builder.add(new Change.NetworkHeard(builder.migration().getId(), report.getAt()));
            builder.happened(
                    Statuses.withRun(
                                    run.getNumber(), builder.status(), it -> it.setAddressChanges(changes(run, report)))
                            .build(),
                    Events.networkChanged(run.getNumber(), report.getAdded(), report.getDropped()));
        }
    }

    /** The run's and these, as many as are shown. */
    private static List<AddressChange> changes(Run run, NetworkChanged report) {
        var changes = Stream.of(
                        run.getAddressChanges().stream(),
                        report.getAdded().stream().map(address -> change(report, address, true)),
                        report.getDropped().stream().map(address -> change(report, address, false)))
                .flatMap(Function.identity())
                .toList();
        return changes.subList(Math.max(0, changes.size() - ADDRESS_CHANGES), changes.size());
    }

    private static AddressChange change(NetworkChanged report, String address, boolean added) {
        return AddressChange.newBuilder()
                .setAt(report.getAt())
                .setAddress(Cut.cut(address, ADDRESS))
                .setAdded(added)
                .build();
    }

    private static void silent(DecisionBuilder builder, Run run, NodeSilent report) {
        if (!Objects.equals(report.getSince(), builder.status().getNodeSilentSince())) {
            builder.happened(
                    MigrationStatus.newBuilder(builder.status())
                            .setNodeSilentSince(report.getSince())
                            .build(),
                    Events.nodeSilent(run.getNumber(), report.getNode(), report.getSince()));
        }
    }

    /** What had been given up as unreadable is known after all: its facts are added, and what was decided since then stands. */
    private static void late(DecisionBuilder builder, RunFinished report) {
        builder.status().getRuns().stream()
                .filter(run -> run.getNumber() == report.getRun() && wasGivenUp(run))
                .findFirst()
                .ifPresent(run -> addFacts(builder, run, report.getResult()));
    }

    private static boolean wasGivenUp(Run run) {
        return run.getResult() != null && run.getResult().getFailure() == FailureKind.OUTCOME_UNREADABLE;
    }

    private static void addFacts(DecisionBuilder builder, Run run, RunResult result) {
        if (result.getFailure() == FailureKind.OUTCOME_UNREADABLE) {
            return; // it says no more than was known
        }
        var isLast = Statuses.lastRun(builder.status()).equals(Optional.of(run));
        var status = Statuses.withRun(run.getNumber(), builder.status(), it -> {
            var told = ended(it, result);
            return isLast ? told : Run.newBuilder(Limits.old(told.build()));
        });
        if (isLast
                && builder.status().getState() == State.AWAITING_PLAN
                && result.getOutcome() == RunOutcome.SUCCEEDED) {
            status.setState(State.AWAITING_VALIDATION);
            rehearsed(builder, run, result);
        }
        builder.happened(status.build(), Events.runReportedLate(run.getNumber(), result));
    }

    static void finished(DecisionBuilder builder, Run run, RunResult result) {
        var next = result.getOutcome() == RunOutcome.SUCCEEDED ? State.AWAITING_VALIDATION : State.AWAITING_PLAN;
        var status = Statuses.withRun(run.getNumber(), builder.status(), it -> ended(it, result))
                .setState(next)
                .setNodeSilentSince(null)
                .build();
        builder.happened(status, Events.runFinished(run.getNumber(), result));
        builder.add(new Change.AnswersAwaited(builder.migration().getId(), List.of()));
        rehearsed(builder, run, result);
        RunQueue.advance(builder);
    }

    private static void rehearsed(DecisionBuilder builder, Run run, RunResult result) {
        if (run.getMode() == Mode.DRY_RUN && result.getOutcome() == RunOutcome.SUCCEEDED) {
            builder.add(new Change.Rehearsed(
                    builder.migration().getId(),
                    Rehearsal.revision(builder.status().getRequest())));
        }
    }

    /** The result knows the start and the last progress, should their own reports be late. */
    private static Run.Builder ended(Run.Builder run, RunResult result) {
        run.setResult(result).setPending(null).setUnanswered(List.of());
        if (run.getStartedAt() == null) {
            run.setStartedAt(result.getStartedAt());
        }
        return result.getProgress() == null ? run : run.setProgress(result.getProgress());
    }
}
