package io.movein.reporter;

import io.movein.contract.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often progress alone may edit the status comment of one migration. Where many run at once the time grows with their number, so that
 * progress never takes more than its share of the writes that GitHub allows in an hour.
 */
final class ProgressPace {
    private static final Duration ACTIVE = Duration.ofMinutes(10);

    private final Duration shortest;
    private final int editsPerHour;
    private final Map<MigrationId, Instant> progressed = new ConcurrentHashMap<>();

    /** @param editsPerHour of all migrations together */
    ProgressPace(Duration shortest, int editsPerHour) {
        this.shortest = shortest;
        this.editsPerHour = editsPerHour;
    }

    void progressed(MigrationId migration, Instant now) {
        progressed.put(migration, now);
    }

    Duration interval(Instant now) {
        progressed.values().removeIf(at -> at.plus(ACTIVE).isBefore(now));
        var fair = Duration.ofHours(1).multipliedBy(progressed.size()).dividedBy(editsPerHour);
        return fair.compareTo(shortest) > 0 ? fair : shortest;
    }
}
