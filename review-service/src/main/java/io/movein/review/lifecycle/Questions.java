package io.movein.review.lifecycle;

import io.movein.command.AnswerOperator;
import io.movein.command.AskOwner;
import io.movein.model.MigrationStatus;
import io.movein.model.State;
import java.util.Optional;

/** An operator asks, the owner answers: whose turn it is stands in the status. An edit answers too. */
final class Questions {
    private Questions() {}

    static void decide(DecisionBuilder builder, String command, AskOwner ask) {
        Refusal.unlessOperator(ask.getActor())
                .or(() -> ended(builder.status()))
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, ask.getActor(), refusal),
                        () -> builder.happened(
                                MigrationStatus.newBuilder(builder.status())
                                        .setQuestionAt(builder.now())
                                        .build(),
                                Events.ownerAsked(ask.getActor())));
    }

    static void decide(DecisionBuilder builder, AnswerOperator answer) {
        if (builder.status().getQuestionAt() != null && Refusal.isOwner(answer.getActor(), builder.status())) {
            builder.happened(
                    MigrationStatus.newBuilder(builder.status())
                            .setQuestionAt(null)
                            .build(),
                    Events.operatorAnswered(answer.getActor()));
        }
    }

    private static Optional<Refusal> ended(MigrationStatus status) {
        return status.getState() != State.TEARING_DOWN && status.getState() != State.CLOSED
                ? Optional.empty()
                : Refusal.of(
                        "nothing-to-ask",
                        "the migration's state is " + Refusal.quoted(status.getState())
                                + " (expected one that has not ended)",
                        "write to the owner in a comment");
    }
}
