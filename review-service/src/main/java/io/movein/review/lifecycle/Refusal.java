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

    /** What people can do in this state, whoever of them asked for something else. */
    static String canBeDone(State state) {
        return switch (state) {
            case UNDER_REVIEW -> "wait for the review; /plan abandon gives the migration up";
            case NEEDS_CHANGES ->
                "edit the issue as the newest list of problems says; /plan abandon gives the migration up";
            case AWAITING_APPROVAL -> "wait for an operator; /plan abandon gives the migration up";
            case QUEUED -> "wait until the run starts; /stop takes it out of the queue";
            case RUNNING -> "wait for the report of the run; /stop ends the run";
            case AWAITING_VALIDATION -> "let the owner say /validated, or /invalid and a reason";
            case AWAITING_PLAN ->
                "let the owner say /plan and re-run, wipe-and-re-run, resume, accept-partial, new-artifact or abandon";
            case TEARING_DOWN -> "wait: what is temporary is being removed, then the issue closes";
            case CLOSED -> "file a new issue for another migration";
            case UNKNOWN -> "say /status";
        };
    }

    /** As people write it: {@code awaiting approval}. */
    static String words(State state) {
        return EnumText.spaced(state);
    }
}
