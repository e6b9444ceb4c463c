package io.movein.review.lifecycle;

import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.Tenant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** State in plain maps, above another state that stays as it is: for a decision in the making, for tests and for simulations. */
public final class PlatformState implements Platform.Store {
    private final @Nullable Platform below;
    private final Map<String, Migration> migrations = new HashMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private @Nullable Pool pool;

    public PlatformState() {
        this.below = null;
    }

    PlatformState(Platform below) {
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

    @Override
    public @Nullable Migration migration(String id) {
        var here = migrations.get(id);
        return here != null || below == null ? here : below.migration(id);
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
    public void put(Migration migration) {
        migrations.put(migration.getId(), migration);
    }

    @Override
    public void put(Tenant tenant) {
        tenants.put(tenant.getNamespace(), tenant);
    }

    @Override
    public void put(Pool pool) {
        this.pool = pool;
    }
}
