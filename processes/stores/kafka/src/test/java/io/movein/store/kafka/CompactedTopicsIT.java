package io.movein.store.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a topic lets go of is not missing at the target. */
class CompactedTopicsIT extends AMoveOfTopics {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** What is written later closes the segment before, which is cleaned then. */
    private static final Map<String, String> AT_ONCE = Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "1",
            "segment.bytes", "1048576",
            "min.cleanable.dirty.ratio", "0.001",
            "max.compaction.lag.ms", "1");

    @Test
    void keepsWhatACompactedTopicHasAndDoesNotMissWhatItLetGo() throws Exception {
        Clusters.make(clusters.here, "names", 1, AT_ONCE);
        names(0, 40);
        awaitCompaction();

        // the cleaner may still be at work
        var copied = clusters.made("names");
        var before = List.<ConsumerRecord<byte[], byte[]>>of();
        do {
            new DedicatedTopics(copied).remove();
            copied = clusters.made("names");
            before = Clusters.tenants(Clusters.read(clusters.source, "names", 0, 0));
            copied(copied);
        } while (before.size()
                > Clusters.tenants(Clusters.read(clusters.source, "names", 0, 0))
                        .size());
        carriesEveryPositionOver(copied, "names", 0, before);
        names(40, 80);
        copied(copied);
        awaitCompaction();
        copied(copied);

        isEqual(copied);
    }

    private void names(int from, int to) throws Exception {
        try (var producer = clusters.producer(Map.of())) {
            for (var i = from; i < to; i++) {
                // one by one, so that each can be a segment of its own
                producer.send(clusters.record(
                                "names", 0, (i % 4 == 3 ? "other:" : "acme:") + i % 5, i % 7 == 6 ? "" : "v" + i))
                        .get();
            }
        }
    }

    private void awaitCompaction() throws Exception {
        var until = System.nanoTime() + LONGEST.toNanos();
        var last = 0;
        while (true) {
            var found = Clusters.read(clusters.source, "names", 0, 0);
            var keys = found.stream()
                    .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                    .distinct()
                    .count();
            if (found.size() < keys + 12) {
                return;
            }
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("not compacted: %d records of %d keys".formatted(found.size(), keys));
            }
            // a record more closes the segment before
            names(1000 + last, 1001 + last++);
        }
    }

    @Test
    void isDoneWithBatchesOfWhichTheLastRecordIsLeftAndWithAPartitionOfWhichNone() throws Exception {
        var config = new HashMap<>(AT_ONCE);
        config.put("delete.retention.ms", "1");
        Clusters.make(clusters.here, "names", 2, config);
        batch(0, "acme:a", "v");
        batch(0, "acme:b", "v");
        batch(1, "acme:a", "v");
        batch(1, "acme:a", "");
        awaitLeft(0, 2);
        awaitLeft(1, 0);

        var plan = copied(clusters.made("names"));

        for (var partition : List.of(0, 1)) {
            carriesEveryPositionOver(plan, "names", partition);
        }
        isEqual(plan);
    }

    /** Ten records of one key. */
    private void batch(int partition, String key, String value) {
        try (var producer = clusters.producer(Map.of("linger.ms", "1000"))) {
            for (var i = 0; i < 10; i++) {
                var _ = producer.send(clusters.record("names", partition, key, value));
            }
        }
    }

    private void awaitLeft(int partition, int wanted) throws Exception {
        var until = System.nanoTime() + LONGEST.toNanos();
        var left = Integer.MAX_VALUE;
        while (left > wanted) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("not compacted: %d records in %d".formatted(left, partition));
            }
            batch(partition, "other:a", "v");
            left = Clusters.tenants(Clusters.read(clusters.source, "names", partition, 0))
                    .size();
        }
    }
}
