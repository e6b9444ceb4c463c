package io.movein.reporter.text;

import io.movein.contract.EnumText;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.model.Attempt;
import io.movein.model.Control;
import io.movein.model.Ending;
import io.movein.model.FailureKind;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.RerunContract;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The contract's values in the words that people use. */
public final class Words {
    private Words() {}

    public static String of(Enum<?> value) {
        return switch (value) {
            case State state -> state(state);
            case Mode mode -> mode(mode);
            case Attempt attempt -> attempt(attempt);
            case RerunContract contract -> rerunContract(contract);
            case RunOutcome outcome -> outcome(outcome);
            case FailureKind kind -> failure(kind);
            case Ending ending -> ending(ending);
            case Plan plan -> plan(plan);
            default -> EnumText.spaced(value);
        };
    }

    /** The runner names the label where a process on a node that does not answer holds the run back. */
    public static boolean isForNodeOff(@Nullable String pending) {
        return pending != null && pending.contains(Button.NODE_OFF.label());
    }

    public static String headline(State state) {
        var words = state(state);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** As it was typed. */
    static String control(Control control) {
        var word = "/" + control.getKind().name().toLowerCase(Locale.ROOT);
        return switch (control.getKind()) {
            case PARALLEL -> word + " " + control.getParallel();
            case RATE -> word + " " + rate(control) + "/s";
            case CUTOVER ->
                word + (control.getForce() ? " force" : "") + (control.getAt() == null ? "" : " at " + control.getAt());
            default -> word;
        };
    }

    private static String rate(Control control) {
        return control.getRequestsPerSecond() == null
                ? Figures.size(Objects.requireNonNullElse(control.getBytesPerSecond(), 0L))
                : control.getRequestsPerSecond() + " requests";
    }

    static String state(State state) {
        return switch (state) {
            case UNKNOWN -> "in a state that this version of Movein does not know";
            case UNDER_REVIEW -> "under review";
            case NEEDS_CHANGES -> "needs changes";
            case AWAITING_APPROVAL -> "waiting for approval";
            case QUEUED -> "queued";
            case RUNNING -> "running";
            case AWAITING_VALIDATION -> "waiting for validation";
            case AWAITING_PLAN -> "waiting for a plan";
            case TEARING_DOWN -> "cleaning up";
            case CLOSED -> "closed";
        };
    }

    /** In one sentence, as the label of the state says it too. */
    static String meaning(State state) {
        return switch (state) {
            case UNKNOWN -> "This version of Movein does not know the state";
            case UNDER_REVIEW -> "The checks are running";
            case NEEDS_CHANGES -> "The request has problems; the owner edits the issue";
            case AWAITING_APPROVAL -> "All checks passed; an operator decides";
            case QUEUED -> "Approved; the run starts by itself as soon as it can";
            case RUNNING -> "The migration process is running";
            case AWAITING_VALIDATION -> "The run succeeded; the owner checks the data";
            case AWAITING_PLAN -> "The run did not succeed, or its result is not right; the owner chooses a plan";
            case TEARING_DOWN -> "Everything temporary is being removed";
            case CLOSED -> "Finished; nothing temporary is left";
        };
    }

    private static String mode(Mode mode) {
        return switch (mode) {
            case UNKNOWN -> "not given";
            case DRY_RUN -> "dry-run";
            case LIVE -> "live";
        };
    }

    private static String attempt(Attempt attempt) {
        return switch (attempt) {
            case UNKNOWN -> "not known";
            case FRESH -> "from the start";
            case RESUME -> "resumed";
        };
    }

    private static String rerunContract(RerunContract contract) {
        return switch (contract) {
            case UNKNOWN -> "not given";
            case SAFE_ON_POPULATED_DESTINATION -> "safe on populated destination";
            case DESTINATION_MUST_BE_EMPTY -> "destination must be empty";
        };
    }

    private static String outcome(RunOutcome outcome) {
        return switch (outcome) {
            case UNKNOWN -> "outcome unknown";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case STOPPED -> "stopped";
            case COMPLETED_WITH_ERRORS -> "completed with errors";
        };
    }

    private static String failure(FailureKind kind) {
        return switch (kind) {
            case UNKNOWN -> "not known";
            case NONE -> "none";
            case EXIT_CODE -> "the process ended with an error";
            case OUT_OF_MEMORY -> "the process needed more memory than was declared";
            case STORAGE_EXCEEDED -> "the process needed more storage than was declared";
            case IMAGE_NOT_PULLABLE -> "the image could not be pulled";
            case SECRET_MISSING -> "a secret, or a key in it, is missing";
            case NOT_SCHEDULABLE -> "no node had room for it in time";
            case NODE_LOST -> "the node that ran it was lost";
            case STOPPED_ON_REQUEST -> "it was stopped on request";
            case NOT_LAUNCHED -> "the cluster did not accept it, so the process never started";
            case OUTCOME_UNREADABLE -> "its outcome could not be read, and Movein does not guess";
        };
    }

    private static String ending(Ending ending) {
        return switch (ending) {
            case UNKNOWN -> "ended";
            case COMPLETED -> "completed";
            case DRY_RUN_COMPLETED -> "dry-run completed";
            case PARTIAL_ACCEPTED -> "partial result accepted";
            case ABANDONED -> "abandoned";
            case REJECTED -> "rejected";
            case WITHDRAWN -> "withdrawn";
        };
    }

    /** As it is typed after {@code /plan}. */
    private static String plan(Plan plan) {
        return EnumText.hyphenated(plan);
    }
}
