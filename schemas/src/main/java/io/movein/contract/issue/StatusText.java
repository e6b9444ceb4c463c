package io.movein.contract.issue;

import io.movein.model.Ending;
import io.movein.model.PlanEnding;
import io.movein.model.PlanState;
import io.movein.model.RunOutcome;
import io.movein.model.StageState;
import io.movein.model.State;
import java.util.Locale;

/** The words for a migration's state and how it ended: the same on the issue, the page and in a terminal. */
public final class StatusText {
    private StatusText() {}

    /** {@code waiting for a plan}, and so on. */
    public static String of(State state) {
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

    /** With a capital, for a heading. */
    public static String headline(State state) {
        return capitalized(of(state));
    }

    public static String headline(PlanState state) {
        return capitalized(of(state));
    }

    private static String capitalized(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** In one sentence; the description of the state's label says the same. */
    public static String meaning(State state) {
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

    public static String of(PlanState state) {
        return switch (state) {
            case UNKNOWN -> "unknown";
            case NEEDS_CHANGES -> "needs changes";
            case IN_STAGES -> "in stages";
            case READY -> "ready";
            case CLOSED -> "closed";
        };
    }

    public static String of(PlanEnding ending) {
        return switch (ending) {
            case UNKNOWN -> "ended";
            case COMPLETED -> "completed";
            case WITHDRAWN -> "withdrawn";
            case REJECTED -> "rejected";
        };
    }

    /** Of a plan's stage. */
    public static String of(StageState state) {
        return switch (state) {
            case UNKNOWN -> "unknown";
            case WAITING -> "not started";
            case OPENING -> "opening";
            case NEEDS_WORK -> "needs work";
            case ASKING -> "waiting for approval";
            case MERGING -> "merging";
            case PASSED -> "passed";
            case STALE -> "to be repeated";
        };
    }

    public static String of(RunOutcome outcome) {
        return switch (outcome) {
            case UNKNOWN -> "outcome unknown";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case STOPPED -> "stopped";
            case COMPLETED_WITH_ERRORS -> "completed with errors";
        };
    }

    public static String of(Ending ending) {
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
}
