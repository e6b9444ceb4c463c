package io.movein.review.lifecycle;

import io.movein.model.QueuePlace;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.review.policy.Amounts;
import io.movein.review.policy.Capacity;
import io.movein.review.policy.OneRunPerTenant;
import io.movein.review.state.Pool;
import io.movein.review.state.Purpose;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Approved runs wait here in the order of their approvals. A run whose tenant is busy lets the others pass. A run that waits
 * for capacity does not, or a large one would wait for ever while small ones slip by.
 */
final class RunQueue {
    private RunQueue() {}

    static void join(DecisionBuilder builder, QueuedRun run) {
        builder.add(new Change.Enqueued(run));
        advance(builder);
    }

    /** Orders what can start, and tells the others where they stand. */
    static void advance(DecisionBuilder builder) {
        var free = free(builder.pool());
        var position = 1;
        for (var run : List.copyOf(builder.pool().getQueue())) {
            var here = builder.about(run.getMigration());
            var busy = OneRunPerTenant.waitingFor(
                    activeRun(builder.pool(), run.getSpec().getNamespace()).orElse(null));
            var waitsFor = busy.or(full(run, free));
            if (waitsFor.isPresent()) {
                place(here, run.getRun(), new QueuePlace(position++, waitsFor.get()));
            } else if (run.getNeedsEmptyDestination()
                    && builder.tenant(run.getSpec().getNamespace()).getWritten()) {
                reviewAgain(here);
                continue;
            } else {
                start(here, run);
            }
            if (busy.isEmpty()) {
                free = Amounts.minus(free, run.getSpec().getResources());
            }
        }
    }

    private static Supplier<Optional<String>> full(QueuedRun run, Resources free) {
        return () -> Capacity.waitingFor(run.getSpec().getResources(), free);
    }

    private static void place(DecisionBuilder builder, int run, QueuePlace place) {
        if (!place.equals(builder.status().getQueue())) {
            builder.happened(
                    Statuses.in(State.QUEUED, builder.status()).setQueue(place).build(), Events.runQueued(run, place));
        }
    }

    /** Another run has written while this one waited. */
    private static void reviewAgain(DecisionBuilder builder) {
        Approvals.voidQueued(
                builder,
                State.UNDER_REVIEW,
                "another run has written to the tenant since, and the destination must be empty");
        Reviews.wantFacts(builder, Purpose.REVIEW, "voided");
    }

    private static void start(DecisionBuilder builder, QueuedRun queued) {
        var run = Run.newBuilder()
                .setNumber(queued.getRun())
                .setRevision(builder.status().getRevision())
                .setMode(queued.getSpec().getMode())
                .setAttempt(queued.getSpec().getAttempt())
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
                new LaunchRun(queued.getMigration(), queued.getRun(), queued.getSpec(), builder.now()));
    }

    /** What the active runs leave of the pool as it was last seen. */
    static Resources free(Pool pool) {
        var size = pool.getSize();
        var total = size == null ? Resources.newBuilder().build() : Capacity.total(size);
        return pool.getReservations().stream().map(Reservation::getResources).reduce(total, Amounts::minus);
    }

    /** The run that is active in the tenant, as people call it. */
    static Optional<String> activeRun(Pool pool, String namespace) {
        return pool.getReservations().stream()
                .filter(place -> place.getNamespace().equals(namespace))
                .findFirst()
                .map(place -> "run " + place.getRun() + " of " + place.getMigration());
    }
}
