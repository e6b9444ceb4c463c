package io.movein.review.lifecycle;

import io.movein.event.MigrationApproved;
import io.movein.event.MigrationRejected;
import io.movein.event.NodeOffConfirmed;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.WipeAttested;
import io.movein.migration.Friction;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.review.state.Migration;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a migration has cost people, counted from its events: from this the operator's hours and an owner's trouble are read off. */
final class Frictions {
    private Frictions() {}

    static Friction after(Migration.Builder before, Change.Happened happened) {
        var friction = before.getFriction() == null ? Friction.newBuilder() : Friction.newBuilder(before.getFriction());
        count(friction, happened);
        wait(friction, before, happened.at());
        return friction.build();
    }

    private static void count(Friction.Builder friction, Change.Happened happened) {
        switch (happened.event()) {
            case ReviewCompleted review
            when !review.getProblems().isEmpty() -> friction.setReviewsFailed(friction.getReviewsFailed() + 1);
            case RunFinished run
            when run.getResult().getOutcome() != RunOutcome.SUCCEEDED ->
                friction.setRunsFailed(friction.getRunsFailed() + 1);
            case PlanChosen _ -> friction.setPlans(friction.getPlans() + 1);
            case MigrationApproved _, MigrationRejected _, WipeAttested _, NodeOffConfirmed _, OwnerAsked _ ->
                friction.setOperatorActions(friction.getOperatorActions() + 1);
            default -> {} // nobody had to do anything for it
        }
    }

    /** The time since the last event is whose turn it was then. */
    private static void wait(Friction.Builder friction, Migration.Builder before, Instant until) {
        var since = before.getChangedAt();
        if (since == null || before.getStatus() == null || until.isBefore(since)) {
            return;
        }
        var seconds = Duration.between(since, until).toSeconds();
        var status = before.getStatus();
        switch (waitsFor(status.getState(), status.getQuestionAt())) {
            case OPERATOR -> friction.setOperatorSeconds(friction.getOperatorSeconds() + seconds);
            case OWNER -> friction.setOwnerSeconds(friction.getOwnerSeconds() + seconds);
            case NOBODY -> {} // the platform's own time
        }
    }

    private enum Turn {
        OPERATOR,
        OWNER,
        NOBODY
    }

    private static Turn waitsFor(State state, @Nullable Instant questionAt) {
        return switch (state) {
            case AWAITING_APPROVAL -> questionAt == null ? Turn.OPERATOR : Turn.OWNER;
            case NEEDS_CHANGES, AWAITING_VALIDATION, AWAITING_PLAN -> Turn.OWNER;
            case UNKNOWN, UNDER_REVIEW, QUEUED, RUNNING, TEARING_DOWN, CLOSED -> Turn.NOBODY;
        };
    }
}
