package io.movein.review.plan;

import io.movein.command.ApproveStage;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.EnumText;
import io.movein.model.Actor;
import io.movein.model.Gate;
import io.movein.model.Person;
import io.movein.model.PlanState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Role;
import io.movein.model.Stage;
import io.movein.model.StageApproval;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lets a stage pass once its checks do: nothing more, a word for exactly its commit, or a review of exactly its commit. */
final class Gates {
    private static final int REVIEWS = 50;

    private Gates() {}

    /** The checks pass. */
    static void ask(PlanBuilder builder, Stage stage) {
        if (builder.stage(stage).getGate() == Gate.AUTO) {
            approved(builder, stage, null);
            return;
        }
        var asked = builder.nextSequence();
        builder.stage(stage, it -> it.setState(StageState.ASKING).setAsked(asked));
        builder.happened(PlanEvents.asked(builder.stage(stage)));
        if (builder.stage(stage).getGate() == Gate.EXTERNAL) {
            builder.plan().getReviews().stream()
                    .filter(review -> refusal(builder, review).isEmpty())
                    .findFirst()
                    .ifPresent(review -> approved(builder, stage, review.getActor()));
        }
    }

    static void approve(PlanBuilder builder, String id, ApproveStage approve) {
        var refusal = refusal(builder, approve);
        if (refusal.isPresent()) {
            builder.refuse(id, approve.getActor(), refusal.get());
        } else {
            approved(builder, Objects.requireNonNull(approve.getStage()), approve.getActor());
        }
    }

    private static Optional<PlanRefusal> refusal(PlanBuilder builder, ApproveStage approve) {
        var actor = approve.getActor();
        if (!mayDecide(builder, actor)) {
            return refused(
                    "not-the-owner",
                    "@" + actor.getLogin() + " is neither the owner of this plan nor an operator",
                    "ask @" + builder.status().getAuthor().getLogin() + " or an operator");
        }
        if (builder.status().getState() != PlanState.IN_STAGES) {
            return refused("nothing-is-asked", "no stage is waiting for approval", "comment /status");
        }
        var stage = builder.current().orElseThrow();
        if (stage.getState() == StageState.ASKING && stage.getGate() == Gate.EXTERNAL) {
            return refused(
                    "gate-is-external",
                    "the stage " + EnumText.hyphenated(stage.getStage())
                            + " can be approved only in a review by a named reviewer",
                    "ask a reviewer to approve #" + stage.getPullRequest());
        }
        var isAsked = stage.getState() == StageState.ASKING
                && stage.getStage() == approve.getStage()
                && Objects.equals(stage.getAsked(), approve.getAsked())
                && Objects.equals(stage.getCommit(), approve.getCommit());
        return isAsked
                ? Optional.empty()
                : refused(
                        "superseded-question",
                        "the newest question before it is about "
                                + (approve.getCommit() == null
                                        ? "nothing"
                                        : "commit " + PlanBounds.cut(approve.getCommit()))
                                + " (expected the current question"
                                + (stage.getState() == StageState.ASKING ? ", about commit " + stage.getCommit() : "")
                                + ")",
                        "wait for the newest question, read it, then answer it");
    }

    private static boolean mayDecide(PlanBuilder builder, Actor actor) {
        return actor.getRoles().contains(Role.OPERATOR) || isOwner(builder, actor);
    }

    static boolean isOwner(PlanBuilder builder, Actor actor) {
        return actor.getId() == builder.status().getAuthor().getId();
    }

    /** The newest word of each reviewer counts, and only while it is about the commit that is there. */
    static void reviewed(PlanBuilder builder, String id, StageReviewed unbounded) {
        var review = PlanBounds.bounded(unbounded);
        var current = builder.current().filter(PlanStatuses::isOpen);
        if (current.isEmpty()
                || current.get().getStage() != review.getStage()
                || !Objects.equals(current.get().getPullRequest(), review.getPullRequest())) {
            return; // of a pull request that counts no more, or not yet
        }
        var stage = current.get();
        if (!remember(builder, review) || stage.getGate() != Gate.EXTERNAL) {
            return;
        }
        if (stage.getState() == StageState.MERGING) {
            withdrawn(builder, stage, review);
        } else if (review.getVerdict() == ReviewVerdict.APPROVED && stage.getState() == StageState.ASKING) {
            var refusal = refusal(builder, review);
            if (refusal.isPresent()) {
                builder.refuse(id, review.getActor(), refusal.get());
            } else {
                approved(builder, stage.getStage(), review.getActor());
            }
        }
    }

    /** False: a newer one of the same person is known. */
    static boolean remember(PlanBuilder builder, StageReviewed review) {
        var isLate = builder.plan().getReviews().stream()
                .anyMatch(known -> isSame(known, review) && known.getAt().isAfter(review.getAt()));
        if (!isLate) {
            builder.change(plan -> plan.setReviews(Lists.last(
                    plan.getReviews().stream()
                            .filter(known -> !isSame(known, review))
                            .toList(),
                    review,
                    REVIEWS)));
        }
        return !isLate;
    }

    private static boolean isSame(StageReviewed one, StageReviewed other) {
        return one.getActor().getId() == other.getActor().getId();
    }

    /** Whoever approved takes it back before it is merged. */
    private static void withdrawn(PlanBuilder builder, StageStatus stage, StageReviewed review) {
        var approval = Objects.requireNonNull(stage.getApproval());
        var isTheirs = approval.getActor() != null
                && approval.getActor().getId() == review.getActor().getId();
        if (isTheirs && review.getVerdict() != ReviewVerdict.APPROVED) {
            builder.stage(
                    stage.getStage(),
                    it -> it.setState(StageState.NEEDS_WORK).setApproval(null).setAsked(null));
            builder.happened(PlanEvents.voided(stage, "@" + review.getActor().getLogin() + " withdrew the approval"));
            ask(builder, stage.getStage());
        }
    }

    private static Optional<PlanRefusal> refusal(PlanBuilder builder, StageReviewed review) {
        var actor = review.getActor();
        var read = Objects.requireNonNull(builder.plan().getRead());
        var stage = builder.stage(review.getStage());
        if (review.getVerdict() != ReviewVerdict.APPROVED
                || !Objects.equals(stage.getPullRequest(), review.getPullRequest())) {
            return refused(
                    "no-approval", "this review does not approve any stage", "review the pull request of the stage");
        }
        if (builder.status().getRequest().getReviewers().stream()
                .noneMatch(named -> Objects.equals(named.getId(), actor.getId()))) {
            return refused(
                    "not-a-reviewer",
                    "@" + actor.getLogin() + " is not one of the plan's reviewers",
                    "ask one of them, or add @" + actor.getLogin() + " to the reviewers in the plan's form");
        }
        if (!review.getCommit().equals(stage.getCommit())) {
            return refused(
                    "other-commit",
                    "the review is about commit " + review.getCommit() + " (expected " + stage.getCommit() + ")",
                    "review the current commit");
        }
        return wrote(read, actor);
    }

    /** Where it cannot be told who wrote a commit, nobody can be told apart from them. */
    private static Optional<PlanRefusal> wrote(StageRead read, Actor actor) {
        var isWriter = Stream.concat(read.getWriters().stream(), Stream.of(read.getAuthor()))
                .anyMatch(writer -> is(writer, actor));
        if (isWriter) {
            return refused(
                    "reviewer-wrote-it",
                    "@" + actor.getLogin() + " wrote or pushed part of the pull request",
                    "ask a reviewer who did not");
        }
        return read.getMoreWriters()
                ? refused(
                        "too-many-writers",
                        "more people contributed to the pull request than Movein keeps track of",
                        "squash its commits, or split the work")
                : Optional.empty();
    }

    private static boolean is(Person person, Actor actor) {
        return Objects.equals(person.getId(), actor.getId())
                || person.getLogin().equalsIgnoreCase(actor.getLogin());
    }

    private static void approved(PlanBuilder builder, Stage stage, @Nullable Actor actor) {
        var commit = Objects.requireNonNull(builder.stage(stage).getCommit());
        var approval = StageApproval.newBuilder()
                .setActor(actor)
                .setCommit(commit)
                .setAt(builder.now())
                .build();
        builder.stage(stage, it -> it.setState(StageState.MERGING).setApproval(approval));
        builder.happened(PlanEvents.approved(builder.stage(stage), approval));
        if (builder.stage(stage).getMergedAround()) {
            Stages.pass(builder, stage);
        } else {
            builder.happened(PlanEvents.mergeAsked(builder.stage(stage)));
        }
    }

    private static Optional<PlanRefusal> refused(String code, String reason, String remedy) {
        return Optional.of(new PlanRefusal(code, reason, remedy));
    }
}
