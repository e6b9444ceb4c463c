package io.movein.review.stream;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which migrations time is about to change, by when. Looking for what is due costs as much as is due, however many are open. */
final class Agenda {
    private final TreeMap<Instant, Set<String>> byTime = new TreeMap<>();
    private final Map<String, Instant> byMigration = new HashMap<>();

    /** Empty: nothing about it is due by itself any more. */
    void put(String migration, Optional<Instant> due) {
        var before = byMigration.remove(migration);
        if (before != null) {
            var others = requireNonNull(byTime.get(before));
            others.remove(migration);
            if (others.isEmpty()) {
                byTime.remove(before);
            }
        }
        due.ifPresent(at -> {
            byMigration.put(migration, at);
            byTime.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(migration);
        });
    }

    /** Those that are due by now; each stays until it is put anew. */
    List<String> dueBy(Instant now) {
        var due = new ArrayList<String>();
        byTime.headMap(now, true).values().forEach(due::addAll);
        return due;
    }
}
