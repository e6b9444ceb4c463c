package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.runtime.Health;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the stream lives: a thread that dies now and then is replaced, and one that dies again and again decides nothing. And
 * whether it gets on: a partition with records that are not decided is stuck after a while, however alive the threads are.
 */
final class Vitals {
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final Duration STUCK = Duration.ofMinutes(2);

    /** How far a partition is decided, since when, and how many of its records are not; markers of transactions count as records. */
    private record Mark(long decided, long since, long undecided) {}

    private final LongSupplier nanos;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final Map<TopicPartition, Mark> marks = new HashMap<>();

    Vitals(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void died() {
        deaths.addLast(nanos.getAsLong());
    }

    /** More than one death within ten minutes, or a partition that does not advance; empty: all is well. */
    synchronized Optional<Health> complaint(Map<TopicPartition, Long> decided, Map<TopicPartition, Long> ends) {
        return dying().or(() -> stuck(decided, ends));
    }

    /** Seconds for which the slowest partition with work has not advanced. */
    synchronized double stuckSeconds() {
        return marks.values().stream()
                .mapToDouble(mark -> (nanos.getAsLong() - mark.since()) / 1e9)
                .max()
                .orElse(0);
    }

    /** Records of the topic that had come and were not decided when it was looked at last. */
    synchronized long undecided(Topic topic) {
        return marks.entrySet().stream()
                .filter(mark -> mark.getKey().topic().equals(topic.topicName()))
                .mapToLong(mark -> mark.getValue().undecided())
                .sum();
    }

    private Optional<Health> dying() {
        while (!deaths.isEmpty() && nanos.getAsLong() - deaths.getFirst() > WITHIN.toNanos()) {
            deaths.removeFirst();
        }
        return deaths.size() > 1
                ? Optional.of(Health.down("threads died " + deaths.size() + " times within " + WITHIN.toMinutes()
                        + " minutes (expected none)"))
                : Optional.empty();
    }

    private Optional<Health> stuck(Map<TopicPartition, Long> decided, Map<TopicPartition, Long> ends) {
        marks.keySet().retainAll(ends.keySet());
        ends.forEach((partition, end) -> mark(partition, decided.getOrDefault(partition, 0L), end));
        return marks.entrySet().stream()
                .filter(it -> nanos.getAsLong() - it.getValue().since() > STUCK.toNanos())
                .findFirst()
                .map(it -> Health.down(
                        it.getKey() + " stands at " + it.getValue().decided() + " of " + ends.get(it.getKey())
                                + " for more than " + STUCK.toMinutes() + " minutes (expected progress)"));
    }

    private void mark(TopicPartition partition, long decided, long end) {
        var before = marks.get(partition);
        if (decided >= end) {
            marks.remove(partition);
        } else {
            var since = before == null || before.decided() != decided ? nanos.getAsLong() : before.since();
            marks.put(partition, new Mark(decided, since, end - decided));
        }
    }
}
