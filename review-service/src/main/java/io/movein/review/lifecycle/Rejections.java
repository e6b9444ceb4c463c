package io.movein.review.lifecycle;

import io.movein.command.RejectMigration;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.State;
import java.util.Optional;

/**
 * An operator ends a migration for good. Never under a run: what runs is stopped first, and its report read. After one, the owner may have
 * left, and nobody else can validate.
 */
final class Rejections {
    private Rejections() {}

    static void decide(DecisionBuilder builder, String command, RejectMigration reject) {
        Refusal.unlessOperator(reject.getActor())
                .or(() -> tooLate(builder.status()))
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, reject.getActor(), refusal), () -> reject(builder, reject));
    }

    private static void reject(DecisionBuilder builder, RejectMigration reject) {
        builder.want(null);
        builder.add(new Change.Dequeued(reject.getMigration()));
        TearDowns.begin(builder, Ending.REJECTED, Events.migrationRejected(reject.getActor()));
        RunQueue.advance(builder);
    }

    private static Optional<Refusal> tooLate(MigrationStatus status) {
        return Statuses.isBeforeRun(status)
                        || status.getState() == State.AWAITING_PLAN
                        || status.getState() == State.AWAITING_VALIDATION
                ? Optional.empty()
                : Refusal.of(
                        "too-late-to-reject",
                        "the migration's state is " + Refusal.quoted(status.getState())
                                + " (expected a run that is not ordered yet, "
                                + Refusal.quoted(State.AWAITING_VALIDATION) + " or "
                                + Refusal.quoted(State.AWAITING_PLAN) + ")",
                        remedy(status));
    }

    private static String remedy(MigrationStatus status) {
        return switch (status.getState()) {
            case QUEUED, RUNNING -> "end the run with /stop, then reject the migration";
            default -> "nothing is left to do";
        };
    }
}
