package io.movein.review.lifecycle;

import io.movein.model.QueuePlace;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.RunSpec;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.review.policy.Amounts;
import io.movein.review.policy.Capacity;
import io.movein.review.policy.OneRunPerTenant;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Approved runs wait here in the order of their approvals. Whoever cannot start now lets the others pass, and is told why. A
 * run that has waited for capacity for {@link #PATIENCE} holds its place from then on, or a large one would wait for ever while
 * small ones slip by; one that fits no node of the pool never does, as nothing that ends would help it.
 */
final class RunQueue {
    static final Duration PATIENCE = Duration.ofHours(1);
    /** Those behind hear of their place when it has halved: everybody at every step would be one event for each who waits. */
    private static final int NEAR = 10;

    private RunQueue() {}

    static void join(DecisionBuilder builder, QueuedRun.Builder run, RunSpec spec) {
        var place = builder.pool().getPlaces() + 1;
        builder.add(new Change.Enqueued(
                run.setPlace(place)
                        .setMigration(builder.migration().getId())
                        .setNamespace(spec.getNamespace())
                        .setResources(RunSpecs.needed(spec))
                        .setJoinedAt(builder.now())
                        .build(),
                spec));
        advance(builder);
    }

    /** Orders what can start, and tells the others where they stand. */
    static void advance(DecisionBuilder builder) {
        var free = free(builder.pool());
        var position = 1;
        for (var run : List.copyOf(builder.queue().values())) {
            var here = builder.about(run.getMigration());
            var busy = OneRunPerTenant.waitingFor(
                    builder.activeRun(run.getNamespace()).orElse(null));
            var room = room(builder.pool(), run, free);
            var waitsFor = busy.or(() -> room);
            if (waitsFor.isPresent()) {
                tell(here, run, new QueuePlace(position++, waitsFor.get()));
                if (busy.isEmpty() && holdsItsPlace(builder, run)) {
                    free = Amounts.minus(free, run.getResources());
                }
            } else if (run.getNeedsEmptyDestination()
                    && builder.tenant(run.getNamespace()).getWritten()) {
                reviewAgain(here);
            } else {
                start(here, run);
                free = Amounts.minus(free, run.getResources());
            }
        }
    }

    private static Optional<String> room(Pool pool, QueuedRun run, Resources free) {
        return Capacity.waitingFor(run.getResources(), pool.getSize(), free);
    }

    private static boolean holdsItsPlace(DecisionBuilder builder, QueuedRun run) {
        return Capacity.fitsNode(run.getResources(), builder.pool().getSize())
                && !builder.now().isBefore(run.getJoinedAt().plus(PATIENCE));
    }

    private static void tell(DecisionBuilder builder, QueuedRun run, QueuePlace place) {
        if (isWorthTelling(run.getTold(), place)) {
            builder.happened(
                    Statuses.in(State.QUEUED, builder.status()).setQueue(place).build(),
                    Events.runQueued(run.getRun(), place));
        }
    }

    private static boolean isWorthTelling(@Nullable QueuePlace told, QueuePlace place) {
        return told == null
                || !told.getWaitingFor().equals(place.getWaitingFor())
                || place.getPosition() != told.getPosition()
                        && (place.getPosition() <= NEAR || place.getPosition() * 2 <= told.getPosition());
    }

    /** Another run has written while this one waited. */
    private static void reviewAgain(DecisionBuilder builder) {
        Approvals.voidQueued(
                builder,
                State.UNDER_REVIEW,
                "another run has written to the tenant since, and the destination must be empty");
        Reviews.wantReview(builder, "voided");
    }

    private static void start(DecisionBuilder builder, QueuedRun queued) {
        var spec = Objects.requireNonNull(builder.migration().getSpec());
        var run = Run.newBuilder()
                .setNumber(queued.getRun())
                .setRevision(builder.status().getRevision())
                .setMode(spec.getMode())
                .setAttempt(spec.getAttempt())
                .setOrderedAt(builder.now())
                .build();
        builder.happened(
                Statuses.withAnotherRun(run, builder.status())
                        .setQueue(null)
                        .setPlan(null)
                        .build(),
                Events.runOrdered(queued.getRun()));
        builder.order(
                queued.getRun(),
                "launch",
                LaunchRun.newBuilder()
                        .setMigration(queued.getMigration())
                        .setRun(queued.getRun())
                        .setSpec(spec)
                        .setOrderedAt(builder.now())
                        .build());
    }

    /** What the active runs leave of the pool as it was last seen. */
    static Resources free(Pool pool) {
        var size = pool.getSize();
        var total = size == null ? Amounts.NONE : Capacity.total(size);
        return Amounts.minus(total, Objects.requireNonNullElse(pool.getUsed(), Amounts.NONE));
    }
}
