package io.movein.local.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** When each migration came to each moment; the first time counts. */
final class Timeline {
    private final Map<Integer, EnumMap<Moment, Instant>> moments = new ConcurrentHashMap<>();

    void note(int issue, Moment moment, Instant at) {
        moments.compute(issue, (number, known) -> {
            var noted = known == null ? new EnumMap<Moment, Instant>(Moment.class) : known;
            noted.putIfAbsent(moment, at);
            return noted;
        });
    }

    /** What is noted from now on stands by itself: a round is not to know what was before it. */
    void forget() {
        moments.clear();
    }

    long reached(Moment moment) {
        return moments.values().stream()
                .filter(noted -> noted.containsKey(moment))
                .count();
    }

    /** In microseconds, of those that have both. */
    LongStream between(Moment from, Moment to) {
        return moments.values().stream()
                .filter(noted -> noted.containsKey(from) && noted.containsKey(to))
                .mapToLong(noted -> Math.max(
                        0, Duration.between(noted.get(from), noted.get(to)).toNanos() / 1_000));
    }

    /** In microseconds, of those that have all of these stages: how long they took together. */
    LongStream together(List<Stage> stages) {
        return moments.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .filter(noted -> stages.stream()
                        .allMatch(stage -> noted.containsKey(stage.from()) && noted.containsKey(stage.to())))
                .mapToLong(noted ->
                        stages.stream().mapToLong(stage -> micros(noted, stage)).sum());
    }

    private static long micros(Map<Moment, Instant> noted, Stage stage) {
        return Math.max(
                0,
                Duration.between(noted.get(stage.from()), noted.get(stage.to())).toNanos() / 1_000);
    }
}
