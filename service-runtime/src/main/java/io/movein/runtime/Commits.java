package io.movein.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka how far a consumer's records are done. Not after each record: that is a request, and a record in a log of the broker's, for
 * each of ours. What was done since the last time is done again after a crash, as anything may be.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Function<TopicPartition, OptionalLong> next;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private @Nullable Long last;

    /**
     * @param next  offset of the first record of a partition that is not done; empty where none was
     * @param nanos as {@link System#nanoTime}
     */
    Commits(Function<TopicPartition, OptionalLong> next, LongSupplier nanos) {
        this.next = next;
        this.nanos = nanos;
    }

    /** What is new, without waiting for it, unless there was a commit a moment ago. */
    void soon(Consumer<String, byte[]> mine, Collection<TopicPartition> partitions) {
        if (last != null && nanos.getAsLong() - last < BETWEEN.toNanos()) {
            return;
        }
        var done = done(partitions);
        if (!done.isEmpty()) {
            last = nanos.getAsLong();
            mine.commitAsync(done, (offsets, failure) -> note(offsets, failure));
        }
    }

    /** All that is new, and waits for it. A wake-up that was meant for a poll may strike here, once. */
    void now(Consumer<String, byte[]> mine, Collection<TopicPartition> partitions) {
        var done = done(partitions);
        if (done.isEmpty()) {
            return;
        }
        try {
            mine.commitSync(done, PATIENCE);
        } catch (WakeupException e) {
            mine.commitSync(done, PATIENCE);
        }
    }

    void forget(Collection<TopicPartition> partitions) {
        committed.keySet().removeAll(partitions);
    }

    private Map<TopicPartition, OffsetAndMetadata> done(Collection<TopicPartition> partitions) {
        var done = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : partitions) {
            next.apply(partition).ifPresent(offset -> {
                if (offset != committed.getOrDefault(partition, -1L)) {
                    done.put(partition, new OffsetAndMetadata(offset));
                }
            });
        }
        return done;
    }

    /** A commit that failed is made again, as its offset is still not noted. */
    private void note(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure == null) {
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } else {
            LOG.debug("commit of {} failed", offsets, failure);
        }
    }
}
