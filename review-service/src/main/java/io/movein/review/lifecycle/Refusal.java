package io.movein.review.lifecycle;

import io.movein.contract.issue.StatusText;
import io.movein.model.Actor;
import io.movein.model.MigrationStatus;
import io.movein.model.Role;
import io.movein.model.State;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

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
            case UNDER_REVIEW -> "wait for the review; /plan abandon ends the migration";
            case NEEDS_CHANGES ->
                "edit the issue to fix the problems in the newest list; /plan abandon ends the migration";
            case AWAITING_APPROVAL -> "wait for an operator; /plan abandon ends the migration";
            case QUEUED -> "wait until the run starts; /stop takes it out of the queue";
            case RUNNING -> "wait for the run's report; /stop ends the run";
            case AWAITING_VALIDATION -> "the owner comments /validated, or /invalid followed by what is wrong";
            case AWAITING_PLAN ->
                "the owner comments /plan followed by re-run, wipe-and-re-run, resume, accept-partial, new-artifact or abandon";
            case TEARING_DOWN -> "wait: everything temporary is being removed, then the issue closes";
            case CLOSED -> "file a new issue for another migration";
            case UNKNOWN -> "comment /status";
        };
    }

    /** {@code the migration's state is 'running' (expected 'waiting for approval')}. */
    static String notIn(MigrationStatus status, State... expected) {
        var states = Arrays.stream(expected).map(Refusal::quoted).collect(Collectors.joining(" or "));
        return "the migration's state is " + quoted(status.getState()) + " (expected " + states + ")";
    }

    static String quoted(State state) {
        return "'" + StatusText.of(state) + "'";
    }
}
