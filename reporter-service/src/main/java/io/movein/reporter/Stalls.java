package io.movein.reporter;

import io.movein.contract.MigrationId;
import io.movein.progress.RunProgress;
import io.movein.reporter.issue.CurrentMigrations;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Of which runs it is said that they have ceased to get further. That comes about by time alone, so it is looked for now and then; by one
 * thread. A run that was not found the time before may only have been read of late, as after a time without Kafka.
 */
final class Stalls {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final CurrentMigrations standing;
    /** What the processes of those told last. */
    private final Map<MigrationId, RunProgress> said = new ConcurrentHashMap<>();

    private Set<MigrationId> suspected = Set.of();
    private Instant next = Instant.MIN;

    Stalls(CurrentMigrations standing) {
        this.standing = standing;
    }

    /** Those of which another thing is to be said than at the last check, with what their processes told last. */
    Map<MigrationId, RunProgress> check(Instant now) {
        if (now.isBefore(next)) {
            return Map.of();
        }
        next = now.plus(INTERVAL);
        var found = standing.stalled(now).map(Stalls::byMigration);
        var changed = found.map(this::changed).orElse(Map.of());
        suspected = found.map(Map::keySet).orElse(Set.of());
        return changed;
    }

    private Map<MigrationId, RunProgress> changed(Map<MigrationId, RunProgress> found) {
        var changed = new HashMap<>(said);
        changed.keySet().removeAll(found.keySet());
        said.keySet().retainAll(found.keySet());
        found.forEach((migration, told) -> {
            if (suspected.contains(migration) && !told.equals(said.put(migration, told))) {
                changed.put(migration, told);
            }
        });
        return changed;
    }

    private static Map<MigrationId, RunProgress> byMigration(Collection<RunProgress> told) {
        return told.stream().collect(Collectors.toMap(it -> MigrationId.parse(it.getMigration()), Function.identity()));
    }

    /** Empty: it gets further, as what it has told since says, if nothing else. */
    Optional<Instant> since(MigrationId migration, @Nullable RunProgress newest) {
        return Optional.ofNullable(said.get(migration))
                .map(RunProgress::getAt)
                .filter(since -> newest == null || !newest.getAt().isAfter(since));
    }
}
