package io.movein.review.lifecycle;

import io.movein.model.FailureKind;
import io.movein.model.MigrationStatus;
import io.movein.model.Plan;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.review.state.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When time alone is a reason to act: what stands outside of an issue is looked at again, ever more slowly; and every order has
 * an answer by a deadline, if need be one of review's own.
 *
 * @param silence how long a run may be without any report, besides twice the runtime that was expected of it. By default longer
 *                than the runner lets an order wait, so that it cannot start afterwards
 * @param stopping the same once the run was asked to stop
 * @param tearDown after this long without a report a tear-down is ordered once more
 * @param stuck    after this long a tear-down should have ended: an operator is told
 */
public record Deadlines(Duration silence, Duration stopping, Duration tearDown, Duration stuck) {
    public static final Deadlines USUAL =
            new Deadlines(Duration.ofHours(25), Duration.ofHours(1), Duration.ofMinutes(15), Duration.ofMinutes(10));

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration DELAYED_APPROVAL = Duration.ofSeconds(30);
    /** A minute, doubled so often, is about an hour. */
    private static final int DOUBLINGS = 6;

    /** When something may be due; empty: never. */
    Optional<Instant> dueAt(Migration migration) {
        var status = migration.getStatus();
        if (status == null || migration.getWanted() != null) {
            return Optional.empty();
        }
        if (migration.getDelayed() != null) {
            return at(migration.getLookedAt(), DELAYED_APPROVAL);
        }
        return switch (status.getState()) {
            case NEEDS_CHANGES ->
                status.getPlan() == Plan.NEW_ARTIFACT
                        ? Optional.empty()
                        : at(migration.getLookedAt(), pause(migration.getLooks()));
            case QUEUED, RUNNING ->
                Statuses.activeRun(status)
                        .flatMap(run -> Stream.concat(
                                        at(migration.getHeardAt(), patience(migration, run)).stream(),
                                        migration.getAwaited().stream()
                                                .map(it -> it.getSince().plus(Controls.ANSWER)))
                                .min(Comparator.naturalOrder()));
            case TEARING_DOWN ->
                Stream.concat(at(migration.getHeardAt(), tearDown).stream(), stuckAt(migration, status).stream())
                        .min(Comparator.naturalOrder());
            case UNDER_REVIEW, AWAITING_APPROVAL, AWAITING_VALIDATION, AWAITING_PLAN, CLOSED, UNKNOWN ->
                Optional.empty();
        };
    }

    /** Something is due: what is it about a run? */
    void enforce(DecisionBuilder builder) {
        var state = builder.status().getState();
        if (state == State.TEARING_DOWN) {
            enforceTearDown(builder);
        } else if (state == State.QUEUED || state == State.RUNNING) {
            Statuses.activeRun(builder.status()).ifPresent(run -> {
                Controls.tellOverdue(builder, run);
                if (isSilent(builder, run)) {
                    giveUp(builder, run);
                }
            });
        }
    }

    private void enforceTearDown(DecisionBuilder builder) {
        var migration = builder.migration();
        if (isOver(builder, stuckAt(migration, builder.status()))) {
            TearDowns.stuck(builder);
        }
        if (isOver(builder, at(migration.getHeardAt(), tearDown))) {
            TearDowns.allRuns(builder);
        }
    }

    /** Told once. */
    private Optional<Instant> stuckAt(Migration migration, MigrationStatus status) {
        return status.getTearDownStuckSince() == null ? at(migration.getTearDownSince(), stuck) : Optional.empty();
    }

    private static boolean isOver(DecisionBuilder builder, Optional<Instant> time) {
        return time.filter(it -> !builder.now().isBefore(it)).isPresent();
    }

    private boolean isSilent(DecisionBuilder builder, Run run) {
        return isOver(builder, at(builder.migration().getHeardAt(), patience(builder.migration(), run)));
    }

    /** Whether it still runs nobody knows, so it is told to stop as well; how it ended is not guessed. */
    private void giveUp(DecisionBuilder builder, Run run) {
        var patience = patience(builder.migration(), run);
        Stops.order(builder, run, "nothing was heard from it for " + patience.toMinutes() + " minutes");
        RunReports.finished(
                builder,
                run,
                RunResult.newBuilder()
                        .setOutcome(RunOutcome.FAILED)
                        .setFailure(FailureKind.OUTCOME_UNREADABLE)
                        .setDetail("Neither the runner nor the cluster has reported anything about the run for "
                                + patience.toMinutes() + " minutes (expected a report). Whether it ran, and how it "
                                + "ended, is unknown.")
                        .setStartedAt(run.getStartedAt())
                        .setFinishedAt(builder.now())
                        .setProgress(run.getProgress())
                        .build());
    }

    private Duration patience(Migration migration, Run run) {
        if (Integer.valueOf(run.getNumber()).equals(migration.getStopping())) {
            return stopping;
        }
        var spec = migration.getSpec();
        var expected = spec == null ? null : spec.getExpectedRuntimeSeconds();
        return expected == null
                ? silence
                : silence.plusSeconds(
                        2 * Math.min(expected, Duration.ofDays(365).toSeconds()));
    }

    private static Duration pause(int looks) {
        return SOON.multipliedBy(1L << Math.clamp(looks - 1, 0, DOUBLINGS));
    }

    private static Optional<Instant> at(@Nullable Instant since, Duration pause) {
        return Optional.ofNullable(since).map(it -> it.plus(pause));
    }
}
