package io.movein.reporter;

import static io.movein.reporter.Samples.ID;
import static io.movein.reporter.Samples.OPERATOR;
import static io.movein.reporter.Samples.OWNER;
import static io.movein.reporter.Samples.REVISION;
import static io.movein.reporter.Samples.aFailure;
import static io.movein.reporter.Samples.aRequest;
import static io.movein.reporter.Samples.aRun;
import static io.movein.reporter.Samples.aStatus;
import static io.movein.reporter.Samples.aSuccess;
import static io.movein.reporter.Samples.actor;
import static io.movein.reporter.Samples.anApproved;
import static io.movein.reporter.Samples.approval;
import static io.movein.reporter.Samples.facts;
import static io.movein.reporter.Samples.minute;
import static io.movein.reporter.Samples.onboarding;
import static io.movein.reporter.Samples.problems;
import static io.movein.reporter.Samples.progress;
import static io.movein.reporter.Samples.startedRun;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.HelpShown;
import io.movein.event.IssueStateCorrected;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.NodeSilent;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunOrdered;
import io.movein.event.RunProgressed;
import io.movein.event.RunQueued;
import io.movein.event.RunReportedLate;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.event.StatusShown;
import io.movein.event.TearDownStuck;
import io.movein.event.ValidationConfirmed;
import io.movein.event.ValidationRejected;
import io.movein.event.WipeAttested;
import io.movein.model.Actor;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.QueuePlace;
import io.movein.model.Run;
import io.movein.model.RunResult;
import io.movein.model.State;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The events of one migration, valid and dull; a test changes the one thing that it is about. */
public final class Story {
    private Story() {}

    /** The same event of another migration. */
    public static SpecificRecord on(MigrationId migration, SpecificRecord event) {
        var copy = SpecificData.get().deepCopy(event.getSchema(), event);
        copy.put(copy.getSchema().getField("migration").pos(), migration.toString());
        return copy;
    }

    public static Message<?> message(MigrationId migration, SpecificRecord event) {
        var sequence = event.get(event.getSchema().getField("sequence").pos());
        return new Message<>(
                migration + "/" + sequence,
                "/movein/review",
                migration,
                minute(0),
                Traceparent.begin(),
                on(migration, event));
    }

    public static MigrationRequested requested(long sequence) {
        return new MigrationRequested(
                ID, sequence, minute(0), aStatus(State.UNDER_REVIEW).build());
    }

    public static ReviewCompleted passed(long sequence) {
        return ReviewCompleted.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(1))
                .setStatus(aStatus(State.AWAITING_APPROVAL).setTenant("media").build())
                .setRevision(REVISION)
                .setRun(1)
                .setEvidence(facts())
                .setOnboarding(onboarding())
                .build();
    }

    public static ReviewCompleted denied(long sequence, List<Problem> problems) {
        return ReviewCompleted.newBuilder(passed(sequence))
                .setProblems(problems)
                .setStatus(aStatus(State.NEEDS_CHANGES).setProblems(problems).build())
                .build();
    }

    public static MigrationApproved approved(long sequence) {
        return new MigrationApproved(
                ID, sequence, minute(30), anApproved(State.QUEUED).build(), approval(), facts());
    }

    public static RunQueued queued(long sequence) {
        var place = QueuePlace.newBuilder()
                .setPosition(2)
                .setWaitingFor("run 1 of acme/platform#12 in the same tenant")
                .build();
        return new RunQueued(
                ID,
                sequence,
                minute(30),
                anApproved(State.QUEUED).setQueue(place).build(),
                1,
                place);
    }

    public static RunOrdered ordered(long sequence) {
        return new RunOrdered(
                ID,
                sequence,
                minute(30),
                anApproved(State.QUEUED).setRuns(List.of(aRun().build())).build(),
                1);
    }

    public static RunStarted started(long sequence) {
        return new RunStarted(ID, sequence, minute(31), running(startedRun()), 1);
    }

    public static RunProgressed progressed(long sequence, long done) {
        return new RunProgressed(
                ID,
                sequence,
                minute(31).plusSeconds(done),
                running(startedRun().setProgress(progress(done))),
                1,
                progress(done));
    }

    public static NodeSilent nodeSilent(long sequence) {
        return NodeSilent.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(40))
                .setStatus(MigrationStatus.newBuilder(running(startedRun()))
                        .setNodeSilentSince(minute(39))
                        .build())
                .setRun(1)
                .setNode("node-7")
                .setSince(minute(39))
                .build();
    }

    static MigrationStatus running(Run.Builder run) {
        return anApproved(State.RUNNING).setRuns(List.of(run.build())).build();
    }

    public static RunFinished succeeded(long sequence) {
        return finished(sequence, State.AWAITING_VALIDATION, aSuccess().build());
    }

    public static RunFinished failed(long sequence, UnaryOperator<RunResult.Builder> change) {
        return finished(sequence, State.AWAITING_PLAN, change.apply(aFailure()).build());
    }

    private static RunFinished finished(long sequence, State state, RunResult result) {
        return new RunFinished(
                ID, sequence, result.getFinishedAt(), ended(state, result).build(), 1, result);
    }

    static MigrationStatus.Builder ended(State state, RunResult result) {
        return anApproved(state)
                .setRuns(List.of(startedRun()
                        .setProgress(result.getProgress())
                        .setResult(result)
                        .build()));
    }

    public static RunFinished dryRunSucceeded(long sequence) {
        var result = aSuccess().build();
        var run = startedRun().setMode(Mode.DRY_RUN).setResult(result).build();
        var status = anApproved(State.AWAITING_VALIDATION)
                .setRequest(aRequest().setMode(Mode.DRY_RUN).build())
                .setRuns(List.of(run))
                .build();
        return new RunFinished(ID, sequence, minute(94), status, 1, result);
    }

    public static ValidationConfirmed validated(long sequence) {
        var status = ended(State.TEARING_DOWN, aSuccess().build())
                .setEnding(Ending.COMPLETED)
                .build();
        return new ValidationConfirmed(ID, sequence, minute(200), status, 1, OWNER);
    }

    public static ValidationRejected invalid(long sequence, String reason) {
        return new ValidationRejected(
                ID,
                sequence,
                minute(200),
                ended(State.AWAITING_PLAN, aSuccess().build()).build(),
                1,
                OWNER,
                reason);
    }

    public static PlanChosen planned(long sequence, Plan plan, @Nullable Integer nextRun) {
        var state = nextRun == null ? State.NEEDS_CHANGES : State.AWAITING_APPROVAL;
        return new PlanChosen(
                ID,
                sequence,
                minute(210),
                ended(state, aFailure().build()).setPlan(plan).setApproval(null).build(),
                1,
                plan,
                OWNER,
                nextRun);
    }

    public static WipeAttested wiped(long sequence) {
        return new WipeAttested(
                ID,
                sequence,
                minute(220),
                ended(State.AWAITING_APPROVAL, aFailure().build())
                        .setApproval(null)
                        .build(),
                OPERATOR);
    }

    public static ApprovalVoided voided(long sequence, State state) {
        return new ApprovalVoided(
                ID,
                sequence,
                minute(40),
                aStatus(state).setTenant("media").build(),
                approval(),
                "the tenant uses more than when it was approved");
    }

    public static MigrationRejected rejected(long sequence) {
        return new MigrationRejected(
                ID,
                sequence,
                minute(40),
                aStatus(State.TEARING_DOWN).setEnding(Ending.REJECTED).build(),
                OPERATOR);
    }

    public static CommandRefused refused(long sequence, String command, Actor actor, String code) {
        return new CommandRefused(
                ID,
                sequence,
                minute(20),
                aStatus(State.AWAITING_APPROVAL).setTenant("media").build(),
                command,
                actor,
                code,
                actor.getLogin() + " may not approve (expected an operator)",
                "ask an operator to set the label");
    }

    public static IssueStateCorrected corrected(long sequence, boolean open) {
        return IssueStateCorrected.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(40))
                .setStatus(running(startedRun()))
                .setActor(OWNER)
                .setOpen(open)
                .setReason("a run is under way and closing the issue does not end it; `/stop` does")
                .build();
    }

    public static OwnerAsked asked(long sequence) {
        return OwnerAsked.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(20))
                .setStatus(aStatus(State.AWAITING_APPROVAL)
                        .setTenant("media")
                        .setQuestionAt(minute(20))
                        .build())
                .setActor(OPERATOR)
                .build();
    }

    public static MigrationWithdrawn withdrawn(long sequence) {
        return MigrationWithdrawn.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(20))
                .setStatus(
                        aStatus(State.TEARING_DOWN).setEnding(Ending.WITHDRAWN).build())
                .setActor(OWNER)
                .build();
    }

    public static StatusShown shown(long sequence) {
        return new StatusShown(
                ID, sequence, minute(60), running(startedRun().setProgress(progress(460))), "comment:77", OWNER);
    }

    public static HelpShown help(long sequence) {
        return new HelpShown(
                ID, sequence, minute(20), aStatus(State.AWAITING_APPROVAL).build(), "comment:78", OWNER);
    }

    public static RunReportedLate reportedLate(long sequence) {
        var result = aSuccess().build();
        return RunReportedLate.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(199))
                .setStatus(ended(State.AWAITING_VALIDATION, result).build())
                .setRun(1)
                .setResult(result)
                .build();
    }

    public static TearDownStuck tearDownStuck(long sequence) {
        var reason =
                "The clean-up is waiting for what is still being removed: Pod/movein-17-run-1-x7k2p on node node-1.";
        return TearDownStuck.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(211))
                .setStatus(ended(State.TEARING_DOWN, aSuccess().build())
                        .setEnding(Ending.COMPLETED)
                        .setTearDownStuckSince(minute(201))
                        .setTearDownWaitsFor(reason)
                        .build())
                .setReason(reason)
                .setSince(minute(201))
                .build();
    }

    public static RunTornDown tornDown(long sequence) {
        var status = ended(State.TEARING_DOWN, aSuccess().build())
                .setEnding(Ending.COMPLETED)
                .build();
        return new RunTornDown(ID, sequence, minute(201), status, 1, List.of("Job/movein-17-run-1"));
    }

    public static MigrationClosed closed(long sequence, Ending ending) {
        var status = ended(State.CLOSED, aSuccess().build()).setEnding(ending).build();
        return new MigrationClosed(ID, sequence, minute(201), status, ending);
    }
}
