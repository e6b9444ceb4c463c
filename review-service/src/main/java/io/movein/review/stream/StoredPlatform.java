package io.movein.review.stream;

import io.movein.model.State;
import io.movein.review.lifecycle.Platform;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.ParkedRecord;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * State in the stores of Kafka Streams: the changelog topics hold it, in one transaction with the output. What is open is in
 * memory. Closed migrations lie on disk, where they cost nothing until somebody asks for one.
 */
final class StoredPlatform implements Platform.Store {
    static final String MIGRATIONS = "migrations";
    static final String CLOSED = "closed";
    static final String TENANTS = "tenants";
    static final String POOL = "pool";
    static final String QUEUE = "queue";
    static final String RESERVATIONS = "reservations";
    /** Made where it is missing: a version before it knew no plans. */
    static final String PLANS = "plans";
    /** Made where it is missing: before it, nothing was parked. */
    static final String PARKED = "parked";

    static final String SCHEMAS = "schemas";

    /** The changelog without which there is no state: it has a record from the first request on. */
    static final String SOURCE_OF_TRUTH = changelog(MIGRATIONS);

    private final KeyValueStore<String, Migration> migrations;
    private final KeyValueStore<String, Migration> closed;
    private final KeyValueStore<String, MigrationPlan> plans;
    private final KeyValueStore<String, Tenant> tenants;
    private final KeyValueStore<String, Pool> pool;
    private final KeyValueStore<String, QueuedRun> queue;
    private final KeyValueStore<String, Reservation> reservations;
    /** The one last read: a decision asks for its migration several times, which each time would be decoded again. */
    private @Nullable Migration lastRead;
    /** The queue is looked through whenever a place is free, so it is kept readable. */
    private final SortedMap<Long, QueuedRun> queued = new TreeMap<>();

    StoredPlatform(ProcessorContext<?, ?> context, StateSerdes serdes) {
        serdes.meet(context.getStateStore(SCHEMAS));
        migrations = context.getStateStore(MIGRATIONS);
        closed = context.getStateStore(CLOSED);
        plans = context.getStateStore(PLANS);
        tenants = context.getStateStore(TENANTS);
        pool = context.getStateStore(POOL);
        queue = context.getStateStore(QUEUE);
        reservations = context.getStateStore(RESERVATIONS);
        try (var all = queue.all()) {
            all.forEachRemaining(entry -> queued.put(entry.value.getPlace(), entry.value));
        }
    }

    static Set<StoreBuilder<?>> stores(StateSerdes serdes) {
        return Set.of(
                inMemory(MIGRATIONS, Migration.class, serdes),
                onDisk(CLOSED, Migration.class, serdes),
                onDisk(PLANS, MigrationPlan.class, serdes),
                onDisk(PARKED, ParkedRecord.class, serdes),
                inMemory(TENANTS, Tenant.class, serdes),
                inMemory(POOL, Pool.class, serdes),
                inMemory(QUEUE, QueuedRun.class, serdes),
                inMemory(RESERVATIONS, Reservation.class, serdes),
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(SCHEMAS), Serdes.String(), Serdes.String()));
    }

    /** The topics without which there is no state. */
    static List<String> changelogs() {
        return Stream.of(MIGRATIONS, CLOSED, TENANTS, POOL, QUEUE, RESERVATIONS, SCHEMAS)
                .map(StoredPlatform::changelog)
                .toList();
    }

    static String storeOf(Migration migration) {
        return stateOf(migration) == State.CLOSED ? CLOSED : MIGRATIONS;
    }

    static String changelog(String store) {
        return ReviewTopology.GROUP + "-" + store + "-changelog";
    }

    private static <T extends SpecificRecord> StoreBuilder<?> onDisk(String name, Class<T> type, StateSerdes serdes) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serdes.serde(type));
    }

    private static <T extends SpecificRecord> StoreBuilder<?> inMemory(String name, Class<T> type, StateSerdes serdes) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serdes.serde(type));
    }

    void forEachOpen(Consumer<Migration> consumer) {
        try (var all = migrations.all()) {
            all.forEachRemaining(entry -> consumer.accept(entry.value));
        }
    }

    /** Of the migrations that are open. */
    List<String> openIds() {
        var ids = new ArrayList<String>();
        forEachOpen(migration -> ids.add(migration.getId()));
        return ids;
    }

    /** Closed migrations in the order of their ids, after this one; an empty text: from the beginning. */
    List<Migration> closedAfter(String id, int most) {
        return after(closed, id, most);
    }

    /** The same of all plans. */
    List<MigrationPlan> plansAfter(String id, int most) {
        return after(plans, id, most);
    }

    private static <T> List<T> after(KeyValueStore<String, T> store, String id, int most) {
        var found = new ArrayList<T>();
        try (var all = store.range(id.isEmpty() ? null : id + "\0", null)) {
            while (found.size() < most && all.hasNext()) {
                found.add(all.next().value);
            }
        }
        return found;
    }

    /** About how many migrations are closed. */
    long closed() {
        return closed.approximateNumEntries();
    }

    static State stateOf(@Nullable Migration migration) {
        return migration == null || migration.getStatus() == null
                ? State.UNKNOWN
                : migration.getStatus().getState();
    }

    @Override
    public @Nullable Migration migration(String id) {
        if (lastRead == null || !lastRead.getId().equals(id)) {
            var open = migrations.get(id);
            lastRead = open != null ? open : closed.get(id);
        }
        return lastRead;
    }

    @Override
    public @Nullable MigrationPlan plan(String id) {
        return plans.get(id);
    }

    @Override
    public Tenant tenant(String namespace) {
        return Objects.requireNonNullElseGet(
                tenants.get(namespace),
                () -> Tenant.newBuilder().setNamespace(namespace).build());
    }

    @Override
    public Pool pool() {
        return Objects.requireNonNullElseGet(
                pool.get(POOL), () -> Pool.newBuilder().build());
    }

    @Override
    public SortedMap<Long, QueuedRun> queue() {
        return Collections.unmodifiableSortedMap(queued);
    }

    @Override
    public @Nullable Reservation reservation(String namespace) {
        return reservations.get(namespace);
    }

    @Override
    public void put(Migration migration) {
        lastRead = null;
        var isClosed = stateOf(migration) == State.CLOSED;
        var id = migration.getId();
        (isClosed ? closed : migrations).put(id, migration);
        var other = isClosed ? migrations : closed;
        // deleting what is not there is a record in the changelog, too
        if (other.get(id) != null) {
            other.delete(id);
        }
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
    public void put(Pool changed) {
        pool.put(POOL, changed);
    }

    @Override
    public void put(QueuedRun run) {
        queued.put(run.getPlace(), run);
        queue.put(key(run.getPlace()), run);
    }

    @Override
    public void removeQueued(long place) {
        queued.remove(place);
        queue.delete(key(place));
    }

    @Override
    public void put(Reservation reservation) {
        reservations.put(reservation.getNamespace(), reservation);
    }

    @Override
    public void removeReservation(String namespace) {
        reservations.delete(namespace);
    }

    static String key(long place) {
        return "%019d".formatted(place);
    }
}
