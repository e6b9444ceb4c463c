package io.movein.store.kafka;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A topic as its cluster has it.
 *
 * @param id     another one once it was deleted and made anew
 * @param config settings of its own, without the cluster's
 * @param most   bytes that a batch of it may have, wherever that is set
 */
public record TopicFacts(String name, Uuid id, int partitions, Map<String, String> config, int most) {

    List<TopicPartition> all() {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
    }

    /** Whether it is compacted. */
    public boolean compacted() {
        return config.getOrDefault("cleanup.policy", "").contains("compact");
    }
}
