package io.movein.reporter.page;

import io.movein.migration.MigrationSnapshot;
import io.movein.model.PoolFacts;
import io.movein.reporter.page.Row.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every migration that {@code movein.migrations} shows, as lines. One thread writes, any number read. */
final class MigrationTable {
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private @Nullable PoolFacts pool;
    private Instant poolAt = Instant.MIN;
    private long version;

    synchronized void put(MigrationSnapshot snapshot, Place place) {
        rows.put(snapshot.getMigration(), Row.of(snapshot, place));
        if (snapshot.getPool() != null && !snapshot.getAt().isBefore(poolAt)) {
            pool = snapshot.getPool();
            poolAt = snapshot.getAt();
        }
        changed();
    }

    synchronized void remove(String migration) {
        rows.remove(migration);
        changed();
    }

    private void changed() {
        version++;
        notifyAll();
    }

    Collection<Row> rows() {
        return rows.values();
    }

    Optional<Row> row(String migration) {
        return Optional.ofNullable(rows.get(migration));
    }

    /** The nodes on which migrations run, as last known. */
    synchronized Optional<PoolFacts> pool() {
        return Optional.ofNullable(pool);
    }

    synchronized long version() {
        return version;
    }

    /** The version after this one, once there is one; the same where none came in time. */
    synchronized long awaitChange(long known, Duration limit) throws InterruptedException {
        var until = System.nanoTime() + limit.toNanos();
        for (var left = limit.toMillis();
                version == known && left > 0;
                left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return version;
    }

    /** Open ones in the order in which they were approved, as they wait for capacity or their tenant. */
    List<Row> queue() {
        return rows.values().stream()
                .filter(row -> row.waitsFor() != null && row.holds() == null && row.waitsSince() != null)
                .sorted(Comparator.comparing(row -> Objects.requireNonNull(row.waitsSince())))
                .toList();
    }
}
