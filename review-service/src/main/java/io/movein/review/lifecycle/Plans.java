package io.movein.review.lifecycle;

import io.movein.command.ChoosePlan;
import io.movein.model.Attempt;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.review.policy.RerunSafety;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How its owner wants to go on after a run that did not end well. Nothing goes on by itself: every further run is reviewed with
 * fresh facts, and needs an operator's approval of its own that shows everything.
 */
final class Plans {
    private Plans() {}

    static void decide(DecisionBuilder builder, String command, ChoosePlan choose) {
        refusal(builder, choose)
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, choose.getActor(), refusal),
                        () -> carryOut(builder, choose));
    }

    private static Optional<Refusal> refusal(DecisionBuilder builder, ChoosePlan choose) {
        var status = builder.status();
        var mayAbandon = choose.getPlan() == Plan.ABANDON && Statuses.isBeforeRun(status);
        return Refusal.unlessOwner(choose.getActor(), status)
                .or(() -> mayAbandon
                        ? Optional.empty()
                        : nothingToPlan(status).or(() -> Validations.otherRun(status, choose.getRun())))
                .or(() -> impossible(builder, choose.getPlan()));
    }

    private static Optional<Refusal> nothingToPlan(MigrationStatus status) {
        return status.getState() == State.AWAITING_PLAN
                ? Optional.empty()
                : Refusal.of(
                        "nothing-to-plan",
                        "there is nothing to plan: " + Refusal.notIn(status, State.AWAITING_PLAN),
                        Refusal.canBeDone(status.getState()));
    }

    private static Optional<Refusal> impossible(DecisionBuilder builder, Plan plan) {
        return switch (plan) {
            case RE_RUN -> destinationWritten(builder);
            case RESUME -> resumeImpossible(builder);
            case WIPE_AND_RE_RUN, ACCEPT_PARTIAL, NEW_ARTIFACT, ABANDON -> Optional.empty();
            case UNKNOWN ->
                Refusal.of(
                        "not-a-command",
                        "this is not a known plan (expected re-run, wipe-and-re-run, resume, "
                                + "accept-partial, new-artifact or abandon)",
                        "write one of them after /plan");
        };
    }

    /** An edited request is reviewed anyway, and by then says itself what it needs. */
    private static Optional<Refusal> destinationWritten(DecisionBuilder builder) {
        var needsEmpty = RerunSafety.needsEmptyDestination(builder.status().getRequest(), Attempt.FRESH);
        return builder.migration().getNewer() != null
                        || !needsEmpty
                        || !builder.tenant().getWritten()
                ? Optional.empty()
                : Refusal.of(
                        "destination-written",
                        "a run has written to the tenant, and the request says 'destination must be empty' (expected an empty destination)",
                        "choose /plan wipe-and-re-run, and wipe the destination");
    }

    private static Optional<Refusal> resumeImpossible(DecisionBuilder builder) {
        if (!Boolean.TRUE.equals(builder.status().getRequest().getSupportsResume())) {
            return Refusal.of(
                    "resume-not-supported",
                    "the request says that the process does not support resuming (expected yes)",
                    "choose /plan re-run or /plan wipe-and-re-run");
        }
        return builder.migration().getNewer() == null
                ? Optional.empty()
                : Refusal.of(
                        "request-edited",
                        "the request has been edited since the run (expected the request that ran, to resume it)",
                        "undo the edit, or choose /plan re-run");
    }

    private static void carryOut(DecisionBuilder builder, ChoosePlan choose) {
        switch (choose.getPlan()) {
            case RE_RUN -> runAgain(builder, choose, Attempt.FRESH, null);
            case WIPE_AND_RE_RUN ->
                runAgain(builder, choose, Attempt.FRESH, builder.tenant().getWipes());
            case RESUME -> runAgain(builder, choose, Attempt.RESUME, null);
            case NEW_ARTIFACT -> newArtifact(builder, choose);
            case ACCEPT_PARTIAL -> end(builder, choose, Ending.PARTIAL_ACCEPTED);
            case ABANDON -> abandon(builder, choose);
            case UNKNOWN -> throw new IllegalStateException("refused before");
        }
    }

    private static void runAgain(
            DecisionBuilder builder, ChoosePlan choose, Attempt attempt, @Nullable Long wipesBefore) {
        chosen(builder, choose, State.UNDER_REVIEW, List.of());
        builder.add(new Change.NextRunPlanned(choose.getMigration(), attempt, wipesBefore));
        if (builder.migration().getWanted() == null) {
            Reviews.wantReview(builder, "plan");
        }
        clearAway(builder);
    }

    private static void newArtifact(DecisionBuilder builder, ChoosePlan choose) {
        chosen(
                builder,
                choose,
                State.NEEDS_CHANGES,
                List.of(needsNewArtifact(builder.status().getRequest().getImage())));
        builder.add(new Change.NextRunPlanned(choose.getMigration(), Attempt.FRESH, null));
        clearAway(builder);
    }

    private static Problem needsNewArtifact(@Nullable String image) {
        return new Problem(
                "plan.new-artifact",
                "the request still names image '" + image + "' (expected a different one, as planned)",
                "edit the issue: enter the new image with its digest in the field for the artifact");
    }

    /** What was edited while the run stood in its way counts now. */
    private static void chosen(DecisionBuilder builder, ChoosePlan choose, State next, List<Problem> problems) {
        var newer = builder.migration().getNewer();
        var status = Statuses.unapproved(newer == null ? next : State.UNDER_REVIEW, builder.status())
                .setPlan(choose.getPlan())
                .setProblems(newer == null ? problems : List.of())
                .build();
        builder.happened(status, Events.planChosen(lastRun(status), choose.getPlan(), choose.getActor()));
        if (newer != null) {
            Requests.take(builder, newer);
        }
    }

    /** Of the old run only what a later one may resume from is still of use. */
    private static void clearAway(DecisionBuilder builder) {
        TearDowns.keepingState(
                builder, Boolean.TRUE.equals(builder.status().getRequest().getSupportsResume()));
    }

    private static void abandon(DecisionBuilder builder, ChoosePlan choose) {
        builder.want(null);
        builder.add(new Change.Dequeued(choose.getMigration()));
        end(builder, choose, Ending.ABANDONED);
        RunQueue.advance(builder);
    }

    private static void end(DecisionBuilder builder, ChoosePlan choose, Ending ending) {
        TearDowns.begin(
                builder, ending, Events.planChosen(lastRun(builder.status()), choose.getPlan(), choose.getActor()));
    }

    private static @Nullable Integer lastRun(MigrationStatus status) {
        return Statuses.lastRun(status).map(Run::getNumber).orElse(null);
    }
}
