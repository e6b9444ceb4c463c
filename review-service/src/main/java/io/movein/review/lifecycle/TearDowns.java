package io.movein.review.lifecycle;

import static io.movein.model.State.CLOSED;
import static io.movein.model.State.TEARING_DOWN;

import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Run;
import io.movein.order.TearDownRun;
import io.movein.report.RunPending;
import io.movein.report.RunTornDown;
import io.movein.review.state.Leftover;
import java.util.List;
import java.util.Objects;

/** Nothing temporary outlives a migration: it closes when nothing of any of its runs is left, and not before. */
final class TearDowns {
    private static final String SILENT =
            "The runner has not said what the removal is waiting for: it may be down, or unable to reach the cluster.";

    private TearDowns() {}

    /** The end is decided; what is left on the cluster goes, the state volumes too. */
    static void begin(DecisionBuilder builder, Ending ending, Events.Event why) {
        builder.happened(
                Statuses.unapproved(TEARING_DOWN, builder.status())
                        .setEnding(ending)
                        .build(),
                why);
        allRuns(builder);
        closeIfNothingIsLeft(builder);
    }

    static void allRuns(DecisionBuilder builder) {
        List.copyOf(builder.migration().getLeftovers()).forEach(left -> order(builder, left, false));
    }

    /** Another run is to come; what it may resume from stays. */
    static void keepingState(DecisionBuilder builder, boolean keepState) {
        List.copyOf(builder.migration().getLeftovers()).stream()
                .filter(left -> !run(builder.status(), left.getRun()).getTornDown())
                .forEach(left -> order(builder, left, keepState));
    }

    private static void order(DecisionBuilder builder, Leftover left, boolean keepState) {
        builder.order(
                left.getRun(),
                keepState ? "tear-down" : "tear-down/final",
                TearDownRun.newBuilder()
                        .setMigration(builder.migration().getId())
                        .setRun(left.getRun())
                        .setNamespace(left.getNamespace())
                        .setKeepState(keepState)
                        .build());
        builder.add(new Change.TearDownOrdered(builder.migration().getId(), builder.now()));
    }

    /** The runner says what the removal waits for: shown, and a reason for an operator only if it lasts. */
    static void waiting(DecisionBuilder builder, RunPending report) {
        var isLeft = builder.migration().getLeftovers().stream().anyMatch(left -> left.getRun() == report.getRun());
        if (isLeft
                && builder.migration().getTearDownSince() != null
                && !report.getReason().equals(builder.status().getTearDownWaitsFor())) {
            builder.happened(
                    MigrationStatus.newBuilder(builder.status())
                            .setTearDownWaitsFor(report.getReason())
                            .build(),
                    Events.runDelayed(report.getRun(), report.getReason()));
        }
    }

    /** It should have ended long ago, whatever the runner says, and if it says nothing. */
    static void stuck(DecisionBuilder builder) {
        var since = Objects.requireNonNull(builder.migration().getTearDownSince());
        var reason = Objects.requireNonNullElse(builder.status().getTearDownWaitsFor(), SILENT);
        builder.happened(
                MigrationStatus.newBuilder(builder.status())
                        .setTearDownStuckSince(since)
                        .build(),
                Events.tearDownStuck(reason, since));
    }

    static void tornDown(DecisionBuilder builder, RunTornDown report) {
        var isLeft = builder.migration().getLeftovers().stream().anyMatch(left -> left.getRun() == report.getRun());
        if (!isLeft
                || report.getKeptState()
                        && run(builder.status(), report.getRun()).getTornDown()) {
            return;
        }
        if (!report.getKeptState()) {
            builder.add(new Change.RunCleared(builder.migration().getId(), report.getRun()));
        }
        builder.happened(
                Statuses.withRun(report.getRun(), builder.status(), run -> run.setTornDown(true))
                        .setTearDownStuckSince(null)
                        .setTearDownWaitsFor(null)
                        .build(),
                Events.runTornDown(report.getRun(), report.getRemoved()));
        closeIfNothingIsLeft(builder);
    }

    private static void closeIfNothingIsLeft(DecisionBuilder builder) {
        if (builder.status().getState() == TEARING_DOWN
                && builder.migration().getLeftovers().isEmpty()) {
            var ending = Objects.requireNonNull(builder.status().getEnding());
            builder.happened(Statuses.in(CLOSED, builder.status()).build(), Events.migrationClosed(ending));
        }
    }

    private static Run run(MigrationStatus status, int number) {
        return status.getRuns().stream()
                .filter(run -> run.getNumber() == number)
                .findFirst()
                .orElseThrow();
    }
}
