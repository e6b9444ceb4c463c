package io.movein.review.lifecycle;

import io.movein.command.RequestMigration;
import io.movein.event.RunFinished;
import io.movein.event.RunQueued;
import io.movein.event.RunTornDown;
import io.movein.event.WipeAttested;
import io.movein.model.Attempt;
import io.movein.model.Mode;
import io.movein.model.QueuePlace;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.progress.RunProgress;
import io.movein.review.policy.Amounts;
import io.movein.review.state.Leftover;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.Purpose;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import io.movein.review.state.Wanted;
import java.time.Instant;
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
            case Change.PlanDecided decided -> state.put(decided.after());
            case Change.Ordered ordered -> ordered(ordered, state);
            case Change.FactsWanted(var id, var wanted) -> update(state, id, m -> wanting(m, wanted));
            case Change.RequestTaken(var id, var request) -> state.put(taking(state.migration(id), request));
            case Change.RequestRemembered(var id, var request) -> update(state, id, m -> remembering(m, request));
            case Change.RequestSeen(var id, var updatedAt) -> update(state, id, m -> m.setSeenAt(updatedAt));
            case Change.CommandHandled(var id, var command) -> update(state, id, m -> Handled.add(m, command));
            case Change.NextRunPlanned(var id, var attempt, var wipesBefore) ->
                update(state, id, m -> m.setAttempt(attempt).setWipesBefore(wipesBefore));
            case Change.ApprovalDelayed(var id, var approval, var since) ->
                update(state, id, m -> m.setWanted(null).setDelayed(approval).setDelayedSince(since));
            case Change.Checked(var id, var at, var times) ->
                update(state, id, m -> m.setLookedAt(at).setLooks(times));
            case Change.Shown(var id, var hosts, var allowance) ->
                update(state, id, m -> m.setShown(hosts).setShownAllowance(allowance));
            case Change.Progressed it -> update(state, it.migration(), m -> progressed(m, it.told()));
            case Change.AnswersAwaited(var id, var awaited) -> update(state, id, m -> m.setAwaited(awaited));
            case Change.AlarmHeard(var id, var at) -> update(state, id, m -> m.setAlarmAt(at));
            case Change.NetworkHeard(var id, var at) -> update(state, id, m -> m.setNetworkAt(at));
            case Change.Rehearsed(var id, var request) -> update(state, id, m -> m.setRehearsed(request));
            case Change.Heard(var id, var at) -> update(state, id, m -> m.setHeardAt(at));
            case Change.TearDownOrdered(var id, var at) ->
                update(
                        state,
                        id,
                        m -> m.setHeardAt(at).setTearDownSince(Objects.requireNonNullElse(m.getTearDownSince(), at)));
            case Change.RunCleared(var id, var run) ->
                update(state, id, m -> m.setLeftovers(without(m.getLeftovers(), left -> left.getRun() == run)));
            case Change.Enqueued(var run, var spec) -> {
                state.put(run);
                state.put(
                        Pool.newBuilder(state.pool()).setPlaces(run.getPlace()).build());
                update(
                        state,
                        run.getMigration(),
                        m -> m.setQueued(run.getPlace()).setSpec(spec));
            }
            case Change.Dequeued(var id) -> leaveQueue(state, id);
            case Change.PoolSeen(var size) ->
                state.put(Pool.newBuilder(state.pool()).setSize(size).build());
        }
    }

    private static void happened(Change.Happened happened, Platform.Store state) {
        update(
                state,
                happened.migration(),
                m -> m.setSequence(happened.sequence())
                        .setFriction(Frictions.after(m, happened))
                        .setStateSince(stateSince(m, happened))
                        .setChangedAt(happened.at())
                        .setStatus(happened.status()));
        switch (happened.event()) {
            case RunFinished finished -> release(state, happened.migration(), finished.getRun());
            case RunTornDown _ -> update(state, happened.migration(), m -> m.setTearDownSince(null));
            case RunQueued queued -> placeTold(state, happened.migration(), queued.getPlace());
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

    private static Migration.Builder progressed(Migration.Builder migration, RunProgress told) {
        return migration
                .setProgressAt(told.getAt())
                .setStatus(Statuses.withRun(
                                told.getRun(),
                                Objects.requireNonNull(migration.getStatus()),
                                run -> run.setProgress(told.getProgress()))
                        .build());
    }

    private static Instant stateSince(Migration.Builder known, Change.Happened happened) {
        var isAsBefore = known.getStatus() != null
                && known.getStatus().getState() == happened.status().getState();
        return isAsBefore ? Objects.requireNonNullElse(known.getStateSince(), happened.at()) : happened.at();
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
        var reservation = Reservation.newBuilder()
                .setMigration(launch.getMigration())
                .setRun(launch.getRun())
                .setNamespace(spec.getNamespace())
                .setResources(RunSpecs.needed(spec))
                .build();
        state.put(reservation);
        state.put(Pool.newBuilder(state.pool())
                .setUsed(Amounts.plus(used(state), RunSpecs.needed(spec)))
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
                        .setSpec(spec)
                        .setHeardAt(launch.getOrderedAt())
                        .setAttempt(Attempt.FRESH)
                        .setWipesBefore(null)
                        .setProgressAt(null)
                        .setAlarmAt(null)
                        .setNetworkAt(null)
                        .setAwaited(List.of()));
    }

    private static void release(Platform.Store state, String migration, int run) {
        var status = Objects.requireNonNull(
                Objects.requireNonNull(state.migration(migration)).getStatus());
        var reservation = state.reservation(Objects.requireNonNullElse(status.getTenant(), ""));
        if (reservation != null && reservation.getMigration().equals(migration) && reservation.getRun() == run) {
            state.removeReservation(reservation.getNamespace());
            state.put(Pool.newBuilder(state.pool())
                    .setUsed(Amounts.minus(used(state), reservation.getResources()))
                    .build());
        }
    }

    private static Resources used(Platform state) {
        return Objects.requireNonNullElse(state.pool().getUsed(), Amounts.NONE);
    }

    private static void placeTold(Platform.Store state, String migration, QueuePlace place) {
        var queued = Objects.requireNonNull(state.migration(migration)).getQueued();
        var run = queued == null ? null : state.queue().get(queued);
        if (run != null) {
            state.put(QueuedRun.newBuilder(run).setTold(place).build());
        }
    }

    private static void leaveQueue(Platform.Store state, String migration) {
        var queued = Objects.requireNonNull(state.migration(migration)).getQueued();
        if (queued != null) {
            state.removeQueued(queued);
            update(state, migration, m -> m.setQueued(null));
        }
    }

    /** A new request is reviewed as a whole, so no plan for how to begin and no wish for facts outlives it. */
    private static Migration taking(@Nullable Migration known, RequestMigration request) {
        var migration =
                known == null ? Migration.newBuilder().setId(request.getMigration()) : Migration.newBuilder(known);
        return migration
                .setRequest(request)
                .setNewer(null)
                .setWanted(null)
                .setDelayed(null)
                .setDelayedSince(null)
                .setShown(List.of())
                .setShownAllowance(null)
                .setLooks(0)
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
        migration.setDelayed(null);
        return wanted == null || wanted.getPurpose() != Purpose.APPROVAL
                ? migration.setWanted(wanted).setDelayedSince(null)
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
