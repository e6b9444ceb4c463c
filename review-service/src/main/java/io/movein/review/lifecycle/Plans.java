package io.movein.review.lifecycle;

import static io.movein.review.lifecycle.Refusal.words;

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
 * How its owner wants to go on after a run that did not end well. Nothing goes on by itself, and every further run needs an
 * operator's approval of its own.
 */
final class Plans {
    private Plans() {}

    static void decide(Draft draft, String command, ChoosePlan choose) {
        refusal(draft, choose).ifPresentOrElse(
                refusal -> draft.refuse(command, choose.getActor(), refusal),
                () -> carryOut(draft, choose));
    }

    private static Optional<Refusal> refusal(Draft draft, ChoosePlan choose) {
        var status = draft.status();
        var mayAbandon = choose.getPlan() == Plan.ABANDON && Statuses.isBeforeRun(status);
        return Refusal.unlessOwner(choose.getActor(), status)
                .or(() -> mayAbandon ? Optional.empty() : nothingToPlan(status).or(() -> Validations.otherRun(status, choose.getRun())))
                .or(() -> impossible(draft, choose.getPlan()));
    }

    private static Optional<Refusal> nothingToPlan(MigrationStatus status) {
        return status.getState() == State.AWAITING_PLAN ? Optional.empty()
                : Refusal.of("nothing-to-plan", "there is nothing to plan: the migration is " + words(status.getState())
                        + " (expected awaiting plan)", "wait for the report of a run; /stop ends one");
    }

    private static Optional<Refusal> impossible(Draft draft, Plan plan) {
        return switch (plan) {
            case RE_RUN -> destinationWritten(draft);
            case RESUME -> resumeImpossible(draft);
            case WIPE_AND_RE_RUN, ACCEPT_PARTIAL, NEW_ARTIFACT, ABANDON -> Optional.empty();
            case UNKNOWN -> Refusal.of("not-a-command", "the plan is not known (expected re-run, wipe-and-re-run, resume, "
                    + "accept-partial, new-artifact or abandon)", "write one of them after /plan");
        };
    }

    /** An edited request is reviewed anyway, and by then says itself what it needs. */
    private static Optional<Refusal> destinationWritten(Draft draft) {
        var needsEmpty = RerunSafety.needsEmptyDestination(draft.status().getRequest(), Attempt.FRESH);
        return draft.migration().getNewer() != null || !needsEmpty || !draft.tenant().getWritten() ? Optional.empty()
                : Refusal.of("destination-written", "a run has written to the tenant, and the request says 'destination must be empty' (expected an empty destination)",
                        "choose /plan wipe-and-re-run, and wipe the destination");
    }

    private static Optional<Refusal> resumeImpossible(Draft draft) {
        if (!Boolean.TRUE.equals(draft.status().getRequest().getSupportsResume())) {
            return Refusal.of("resume-not-supported", "the request says that the process does not support resume (expected yes)",
                    "choose /plan re-run or /plan wipe-and-re-run");
        }
        return draft.migration().getNewer() == null ? Optional.empty()
                : Refusal.of("request-edited", "the request was edited since the run (expected the one that ran, to resume it)",
                        "take the edit back, or choose /plan re-run");
    }

    private static void carryOut(Draft draft, ChoosePlan choose) {
        switch (choose.getPlan()) {
            case RE_RUN -> runAgain(draft, choose, Attempt.FRESH, null);
            case WIPE_AND_RE_RUN -> runAgain(draft, choose, Attempt.FRESH, draft.tenant().getWipes());
            case RESUME -> runAgain(draft, choose, Attempt.RESUME, null);
            case NEW_ARTIFACT -> newArtifact(draft, choose);
            case ACCEPT_PARTIAL -> end(draft, choose, Ending.PARTIAL_ACCEPTED);
            case ABANDON -> abandon(draft, choose);
            case UNKNOWN -> throw new IllegalStateException("refused before");
        }
    }

    private static void runAgain(Draft draft, ChoosePlan choose, Attempt attempt, @Nullable Long wipesBefore) {
        chosen(draft, choose, State.AWAITING_APPROVAL, List.of());
        draft.add(new Change.NextRunPlanned(choose.getMigration(), attempt, wipesBefore));
        clearAway(draft);
    }

    private static void newArtifact(Draft draft, ChoosePlan choose) {
        chosen(draft, choose, State.NEEDS_CHANGES, List.of(needsNewArtifact(draft.status().getRequest().getImage())));
        draft.add(new Change.NextRunPlanned(choose.getMigration(), Attempt.FRESH, null));
        clearAway(draft);
    }

    private static Problem needsNewArtifact(@Nullable String image) {
        return new Problem("plan.new-artifact", "the request still names image '" + image + "' (expected another one, as planned)",
                "edit the issue: put the new image with its digest into the field for the artifact");
    }

    /** What was edited while the run stood in its way counts now. */
    private static void chosen(Draft draft, ChoosePlan choose, State next, List<Problem> problems) {
        var newer = draft.migration().getNewer();
        var status = Statuses.unapproved(newer == null ? next : State.UNDER_REVIEW, draft.status())
                .setPlan(choose.getPlan()).setProblems(newer == null ? problems : List.of()).build();
        var asksForApproval = status.getState() == State.AWAITING_APPROVAL;
        draft.happened(status, Events.planChosen(lastRun(status), choose.getPlan(), choose.getActor(),
                asksForApproval ? Statuses.nextRun(status) : null));
        if (newer != null) {
            Requests.take(draft, newer);
        }
    }

    /** Of the old run only what a later one may resume from is still of use. */
    private static void clearAway(Draft draft) {
        TearDowns.keepingState(draft, Boolean.TRUE.equals(draft.status().getRequest().getSupportsResume()));
    }

    private static void abandon(Draft draft, ChoosePlan choose) {
        draft.want(null);
        draft.add(new Change.Dequeued(choose.getMigration()));
        end(draft, choose, Ending.ABANDONED);
        RunQueue.advance(draft);
    }

    private static void end(Draft draft, ChoosePlan choose, Ending ending) {
        TearDowns.begin(draft, ending, Events.planChosen(lastRun(draft.status()), choose.getPlan(), choose.getActor(), null));
    }

    private static @Nullable Integer lastRun(MigrationStatus status) {
        return Statuses.lastRun(status).map(Run::getNumber).orElse(null);
    }
}
