package io.movein.review.stream;

import io.movein.runtime.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What migrations wait for that no person is asked for, since when, and why it has not come yet. Written by the stream, read by health. */
final class PendingReasons {
    /** What is waited for. */
    enum Kind {
        FACTS("facts about the platform"),
        TEAR_DOWN("the removal of what is temporary"),
        NODE("the node of the run"),
        SCHEMA("a newer version of this service");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private record Key(String migration, Kind kind) {}

    private record Wait(Instant since, int attempts, String why) {}

    private final Map<Key, Wait> waits = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** @param clock one that does not jump: what has just begun would be stuck, and what is stuck would look new */
    PendingReasons(InstantSource clock) {
        this.clock = clock;
    }

    void begin(Kind kind, String migration, String why) {
        begin(kind, migration, clock.instant(), why);
    }

    /** Of the same migration and kind the first time counts, and the last reason. */
    void begin(Kind kind, String migration, Instant since, String why) {
        waits.merge(
                new Key(migration, kind),
                new Wait(since, 1, why),
                (before, now) -> new Wait(before.since(), before.attempts() + 1, why));
    }

    void end(Kind kind, String migration) {
        waits.remove(new Key(migration, kind));
    }

    void end(Kind kind) {
        waits.keySet().removeIf(key -> key.kind() == kind);
    }

    /** Oldest first. */
    List<Waiting> list() {
        var now = clock.instant();
        return waits.entrySet().stream()
                .map(entry -> waiting(entry.getKey(), entry.getValue(), now))
                .sorted(Comparator.comparing(Waiting::since))
                .toList();
    }

    private static Waiting waiting(Key key, Wait wait, Instant now) {
        return new Waiting(
                key.migration(),
                key.kind().words,
                wait.since().truncatedTo(ChronoUnit.SECONDS),
                Duration.between(wait.since(), now),
                wait.attempts(),
                wait.why());
    }
}
