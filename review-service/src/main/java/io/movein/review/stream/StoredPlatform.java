package io.movein.review.stream;

import io.movein.model.State;
import io.movein.review.lifecycle.Platform;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.Tenant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** State in the stores of Kafka Streams. What is in memory is a copy: the changelog topics hold it, in one transaction with the output. */
final class StoredPlatform implements Platform.Store {
    private static final String MIGRATIONS = "migrations";
    private static final String TENANTS = "tenants";
    private static final String POOL = "pool";
    private static final String SCHEMAS = "schemas";

    private final KeyValueStore<String, Migration> migrations;
    private final KeyValueStore<String, Tenant> tenants;
    private final KeyValueStore<String, Pool> pool;

    StoredPlatform(ProcessorContext<?, ?> context, StateSerdes serdes) {
        migrations = context.getStateStore(MIGRATIONS);
        tenants = context.getStateStore(TENANTS);
        pool = context.getStateStore(POOL);
        serdes.meet(context.getStateStore(SCHEMAS));
    }

    static Set<StoreBuilder<?>> stores(StateSerdes serdes) {
        return Set.of(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(MIGRATIONS), Serdes.String(), serdes.serde(Migration.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(TENANTS), Serdes.String(), serdes.serde(Tenant.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(POOL), Serdes.String(), serdes.serde(Pool.class)),
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(SCHEMAS), Serdes.String(), Serdes.String()));
    }

    void forEachMigration(Consumer<Migration> consumer) {
        try (var all = migrations.all()) {
            all.forEachRemaining(entry -> consumer.accept(entry.value));
        }
    }

    State stateOf(String migration) {
        var known = migration(migration);
        return known == null || known.getStatus() == null
                ? State.UNKNOWN
                : known.getStatus().getState();
    }

    @Override
    public @Nullable Migration migration(String id) {
        return migrations.get(id);
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
    public void put(Migration migration) {
        migrations.put(migration.getId(), migration);
    }

    @Override
    public void put(Tenant tenant) {
        tenants.put(tenant.getNamespace(), tenant);
    }

    @Override
    public void put(Pool changed) {
        pool.put(POOL, changed);
    }
}
