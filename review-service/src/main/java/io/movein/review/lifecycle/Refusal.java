package io.movein.review.lifecycle;

import io.movein.contract.EnumText;
import io.movein.model.Actor;
import io.movein.model.MigrationStatus;
import io.movein.model.Role;
import io.movein.model.State;
import java.util.Optional;

/** Why a command is not carried out, and what to do instead. Codes are stable. */
record Refusal(String code, String reason, String remedy) {

    static Optional<Refusal> of(String code, String reason, String remedy) {
        return Optional.of(new Refusal(code, reason, remedy));
    }

    /** Operators are known by their numeric id, which intake has looked up. */
    static Optional<Refusal> unlessOperator(Actor actor) {
        return actor.getRoles().contains(Role.OPERATOR)
                ? Optional.empty()
                : of(
                        "not-an-operator",
                        "@" + actor.getLogin() + " is not an operator (expected a member of the operators)",
                        "ask an operator to set the label");
    }

    /** The owner is the author of the issue, whatever roles somebody else has. */
    static Optional<Refusal> unlessOwner(Actor actor, MigrationStatus status) {
        return isOwner(actor, status)
                ? Optional.empty()
                : of(
                        "not-the-owner",
                        "@" + actor.getLogin() + " is not the owner of this migration (expected @"
                                + status.getAuthor().getLogin() + ")",
                        "ask @" + status.getAuthor().getLogin() + " to decide");
    }

    static boolean isOwner(Actor actor, MigrationStatus status) {
        return actor.getId() == status.getAuthor().getId();
    }

    /** As people write it: {@code awaiting approval}. */
    static String words(State state) {
        return EnumText.spaced(state);
    }
}
