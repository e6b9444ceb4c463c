package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.contract.QueueOrder;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PoolFacts;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.page.Row.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every migration that {@code movein.migrations} shows, as lines, with how far its process is by {@code movein.progress}, and every plan
 * that {@code movein.plans} shows. They are read in no order: progress is newer than a status if no event came since. One thread writes,
 * any number read.
 */
final class MigrationTable implements CurrentMigrations {
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final Map<String, MigrationSnapshot> running = new ConcurrentHashMap<>();
    private final Map<String, PlanRow> plans = new ConcurrentHashMap<>();
    private final Map<String, RunProgress> progress = new ConcurrentHashMap<>();
    /** The migration that has an active run, by its tenant. */
    private final Map<String, String> active = new ConcurrentHashMap<>();

    private final NavigableSet<QueueOrder> queue = new TreeSet<>();
    /** The queue for those who look something up; null: it has changed since it was last asked for. */
    private @Nullable List<QueueOrder> line;

    private volatile Reading reading = Reading.began(Instant.EPOCH);
    private @Nullable PoolFacts pool;
    private Instant poolAt = Instant.MIN;
    private long version;

    /** An older one than what is there already changes nothing. */
    synchronized void put(MigrationSnapshot snapshot, Place place) {
        var id = snapshot.getMigration();
        var before = rows.get(id);
        if (before != null && before.sequence() > snapshot.getSequence()) {
            return;
        }
        var row = Row.of(snapshot, place);
        var told = progress.get(id);
        moved(queued(rows.put(id, told == null ? row : row.with(told))), queued(row));
        release(before);
        if (row.holds() != null) {
            running.put(id, snapshot);
            active.put(row.tenant(), id);
        } else {
            running.remove(id);
            progress.computeIfPresent(id, (_, it) -> it.getSequence() < row.sequence() ? null : it);
        }
        if (snapshot.getPool() != null && !snapshot.getAt().isBefore(poolAt)) {
            pool = snapshot.getPool();
            poolAt = snapshot.getAt();
        }
        changed();
    }

    /** An older one than what is there already changes nothing. */
    synchronized void put(PlanSnapshot snapshot) {
        var before = plans.get(snapshot.getMigration());
        if (before == null || before.sequence() <= snapshot.getSequence()) {
            plans.put(snapshot.getMigration(), PlanRow.of(snapshot));
            changed();
        }
    }

    synchronized void removePlan(String plan) {
        plans.remove(plan);
        changed();
    }

    Collection<PlanRow> plans() {
        return plans.values();
    }

    Optional<PlanRow> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    /** What it shows is gone. */
    synchronized void clear() {
        rows.clear();
        plans.clear();
        queue.clear();
        line = null;
        running.clear();
        active.clear();
        progress.clear();
        changed();
    }

    synchronized void remove(String migration) {
        var gone = rows.remove(migration);
        moved(queued(gone), Optional.empty());
        release(gone);
        running.remove(migration);
        progress.remove(migration);
        changed();
    }

    synchronized void put(RunProgress told) {
        var id = told.getMigration();
        var row = rows.get(id);
        var before = progress.get(id);
        var isOlder = before != null && told.getAt().isBefore(before.getAt());
        if (!isOlder && (row == null || told.getSequence() >= row.sequence())) {
            progress.put(id, told);
            rows.computeIfPresent(id, (_, it) -> it.with(told));
            changed();
        }
    }

    @Override
    public long sequence(MigrationId migration) {
        return row(migration.toString()).map(Row::sequence).orElse(0L);
    }

    @Override
    public Optional<MigrationSnapshot> running(MigrationId migration) {
        return Optional.ofNullable(running.get(migration.toString()));
    }

    /** Asked for with each report: found, not counted. */
    @Override
    public synchronized OptionalInt place(MigrationId migration) {
        return queued(rows.get(migration.toString())).stream()
                .mapToInt(waits -> 1 + Collections.binarySearch(line(), waits))
                .findFirst();
    }

    /** How far it has been read. */
    void isRead(Reading by) {
        reading = by;
    }

    @Override
    public Optional<List<RunProgress>> stalled(Instant now) {
        if (reading.caveat(now).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(progress.values().stream()
                .filter(told -> row(told.getMigration())
                        .filter(row -> isStalled(row, now))
                        .isPresent())
                .toList());
    }

    private static boolean isStalled(Row row, Instant now) {
        return Turn.of(row, now).filter(turn -> turn == Turn.RUN_STALLED).isPresent();
    }

    private synchronized List<QueueOrder> line() {
        if (line == null) {
            line = List.copyOf(queue);
        }
        return line;
    }

    private void moved(Optional<QueueOrder> from, Optional<QueueOrder> to) {
        if (!from.equals(to)) {
            from.ifPresent(queue::remove);
            to.ifPresent(queue::add);
            line = null;
        }
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

    /** Those in the queue, in its order. */
    List<Row> queue() {
        return line().stream().flatMap(waits -> row(waits.migration()).stream()).toList();
    }

    private static Optional<QueueOrder> queued(@Nullable Row row) {
        return row != null && row.isQueued() ? Optional.ofNullable(row.queued()) : Optional.empty();
    }

    private void release(@Nullable Row before) {
        if (before != null && before.holds() != null) {
            active.remove(before.tenant(), before.id().toString());
        }
    }

    /** The migration that has an active run in this tenant. */
    Optional<Row> activeIn(String tenant) {
        return Optional.ofNullable(active.get(tenant)).flatMap(this::row);
    }
}
