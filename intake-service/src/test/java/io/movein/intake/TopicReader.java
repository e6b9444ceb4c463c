package io.movein.intake;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a whole topic from its beginning, outside of any group. */
final class TopicReader implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Codec codec = new Codec();
    private final List<Message<?>> all = new ArrayList<>();

    TopicReader(String bootstrapServers, Topic topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Everything up to the moment at which it satisfies the condition. */
    List<Message<?>> until(String what, Predicate<List<Message<?>>> condition) {
        var end = Instant.now().plus(LIMIT);
        while (!condition.test(all)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited " + LIMIT + " in vain for " + what + ", got " + all);
            }
            more(Duration.ofMillis(50));
        }
        return List.copyOf(all);
    }

    /** What is there now. */
    List<Message<?>> now() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            more(Duration.ofMillis(50));
        }
        return List.copyOf(all);
    }

    private void more(Duration wait) {
        consumer.poll(wait).forEach(record -> {
            try {
                all.add(codec.decode(record));
            } catch (UnreadableRecordException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Override
    public void close() {
        consumer.close();
    }
}
