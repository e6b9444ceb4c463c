package io.movein.review.lifecycle;

import io.movein.command.ConfirmValidation;
import io.movein.command.RejectValidation;
import io.movein.model.Actor;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Only its owner can tell whether the data is right, and only of the run whose report they have read. */
final class Validations {
    private Validations() {}

    static void decide(DecisionBuilder builder, String command, ConfirmValidation confirm) {
        refusal(builder.status(), confirm.getActor(), confirm.getRun())
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, confirm.getActor(), refusal),
                        () -> TearDowns.begin(
                                builder,
                                ending(builder.status()),
                                Events.validationConfirmed(lastRun(builder), confirm.getActor())));
    }

    static void decide(DecisionBuilder builder, String command, RejectValidation reject) {
        refusal(builder.status(), reject.getActor(), reject.getRun())
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, reject.getActor(), refusal),
                        () -> builder.happened(
                                Statuses.in(State.AWAITING_PLAN, builder.status())
                                        .build(),
                                Events.validationRejected(lastRun(builder), reject.getActor(), reject.getReason())));
    }

    private static Optional<Refusal> refusal(MigrationStatus status, Actor actor, @Nullable Integer run) {
        return Refusal.unlessOwner(actor, status)
                .or(() -> nothingToValidate(status))
                .or(() -> otherRun(status, run));
    }

    private static Optional<Refusal> nothingToValidate(MigrationStatus status) {
        return status.getState() == State.AWAITING_VALIDATION
                ? Optional.empty()
                : Refusal.of(
                        "nothing-to-validate",
                        "there is nothing to validate: " + Refusal.notIn(status, State.AWAITING_VALIDATION),
                        Refusal.canBeDone(status.getState()));
    }

    /** The newest report before the comment names the run that the comment is about. */
    static Optional<Refusal> otherRun(MigrationStatus status, @Nullable Integer run) {
        var last = Statuses.lastRun(status).orElseThrow().getNumber();
        return run != null && run == last
                ? Optional.empty()
                : Refusal.of(
                        "stale-report",
                        "the comment refers to " + (run == null ? "no run, as no report precedes it" : "run " + run)
                                + " (expected run " + last + ")",
                        "read the newest report, then write the command again");
    }

    private static Ending ending(MigrationStatus status) {
        return Statuses.lastRun(status).orElseThrow().getMode() == Mode.DRY_RUN
                ? Ending.DRY_RUN_COMPLETED
                : Ending.COMPLETED;
    }

    private static int lastRun(DecisionBuilder builder) {
        return Statuses.lastRun(builder.status()).orElseThrow().getNumber();
    }
}
