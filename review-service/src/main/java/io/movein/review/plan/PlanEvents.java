package io.movein.review.plan;

import io.movein.command.StageRead;
import io.movein.event.GateAsked;
import io.movein.event.PlanClosed;
import io.movein.event.PlanCommandRefused;
import io.movein.event.PlanIssueCorrected;
import io.movein.event.PlanRequested;
import io.movein.event.PlanRunRecorded;
import io.movein.event.PlanShown;
import io.movein.event.StageApprovalVoided;
import io.movein.event.StageApproved;
import io.movein.event.StageChecked;
import io.movein.event.StageMergeAsked;
import io.movein.event.StageMergedAround;
import io.movein.event.StageOpened;
import io.movein.event.StagePassed;
import io.movein.event.StageReopened;
import io.movein.model.Actor;
import io.movein.model.ArtifactProblem;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRun;
import io.movein.model.PlanStatus;
import io.movein.model.Stage;
import io.movein.model.StageApproval;
import io.movein.model.StageStatus;
import io.movein.model.TemplateFile;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The events of plans, each as a function of what all of them have in common. */
final class PlanEvents {
    private PlanEvents() {}

    /** What every event has. */
    record Head(String plan, long sequence, Instant at, PlanStatus status) {}

    interface Event {
        SpecificRecord of(Head head);
    }

    static Event requested() {
        return head -> PlanRequested.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .build();
    }

    static Event opened(StageStatus stage, List<TemplateFile> files) {
        return head -> StageOpened.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setAttempt(stage.getAttempt())
                .setBranch(stage.getBranch())
                .setFiles(files)
                .build();
    }

    static Event checked(StageRead read, List<ArtifactProblem> told, int leftOut, boolean afterMerge) {
        return head -> StageChecked.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(read.getStage())
                .setPullRequest(read.getPullRequest())
                .setCommit(read.getHead())
                .setProblems(told)
                .setProblemsLeftOut(leftOut)
                .setAfterMerge(afterMerge)
                .build();
    }

    static Event asked(StageStatus stage) {
        return head -> GateAsked.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setPullRequest(pullRequest(stage))
                .setCommit(commit(stage))
                .setGate(stage.getGate())
                .build();
    }

    static Event approved(StageStatus stage, StageApproval approval) {
        return head -> StageApproved.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setPullRequest(pullRequest(stage))
                .setApproval(approval)
                .build();
    }

    static Event voided(StageStatus stage, String reason) {
        return head -> StageApprovalVoided.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setPullRequest(pullRequest(stage))
                .setCommit(commit(stage))
                .setApproval(stage.getApproval())
                .setReason(reason)
                .build();
    }

    static Event mergeAsked(StageStatus stage) {
        return head -> StageMergeAsked.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setPullRequest(pullRequest(stage))
                .setCommit(commit(stage))
                .build();
    }

    static Event mergedAround(StageRead read) {
        return head -> StageMergedAround.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(read.getStage())
                .setPullRequest(read.getPullRequest())
                .setCommit(read.getHead())
                .setMergeCommit(read.getMergeCommit())
                .setMergedBy(read.getMergedBy())
                .build();
    }

    static Event passed(StageStatus stage, StageApproval approval) {
        return head -> StagePassed.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage.getStage())
                .setPullRequest(pullRequest(stage))
                .setCommit(commit(stage))
                .setMergeCommit(stage.getMergeCommit())
                .setApproval(approval)
                .build();
    }

    static Event reopened(Actor actor, Stage stage, List<Stage> stale, List<Integer> obsolete) {
        return head -> StageReopened.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setStage(stage)
                .setActor(actor)
                .setStale(stale)
                .setObsolete(obsolete)
                .build();
    }

    static Event runRecorded(PlanRun run) {
        return head -> PlanRunRecorded.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setRun(run)
                .build();
    }

    static Event refused(String command, Actor actor, PlanRefusal refusal) {
        return head -> PlanCommandRefused.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setCommand(command)
                .setActor(actor)
                .setCode(refusal.code())
                .setReason(refusal.reason())
                .setRemedy(refusal.remedy())
                .build();
    }

    static Event shown(String command, Actor actor, boolean help) {
        return head -> PlanShown.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setCommand(command)
                .setActor(actor)
                .setHelp(help)
                .build();
    }

    static Event corrected(Actor actor, boolean open, String reason) {
        return head -> PlanIssueCorrected.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setActor(actor)
                .setOpen(open)
                .setReason(reason)
                .build();
    }

    static Event closed(PlanEnding ending, @Nullable Actor actor) {
        return head -> PlanClosed.newBuilder()
                .setMigration(head.plan)
                .setSequence(head.sequence)
                .setAt(head.at)
                .setStatus(head.status)
                .setEnding(ending)
                .setActor(actor)
                .build();
    }

    private static int pullRequest(StageStatus stage) {
        return Objects.requireNonNull(stage.getPullRequest());
    }

    private static String commit(StageStatus stage) {
        return Objects.requireNonNull(stage.getCommit());
    }
}
