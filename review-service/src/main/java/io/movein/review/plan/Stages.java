package io.movein.review.plan;

import io.movein.command.ReopenStage;
import io.movein.contract.Digest;
import io.movein.contract.EnumText;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.PlanArtifact;
import io.movein.model.PlanState;
import io.movein.model.Role;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.review.plan.template.Templates;
import io.movein.review.state.PassedArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One stage after the other: opened with templates, passed, and opened again. */
final class Stages {
    private Stages() {}

    static void open(PlanBuilder builder, Stage stage) {
        var attempt = builder.stage(stage).getAttempt() + 1;
        builder.stage(
                stage,
                it -> it.setState(StageState.OPENING)
                        .setAttempt(attempt)
                        .setBranch(PlanPaths.branch(builder.id(), stage, attempt))
                        .setPullRequest(null)
                        .setCommit(null)
                        .setProblems(0)
                        .setAsked(null)
                        .setApproval(null)
                        .setMergeCommit(null)
                        .setMergedAround(false)
                        .setBlocked(null));
        var known = StageFiles.known(builder.plan(), builder.plan().getRead());
        builder.happened(PlanEvents.opened(builder.stage(stage), Templates.of(builder.id(), stage, known)));
    }

    /** Its gate said yes to the commit that is on the base branch. */
    static void pass(PlanBuilder builder, Stage stage) {
        var status = builder.stage(stage);
        var approval = Objects.requireNonNull(status.getApproval());
        remember(builder, stage);
        builder.stage(stage, it -> it.setState(StageState.PASSED).setAsked(null));
        var next = builder.current();
        if (next.isEmpty()) {
            builder.status(it -> it.setState(PlanState.READY));
        }
        builder.happened(PlanEvents.passed(builder.stage(stage), approval));
        next.ifPresentOrElse(it -> open(builder, it.getStage()), () -> PlanRuns.endIfDone(builder));
    }

    /** All have passed, for another form. What is merged stays where it is, and the last stage is checked and asked about once more. */
    static void judgeLastAgain(PlanBuilder builder) {
        forget(builder, Stage.CUTOVER);
        builder.stage(Stage.CUTOVER, it -> it.setState(StageState.NEEDS_WORK).setMergedAround(true));
        builder.status(status -> status.setState(PlanState.IN_STAGES));
    }

    /** Of the pull request that was read last: what has passed with it. */
    static void remember(PlanBuilder builder, Stage stage) {
        var read = Objects.requireNonNull(builder.plan().getRead());
        var passed = new ArrayList<PassedArtifact>();
        for (var artifact : StageArtifact.of(stage)) {
            var path = PlanPaths.path(builder.id(), artifact);
            read.getFiles().stream()
                    .filter(file -> file.getPath().equals(path) && file.getText() != null)
                    .forEach(file -> passed.add(
                            new PassedArtifact(path, Digest.sha256(Objects.requireNonNull(file.getText())))));
        }
        builder.change(plan -> plan.setPassed(Stream.concat(
                        plan.getPassed().stream()
                                .filter(known -> passed.stream()
                                        .noneMatch(it -> it.getPath().equals(known.getPath()))),
                        passed.stream())
                .toList()));
        if (stage == Stage.MIGRATE) {
            var known = StageFiles.known(builder.plan(), read);
            builder.status(status ->
                    status.setArtifacts(Optional.ofNullable(known.artifacts().get(StageArtifact.ARTIFACTS)).stream()
                            .flatMap(document -> document.entry().list("artifacts").stream())
                            .map(artifact -> PlanArtifact.newBuilder()
                                    .setName(artifact.text("name"))
                                    .setImage(artifact.text("image"))
                                    .setConfigurationSha256(artifact.optional("configuration")
                                            .map(Digest::sha256)
                                            .orElse(null))
                                    .build())
                            .toList()));
        }
    }

    static void reopen(PlanBuilder builder, String id, ReopenStage reopen) {
        var refusal = refusal(builder, reopen);
        if (refusal.isPresent()) {
            builder.refuse(id, reopen.getActor(), refusal.get());
            return;
        }
        var stage = reopen.getStage();
        var later = builder.status().getStages().stream()
                .filter(it -> it.getStage().compareTo(stage) > 0)
                .toList();
        var stale = later.stream()
                .filter(it -> it.getState() != StageState.WAITING)
                .map(StageStatus::getStage)
                .toList();
        var obsolete = later.stream()
                .filter(PlanStatuses::isOpen)
                .filter(it -> !it.getMergedAround())
                .map(StageStatus::getPullRequest)
                .filter(Objects::nonNull)
                .toList();
        stale.forEach(it -> builder.stage(
                it, one -> one.setState(StageState.STALE).setAsked(null).setApproval(null)));
        forget(builder, stage);
        builder.stage(stage, it -> it.setState(StageState.STALE).setApproval(null));
        builder.status(status -> status.setState(PlanState.IN_STAGES));
        builder.happened(PlanEvents.reopened(reopen.getActor(), stage, stale, obsolete));
        open(builder, stage);
    }

    /** What is opened again counts no more. */
    private static void forget(PlanBuilder builder, Stage from) {
        var kept = Stream.of(StageArtifact.values())
                .filter(artifact -> artifact.stage().compareTo(from) < 0)
                .map(artifact -> PlanPaths.path(builder.id(), artifact))
                .toList();
        builder.change(plan -> plan.setPassed(plan.getPassed().stream()
                .filter(passed -> kept.contains(passed.getPath()))
                .toList()));
        if (from.compareTo(Stage.MIGRATE) <= 0) {
            builder.status(status -> status.setArtifacts(List.of()));
        }
    }

    private static Optional<PlanRefusal> refusal(PlanBuilder builder, ReopenStage reopen) {
        var actor = reopen.getActor();
        var word = EnumText.hyphenated(reopen.getStage());
        if (!actor.getRoles().contains(Role.OPERATOR) && !Gates.isOwner(builder, actor)) {
            return Optional.of(new PlanRefusal(
                    "not-the-owner",
                    "@" + actor.getLogin() + " is neither the owner of this plan nor an operator",
                    "ask @" + builder.status().getAuthor().getLogin()));
        }
        if (PlanStatuses.isOver(builder.status())) {
            return Optional.of(
                    new PlanRefusal("plan-is-over", "the plan has ended", "file a new issue to start another plan"));
        }
        return reopen.getStage() != Stage.UNKNOWN
                        && builder.stage(reopen.getStage()).getState() == StageState.PASSED
                ? Optional.empty()
                : Optional.of(new PlanRefusal(
                        "not-passed",
                        "the stage " + word + " has not passed (expected one that has)",
                        "comment /status to see where the plan stands"));
    }
}
