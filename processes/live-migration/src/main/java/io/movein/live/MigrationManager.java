package io.movein.live;

import io.movein.process.control.CutoverOrder;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The migrations of a process, one for a tenant at a time. What a command answers is what was begun; {@link #status} says what became
 * of it.
 *
 * <pre>{@code
 * try (var manager = new MigrationManager(1)) {
 *     var migration = manager.migrate(config, notes, pacing, listener);
 *     manager.cutover("acme-corp", CutoverOrder.parse(""));   // from another thread
 *     migration.run(new Stop());
 *     manager.status("acme-corp");                            // phase completed, downtimeMillis 4.1
 * }
 * }</pre>
 */
public final class MigrationManager implements AutoCloseable {

    private final int mostAtOnce;
    private final Map<String, TenantMigration> migrations = new ConcurrentSkipListMap<>();

    /** @param mostAtOnce tenants that have not moved yet */
    public MigrationManager(int mostAtOnce) {
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * Takes a migration up; {@link TenantMigration#run} does it.
     *
     * @throws IllegalArgumentException if the tenant has one under way, or there are as many as there may be
     */
    public synchronized TenantMigration migrate(
            MigrationConfig config, Notes notes, Pacing pacing, MigrationListener listener) {
        mayBegin();
        var before = migrations.get(config.name());
        if (before != null && !before.status().phase().isFinal()) {
            throw new IllegalArgumentException("tenant '%s' has a migration under way".formatted(config.name()));
        }
        var migration = new TenantMigration(config, notes, pacing, listener, Clock.systemUTC());
        migrations.put(config.name(), migration);
        return migration;
    }

    /** @throws IllegalArgumentException if there are as many under way as there may be */
    public void mayBegin() {
        var underWay = underWay();
        if (underWay >= mostAtOnce) {
            throw new IllegalArgumentException(
                    "%d migrations are under way (expected at most %d)".formatted(underWay + 1, mostAtOnce));
        }
    }

    /** How many tenants have not moved yet. */
    public int underWay() {
        return (int) migrations.values().stream()
                .map(migration -> migration.status().phase())
                .filter(phase -> !phase.isFinal() && phase != Phase.CLEANUP)
                .count();
    }

    public MigrationStatus status(String tenant) {
        return of(tenant).status();
    }

    public Collection<MigrationStatus> all() {
        return migrations.values().stream().map(TenantMigration::status).toList();
    }

    /** See {@link TenantMigration#pause}. */
    public void pause(String tenant) {
        of(tenant).pause();
    }

    public void resume(String tenant) {
        of(tenant).proceed();
    }

    /** See {@link TenantMigration#cancel}. */
    public void cancel(String tenant) {
        of(tenant).cancel();
    }

    /** See {@link TenantMigration#cutover}. */
    public void cutover(String tenant, CutoverOrder order) {
        of(tenant).cutover(order);
    }

    /** The same, and points a name at the target. */
    public void cutover(String tenant, CutoverOrder order, Optional<String> name) {
        of(tenant).cutover(order, name);
    }

    /** See {@link TenantMigration#verify}. */
    public void verify(String tenant) {
        of(tenant).verify();
    }

    private TenantMigration of(String tenant) {
        return Optional.ofNullable(migrations.get(tenant))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no migration of '%s' (expected one of %s)".formatted(tenant, migrations.keySet())));
    }

    @Override
    public void close() {
        migrations.values().forEach(TenantMigration::close);
    }
}
