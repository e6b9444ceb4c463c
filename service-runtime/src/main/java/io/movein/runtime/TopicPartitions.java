package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** For consumers without a group, which choose their partitions and where to begin. */
public final class TopicPartitions {
    /** A process that has said nothing for longer is shown with what its status says. */
    private static final Duration PROGRESS_SHOWN = Duration.ofHours(1);

    private TopicPartitions() {}

    /** All of these topics. */
    public static List<TopicPartition> of(Consumer<?, ?> consumer, Topic... topics) {
        return Arrays.stream(topics)
                .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
    }

    /** Assigns {@code movein.migrations} and {@code movein.plans} from their beginning, and the last hour of {@code movein.progress}. */
    public static List<TopicPartition> assignTable(Consumer<?, ?> consumer) {
        var tables = of(consumer, Topic.MIGRATIONS, Topic.PLANS);
        var progress = of(consumer, Topic.PROGRESS);
        var all = Stream.concat(tables.stream(), progress.stream()).toList();
        consumer.assign(all);
        consumer.seekToBeginning(tables);
        seekBack(consumer, progress, PROGRESS_SHOWN);
        return all;
    }

    /** To the first record that is not older than this; to the end where none is so young. */
    private static void seekBack(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration age) {
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
