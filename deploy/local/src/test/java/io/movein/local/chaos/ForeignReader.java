package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Somebody else's program that reads in a group of Movein's, and shares the partitions in another way than that agrees to. */
final class ForeignReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    ForeignReader(String bootstrapServers, String group) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false,
                        "partition.assignment.strategy",
                        RangeAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** As soon as the brokers have given up those who were in it. */
    void takesTheGroup(Topic topic) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        consumer.subscribe(List.of(topic.topicName()));
        while (consumer.assignment().isEmpty() && System.nanoTime() < until) {
            try {
                consumer.poll(Duration.ofMillis(200));
            } catch (InconsistentGroupProtocolException e) {
                // they are still in it, and the brokers say so at once
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }
        assertThat(consumer.assignment()).isNotEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
