package io.movein.reporter.page;

import io.movein.model.Lag;
import io.movein.model.Progress;
import io.movein.reporter.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator has to do about a migration, or to know of it. */
enum Turn {
    APPROVE("waits for approval", "read the review comment, then set operator:approved or operator:rejected"),
    WIPE("waits for a wipe", "empty the tenant's destination, set operator:destination-wiped, then approve"),
    NODE_SILENT(
            "node does not answer",
            "see to the node: the process may still run; if it is off for good, set operator:node-off"),
    NOT_STARTING("run does not start", "see what the cluster waits for"),
    RUN_STALLED(
            "run does not get further",
            "see its log and its dashboard: it may be throttled, or wait for a source or a destination; /stop ends it at a safe point"),
    STALLED("does not go on", "see the service's health and log");

    /** For as long nobody worries. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    final String what;
    final String todo;

    Turn(String what, String todo) {
        this.what = what;
        this.todo = todo;
    }

    /** Empty: nothing an operator has to do. */
    static Optional<Turn> of(Row row, Instant now) {
        if (row.nodeSilentSince() != null || Words.isForNodeOff(row.waitsFor())) {
            return Optional.of(NODE_SILENT);
        }
        return switch (row.state()) {
            case AWAITING_APPROVAL ->
                row.questionAt() != null ? Optional.empty() : Optional.of(row.wipes() ? WIPE : APPROVE);
            case QUEUED ->
                row.run() > 0 && isLong(row.waitsSince(), now) && row.holds() != null
                        ? Optional.of(NOT_STARTING)
                        : Optional.empty();
            case UNDER_REVIEW, TEARING_DOWN -> isLong(row.since(), now) ? Optional.of(STALLED) : Optional.empty();
            case RUNNING -> isStalled(row, now) ? Optional.of(RUN_STALLED) : Optional.empty();
            case NEEDS_CHANGES, AWAITING_VALIDATION, AWAITING_PLAN, CLOSED, UNKNOWN -> Optional.empty();
        };
    }

    /** Whoever tells nothing of itself at all cannot be told from one that stands still, and has only its deadline. */
    private static boolean isStalled(Row row, Instant now) {
        return row.progress() != null && !waitsForAWord(row.progress()) && isLong(row.lastSign(), now);
    }

    /** It was paused, or has nothing left to do but to follow its source until the cutover. */
    private static boolean waitsForAWord(Progress told) {
        var pace = told.getDid().stream()
                .filter(it -> it.getCommand().matches("pause|continue")
                        && !it.getResult().startsWith("refused"))
                .reduce((_, last) -> last);
        return pace.filter(it -> it.getCommand().equals("pause")).isPresent() || isUpToDate(told.getLag());
    }

    private static boolean isUpToDate(@Nullable Lag lag) {
        return lag != null
                && (lag.getKeys() != null || lag.getBytes() != null)
                && (lag.getKeys() == null || lag.getKeys() == 0)
                && (lag.getBytes() == null || lag.getBytes() == 0);
    }

    /** Since when it has waited for that. */
    Instant since(Row row) {
        if (this == RUN_STALLED) {
            return row.lastSign();
        }
        return this == NODE_SILENT && row.nodeSilentSince() != null
                ? row.nodeSilentSince()
                : (this == NODE_SILENT || this == NOT_STARTING) && row.waitsSince() != null
                        ? row.waitsSince()
                        : row.since();
    }

    private static boolean isLong(@Nullable Instant since, Instant now) {
        return since != null && now.isAfter(since.plus(PATIENCE));
    }
}
