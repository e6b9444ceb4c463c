package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** For consumers without a group, which choose their partitions and where to begin. */
public final class TopicPartitions {
    private TopicPartitions() {}

    /** All of these topics. */
    public static List<TopicPartition> of(Consumer<?, ?> consumer, Topic... topics) {
        return Arrays.stream(topics)
                .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
    }

    /** To the first record that is not older than this; to the end where none is so young. */
    public static void seekBack(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration age) {
        var time = System.currentTimeMillis() - age.toMillis();
        consumer.seekToEnd(partitions);
        consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> time)))
                .forEach((partition, found) -> {
                    if (found != null) {
                        consumer.seek(partition, found.offset());
                    }
                });
    }
}
