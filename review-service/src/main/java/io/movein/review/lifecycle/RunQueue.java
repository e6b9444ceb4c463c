package io.movein.review.lifecycle;

import io.movein.model.QueuePlace;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.RunSpec;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.order.LaunchRun;
import io.movein.review.policy.Amounts;
import io.movein.review.policy.Capacity;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Approved runs wait here in the order of their approvals. Whoever cannot start now lets the others pass, and is told why. A
 * run that has waited for capacity for {@link #PATIENCE} holds its place from then on, or a large one would wait for ever while
 * small ones slip by; one that fits no node of the pool never does, as nothing that ends would help it.
 */
final class RunQueue {
    static final Duration PATIENCE = Duration.ofHours(1);
    /** Who is active changes while one waits, so it is not named: it is told once, however many run before it. */
    private static final Wait OTHERS = new Wait(WaitCause.TENANT, "another run in the same tenant");

    private record Wait(WaitCause cause, String what) {}

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
        var tenants = new HashSet<String>();
        for (var run : List.copyOf(builder.queue().values())) {
            var here = builder.about(run.getMigration());
            var busy = builder.activeRun(run.getNamespace()).map(_ -> OTHERS);
            var room = room(builder.pool(), run, free);
            var waitsFor = busy.or(() -> room);
            if (waitsFor.isPresent()) {
                var isFirst = tenants.add(run.getNamespace());
                tell(here, run, position++, busy.isPresent() || !isFirst ? OTHERS : waitsFor.get());
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

    private static Optional<Wait> room(Pool pool, QueuedRun run, Resources free) {
        var cause = Capacity.fitsNode(run.getResources(), pool.getSize()) ? WaitCause.CAPACITY : WaitCause.NODE;
        return Capacity.waitingFor(run.getResources(), pool.getSize(), free).map(what -> new Wait(cause, what));
    }

    private static boolean holdsItsPlace(DecisionBuilder builder, QueuedRun run) {
        return Capacity.fitsNode(run.getResources(), builder.pool().getSize())
                && !builder.now().isBefore(run.getJoinedAt().plus(PATIENCE));
    }

    /** Once, and again when it is another kind of thing; a place in the queue is computed by whoever shows it. */
    private static void tell(DecisionBuilder builder, QueuedRun run, int position, Wait wait) {
        if (run.getTold() == null || run.getTold().getCause() != wait.cause()) {
            var place = QueuePlace.newBuilder()
                    .setPosition(position)
                    .setWaitingFor(wait.what())
                    .setCause(wait.cause())
                    .setTicket(run.getPlace())
                    .setSince(run.getJoinedAt())
                    .build();
            builder.happened(
                    Statuses.in(State.QUEUED, builder.status()).setQueue(place).build(),
                    Events.runQueued(run.getRun(), place));
        }
    }

    /** Another run has written while this one waited. */
    private static void reviewAgain(DecisionBuilder builder) {
        Approvals.voidQueued(
                builder,
                State.UNDER_REVIEW,
                "another run has since written to the tenant, and the destination must be empty");
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
