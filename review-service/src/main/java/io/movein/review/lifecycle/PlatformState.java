package io.movein.review.lifecycle;

import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** State in plain maps, above another state that stays as it is: for a decision in the making, for tests and for simulations. */
public final class PlatformState implements Platform.Store {
    private final @Nullable Platform below;
    private final Map<String, Migration> migrations = new LinkedHashMap<>();
    private final Map<String, MigrationPlan> plans = new LinkedHashMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final SortedMap<Long, Optional<QueuedRun>> queue = new TreeMap<>();
    private final Map<String, Optional<Reservation>> reservations = new HashMap<>();
    private @Nullable Pool pool;

    public PlatformState() {
        this.below = null;
    }

    public PlatformState(Platform below) {
        this.below = below;
    }

    /** Puts everything that was decided into this state. */
    public void replay(Decision decision) {
        decision.changes().forEach(change -> Replay.replay(change, this));
    }

    /** What was put here, without what lies below. */
    public Collection<Migration> migrations() {
        return migrations.values();
    }

    /** Every record that was put here, without what lies below. */
    public Stream<SpecificRecord> records() {
        return Stream.of(
                        migrations.values().stream(),
                        plans.values().stream(),
                        tenants.values().stream(),
                        queue.values().stream().flatMap(Optional::stream),
                        reservations.values().stream().flatMap(Optional::stream),
                        Optional.ofNullable(pool).stream())
                .flatMap(records -> records);
    }

    /** Puts what was put here, and takes away what was removed, in another state. */
    public void copyTo(Platform.Store store) {
        migrations.values().forEach(store::put);
        plans.values().forEach(store::put);
        tenants.values().forEach(store::put);
        queue.forEach((place, run) -> run.ifPresentOrElse(store::put, () -> store.removeQueued(place)));
        reservations.forEach((namespace, reservation) ->
                reservation.ifPresentOrElse(store::put, () -> store.removeReservation(namespace)));
        if (pool != null) {
            store.put(pool);
        }
    }

    @Override
    public @Nullable Migration migration(String id) {
        var here = migrations.get(id);
        return here != null || below == null ? here : below.migration(id);
    }

    @Override
    public @Nullable MigrationPlan plan(String id) {
        var here = plans.get(id);
        return here != null || below == null ? here : below.plan(id);
    }

    /** What was put here of the plans, without what lies below. */
    public Collection<MigrationPlan> plans() {
        return plans.values();
    }

    @Override
    public Tenant tenant(String namespace) {
        var here = tenants.get(namespace);
        if (here != null) {
            return here;
        }
        return below != null
                ? below.tenant(namespace)
                : Tenant.newBuilder().setNamespace(namespace).build();
    }

    @Override
    public Pool pool() {
        if (pool != null) {
            return pool;
        }
        return below != null ? below.pool() : Pool.newBuilder().build();
    }

    @Override
    public SortedMap<Long, QueuedRun> queue() {
        if (queue.isEmpty() && below != null) {
            return below.queue();
        }
        var all = below == null ? new TreeMap<Long, QueuedRun>() : new TreeMap<>(below.queue());
        queue.forEach((place, run) -> run.ifPresentOrElse(it -> all.put(place, it), () -> all.remove(place)));
        return all;
    }

    @Override
    public @Nullable Reservation reservation(String namespace) {
        var here = reservations.get(namespace);
        if (here != null) {
            return here.orElse(null);
        }
        return below == null ? null : below.reservation(namespace);
    }

    @Override
    public void put(Migration migration) {
        migrations.put(migration.getId(), migration);
    }

    @Override
    public void put(MigrationPlan plan) {
        plans.put(plan.getId(), plan);
    }

    @Override
    public void put(Tenant tenant) {
        tenants.put(tenant.getNamespace(), tenant);
    }

    @Override
    public void put(Pool pool) {
        this.pool = pool;
    }

    @Override
    public void put(QueuedRun run) {
        queue.put(run.getPlace(), Optional.of(run));
    }

    @Override
    public void removeQueued(long place) {
        queue.put(place, Optional.empty());
    }

    @Override
    public void put(Reservation reservation) {
        reservations.put(reservation.getNamespace(), Optional.of(reservation));
    }

    @Override
    public void removeReservation(String namespace) {
        reservations.put(namespace, Optional.empty());
    }
}
