package io.movein.review.lifecycle;

import io.movein.event.AlarmRaised;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.ControlAnswered;
import io.movein.event.ControlRequested;
import io.movein.event.HelpShown;
import io.movein.event.IssueStateCorrected;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.NetworkChanged;
import io.movein.event.NodeOffConfirmed;
import io.movein.event.NodeSilent;
import io.movein.event.OperatorAnswered;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunDelayed;
import io.movein.event.RunFinished;
import io.movein.event.RunOrdered;
import io.movein.event.RunQueued;
import io.movein.event.RunReportedLate;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.event.StatusShown;
import io.movein.event.StopRequested;
import io.movein.event.TearDownStuck;
import io.movein.event.ValidationConfirmed;
import io.movein.event.ValidationRejected;
import io.movein.event.WipeAttested;
import io.movein.model.Actor;
import io.movein.model.Alarm;
import io.movein.model.Approval;
import io.movein.model.Control;
import io.movein.model.Ending;
import io.movein.model.Facts;
import io.movein.model.MigrationStatus;
import io.movein.model.OnboardingIssue;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.QueuePlace;
import io.movein.model.RunResult;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The events, each as a function of what all of them have in common. */
final class Events {
    private Events() {}

    /** What every event has. */
    record Head(String migration, long sequence, Instant at, MigrationStatus status) {}

    interface Event {
        SpecificRecord of(Head head);
    }

    static Event migrationRequested() {
        return head -> new MigrationRequested(head.migration, head.sequence, head.at, head.status);
    }

    static Event reviewCompleted(
            String revision, int run, List<Problem> problems, Facts evidence, OnboardingIssue onboarding) {
        return head -> new ReviewCompleted(
                head.migration, head.sequence, head.at, head.status, revision, run, problems, evidence, onboarding);
    }

    static Event migrationApproved(Approval approval, Facts evidence) {
        return head -> new MigrationApproved(head.migration, head.sequence, head.at, head.status, approval, evidence);
    }

    static Event approvalVoided(Approval approval, String reason) {
        return head -> new ApprovalVoided(head.migration, head.sequence, head.at, head.status, approval, reason);
    }

    static Event migrationRejected(Actor actor) {
        return head -> new MigrationRejected(head.migration, head.sequence, head.at, head.status, actor);
    }

    static Event runQueued(int run, QueuePlace place) {
        return head -> new RunQueued(head.migration, head.sequence, head.at, head.status, run, place);
    }

    static Event runOrdered(int run) {
        return head -> new RunOrdered(head.migration, head.sequence, head.at, head.status, run);
    }

    static Event runDelayed(int run, String reason) {
        return head -> new RunDelayed(head.migration, head.sequence, head.at, head.status, run, reason);
    }

    static Event runStarted(int run) {
        return head -> new RunStarted(head.migration, head.sequence, head.at, head.status, run);
    }

    static Event stopRequested(int run, Actor actor) {
        return head -> new StopRequested(head.migration, head.sequence, head.at, head.status, run, actor);
    }

    static Event runFinished(int run, RunResult result) {
        return head -> new RunFinished(head.migration, head.sequence, head.at, head.status, run, result);
    }

    static Event validationConfirmed(int run, Actor actor) {
        return head -> new ValidationConfirmed(head.migration, head.sequence, head.at, head.status, run, actor);
    }

    static Event validationRejected(int run, Actor actor, String reason) {
        return head -> new ValidationRejected(head.migration, head.sequence, head.at, head.status, run, actor, reason);
    }

    /** The next run is named by the review that follows. */
    static Event planChosen(@Nullable Integer run, Plan plan, Actor actor) {
        return head -> PlanChosen.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setPlan(plan)
                .setActor(actor)
                .build();
    }

    static Event controlRequested(int run, Actor actor, Control control) {
        return head -> ControlRequested.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setActor(actor)
                .setControl(control)
                .build();
    }

    /** Null: there is no answer. */
    static Event controlAnswered(int run, Control control, @Nullable String result) {
        return head -> ControlAnswered.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setControl(control)
                .setResult(result)
                .build();
    }

    static Event alarmRaised(int run, Alarm alarm) {
        return head -> AlarmRaised.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setAlarm(alarm)
                .build();
    }

    static Event networkChanged(int run, List<String> added, List<String> dropped) {
        return head -> NetworkChanged.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setAdded(added)
                .setDropped(dropped)
                .build();
    }

    static Event nodeSilent(int run, String node, @Nullable Instant since) {
        return head -> NodeSilent.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setNode(node)
                .setSince(since)
                .build();
    }

    static Event nodeOffConfirmed(int run, Actor actor) {
        return head -> NodeOffConfirmed.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setActor(actor)
                .build();
    }

    static Event ownerAsked(Actor actor) {
        return head -> OwnerAsked.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setActor(actor)
                .build();
    }

    static Event operatorAnswered(Actor actor) {
        return head -> OperatorAnswered.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setActor(actor)
                .build();
    }

    static Event migrationWithdrawn(Actor actor) {
        return head -> MigrationWithdrawn.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setActor(actor)
                .build();
    }

    static Event issueStateCorrected(Actor actor, boolean open, String reason) {
        return head -> IssueStateCorrected.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setActor(actor)
                .setOpen(open)
                .setReason(reason)
                .build();
    }

    static Event wipeAttested(Actor actor) {
        return head -> new WipeAttested(head.migration, head.sequence, head.at, head.status, actor);
    }

    static Event commandRefused(String command, Actor actor, Refusal refusal) {
        return head -> new CommandRefused(
                head.migration,
                head.sequence,
                head.at,
                head.status,
                command,
                actor,
                refusal.code(),
                refusal.reason(),
                refusal.remedy());
    }

    static Event statusShown(String command, Actor actor) {
        return head -> new StatusShown(head.migration, head.sequence, head.at, head.status, command, actor);
    }

    static Event helpShown(String command, Actor actor) {
        return head -> new HelpShown(head.migration, head.sequence, head.at, head.status, command, actor);
    }

    static Event runReportedLate(int run, RunResult result) {
        return head -> RunReportedLate.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .setResult(result)
                .build();
    }

    static Event tearDownStuck(String reason, Instant since) {
        return head -> TearDownStuck.newBuilder()
                .setMigration(head.migration)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setReason(reason)
                .setSince(since)
                .build();
    }

    static Event runTornDown(int run, List<String> removed) {
        return head -> new RunTornDown(head.migration, head.sequence, head.at, head.status, run, removed);
    }

    static Event migrationClosed(Ending ending) {
        return head -> new MigrationClosed(head.migration, head.sequence, head.at, head.status, ending);
    }
}
