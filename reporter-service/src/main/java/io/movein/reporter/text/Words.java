package io.movein.reporter.text;

import io.movein.contract.EnumText;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.StatusText;
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
            case State state -> StatusText.of(state);
            case Mode mode -> mode(mode);
            case Attempt attempt -> attempt(attempt);
            case RerunContract contract -> rerunContract(contract);
            case RunOutcome outcome -> StatusText.of(outcome);
            case FailureKind kind -> failure(kind);
            case Ending ending -> StatusText.of(ending);
            case Plan plan -> plan(plan);
            default -> EnumText.spaced(value);
        };
    }

    /** The runner names the label where a process on a node that does not answer holds the run back. */
    public static boolean isForNodeOff(@Nullable String pending) {
        return pending != null && pending.contains(Button.NODE_OFF.label());
    }

    /** As it was typed. */
    static String control(Control control) {
        var word = "/" + control.getKind().name().toLowerCase(Locale.ROOT);
        return switch (control.getKind()) {
            case PARALLEL -> word + " " + control.getParallel();
            case RATE -> word + " " + rate(control) + "/s";
            case CUTOVER ->
                (word
                                + (control.getForce() ? " force" : "")
                                + (control.getAt() == null ? " " : " at %s ".formatted(control.getAt()))
                                + control.getReason())
                        .strip();
            default -> word;
        };
    }

    private static String rate(Control control) {
        return control.getRequestsPerSecond() == null
                ? Figures.size(Objects.requireNonNullElse(control.getBytesPerSecond(), 0L))
                : control.getRequestsPerSecond() + " requests";
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

    /** As it is typed after {@code /plan}. */
    private static String plan(Plan plan) {
        return EnumText.hyphenated(plan);
    }
}
