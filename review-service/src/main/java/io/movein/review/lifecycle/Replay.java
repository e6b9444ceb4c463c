package io.movein.review.lifecycle;

import io.movein.command.RequestMigration;
import io.movein.event.RunFinished;
import io.movein.event.WipeAttested;
import io.movein.model.Attempt;
import io.movein.model.Mode;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.review.state.Leftover;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.Purpose;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import io.movein.review.state.Wanted;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts changes into state. It judges nothing: whatever was decided is remembered, the same way now and after a restart. */
public final class Replay {
    private Replay() {}

    public static void replay(Change change, Platform.Store state) {
        switch (change) {
            case Change.Happened happened -> happened(happened, state);
            case Change.Ordered ordered -> ordered(ordered, state);
            case Change.FactsWanted(var id, var wanted) -> update(state, id, m -> wanting(m, wanted));
            case Change.RequestTaken(var id, var request) -> state.put(taking(state.migration(id), request));
            case Change.RequestRemembered(var id, var request) -> update(state, id, m -> remembering(m, request));
            case Change.RequestSeen(var id, var updatedAt) -> update(state, id, m -> m.setSeenAt(updatedAt));
            case Change.CommandHandled(var id, var command) ->
                update(state, id, m -> m.setHandled(append(m.getHandled(), command)));
            case Change.NextRunPlanned(var id, var attempt, var wipesBefore) ->
                update(state, id, m -> m.setAttempt(attempt).setWipesBefore(wipesBefore));
            case Change.ProgressTold(var id, var at) -> update(state, id, m -> m.setProgressAt(at));
            case Change.RunCleared(var id, var run) ->
                update(state, id, m -> m.setLeftovers(without(m.getLeftovers(), left -> left.getRun() == run)));
            case Change.Enqueued(var run) ->
                state.put(queue(state.pool(), append(state.pool().getQueue(), run)));
            case Change.Dequeued(var id) -> leaveQueue(state, id);
            case Change.PoolSeen(var size) ->
                state.put(Pool.newBuilder(state.pool()).setSize(size).build());
        }
    }

    private static void happened(Change.Happened happened, Platform.Store state) {
        update(
                state,
                happened.migration(),
                m -> m.setSequence(happened.sequence()).setStatus(happened.status()));
        switch (happened.event()) {
            case RunFinished finished -> release(state, happened.migration(), finished.getRun());
            case WipeAttested wiped -> {
                var tenant =
                        state.tenant(Objects.requireNonNull(happened.status().getTenant()));
                state.put(Tenant.newBuilder(tenant)
                        .setWritten(false)
                        .setWipes(tenant.getWipes() + 1)
                        .build());
            }
            default -> {} // every other event is told whole by its status
        }
    }

    private static void ordered(Change.Ordered ordered, Platform.Store state) {
        switch (ordered.order()) {
            case LaunchRun launch -> launched(launch, state);
            case StopRun stop -> update(state, ordered.migration(), m -> m.setStopping(stop.getRun()));
            default -> {} // a tear-down is remembered when it is done
        }
    }

    private static void launched(LaunchRun launch, Platform.Store state) {
        var spec = launch.getSpec();
        leaveQueue(state, launch.getMigration());
        var place = Reservation.newBuilder()
                .setMigration(launch.getMigration())
                .setRun(launch.getRun())
                .setNamespace(spec.getNamespace())
                .setResources(spec.getResources())
                .build();
        state.put(Pool.newBuilder(state.pool())
                .setReservations(append(state.pool().getReservations(), place))
                .build());
        if (spec.getMode() == Mode.LIVE) {
            state.put(Tenant.newBuilder(state.tenant(spec.getNamespace()))
                    .setWritten(true)
                    .build());
        }
        var left = Leftover.newBuilder()
                .setRun(launch.getRun())
                .setNamespace(spec.getNamespace())
                .build();
        update(
                state,
                launch.getMigration(),
                m -> m.setLeftovers(append(m.getLeftovers(), left))
                        .setAttempt(Attempt.FRESH)
                        .setWipesBefore(null)
                        .setProgressAt(null));
    }

    private static void release(Platform.Store state, String migration, int run) {
        state.put(Pool.newBuilder(state.pool())
                .setReservations(without(
                        state.pool().getReservations(),
                        place -> place.getMigration().equals(migration) && place.getRun() == run))
                .build());
    }

    private static void leaveQueue(Platform.Store state, String migration) {
        state.put(queue(
                state.pool(),
                without(state.pool().getQueue(), run -> run.getMigration().equals(migration))));
    }

    private static Pool queue(Pool pool, List<QueuedRun> queue) {
        return Pool.newBuilder(pool).setQueue(queue).build();
    }

    /** A new request is reviewed as a whole, so no plan for how to begin and no wish for facts outlives it. */
    private static Migration taking(@Nullable Migration known, RequestMigration request) {
        var migration =
                known == null ? Migration.newBuilder().setId(request.getMigration()) : Migration.newBuilder(known);
        return migration
                .setRequest(request)
                .setNewer(null)
                .setWanted(null)
                .setAttempt(Attempt.FRESH)
                .build();
    }

    /** An edit that was taken back leaves nothing to remember but that it was seen. */
    private static Migration.Builder remembering(Migration.Builder migration, RequestMigration request) {
        return request.getRevision().equals(migration.getRequest().getRevision())
                ? migration.setRequest(request).setNewer(null)
                : migration.setNewer(request);
    }

    /** An approval brings the onboarding issue as it is by now. */
    private static Migration.Builder wanting(Migration.Builder migration, @Nullable Wanted wanted) {
        return wanted == null || wanted.getPurpose() != Purpose.APPROVAL
                ? migration.setWanted(wanted)
                : migration
                        .setWanted(wanted)
                        .setRequest(RequestMigration.newBuilder(migration.getRequest())
                                .setOnboarding(wanted.getOnboarding())
                                .build());
    }

    private static void update(Platform.Store state, String id, UnaryOperator<Migration.Builder> change) {
        var known = Objects.requireNonNull(state.migration(id), id);
        state.put(change.apply(Migration.newBuilder(known)).build());
    }

    private static <T> List<T> append(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        return list.stream().filter(gone.negate()).toList();
    }
}
