package io.movein.reporter;

import io.movein.event.MigrationClosed;
import io.movein.event.PlanClosed;
import io.movein.reporter.issue.EventKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Where on the topic the events lie that a repair needs: for each migration that has not ended the newest one, and the last ones that
 * people have to read. Some hundred bytes for each; nothing of one that ended and was checked.
 */
final class EventIndex {
    private static final int KEPT = 40;
    /** What ended longer ago was checked by an earlier life of this service. */
    private static final Duration ENDED = Duration.ofDays(7);

    /** @param offsets oldest first, the newest event's last */
    record Places(int partition, List<Long> offsets) {
        long newest() {
            return offsets.getLast();
        }
    }

    private static final class Entry {
        final int partition;
        final ArrayDeque<Long> spokenOf = new ArrayDeque<>();
        long newest;
        boolean ended;

        Entry(int partition) {
            this.partition = partition;
        }
    }

    private final Instant start;
    private final Map<String, Entry> entries = new HashMap<>();

    EventIndex(Instant start) {
        this.start = start;
    }

    /** @param type full name of the event's type */
    void add(int partition, long offset, String migration, String type, Instant at) {
        var ended = type.equals(MigrationClosed.class.getName()) || type.equals(PlanClosed.class.getName());
        if (ended && at.isBefore(start.minus(ENDED))) {
            entries.remove(migration);
            return;
        }
        var entry = entries.computeIfAbsent(migration, _ -> new Entry(partition));
        entry.newest = offset;
        entry.ended = ended;
        if (!EventKinds.isOnlyStatus(type)) {
            entry.spokenOf.add(offset);
        }
        if (entry.spokenOf.size() > KEPT) {
            entry.spokenOf.removeFirst();
        }
    }

    Collection<String> migrations() {
        return new ArrayList<>(entries.keySet());
    }

    Optional<Places> places(String migration) {
        return Optional.ofNullable(entries.get(migration)).map(entry -> {
            var offsets = new ArrayList<>(entry.spokenOf);
            if (offsets.isEmpty() || offsets.getLast() != entry.newest) {
                offsets.add(entry.newest);
            }
            return new Places(entry.partition, List.copyOf(offsets));
        });
    }

    void checked(String migration) {
        var entry = entries.get(migration);
        if (entry != null && entry.ended) {
            entries.remove(migration);
        }
    }

    /** Partitions that are no longer ours. */
    void drop(IntPredicate partitions) {
        entries.values().removeIf(entry -> partitions.test(entry.partition));
    }
}
