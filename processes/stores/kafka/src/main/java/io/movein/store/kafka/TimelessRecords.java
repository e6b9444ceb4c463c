package io.movein.store.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Records of the tenant without a time, which only very old clients wrote and which no producer can write again: the first of them ends a
 * run. It is looked for where a partition does not begin with a record that has one, and not beyond what is read there at once.
 */
final class TimelessRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TenantTopics plan;
    private final MovedTopic topic;

    TimelessRecords(TenantTopics plan, MovedTopic topic) {
        this.plan = plan;
        this.topic = topic;
    }

    /** @return where one is, in words */
    Optional<String> first(
            ClusterAdmin source, TopicFacts shared, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends)
            throws InterruptedException {
        var looked = new HashMap<TopicPartition, Long>();
        source.since(shared.all(), 0).forEach((at, timed) -> {
            var begin = begins.getOrDefault(at, 0L);
            if (begin < ends.getOrDefault(at, 0L) && timed.offset() != begin) {
                looked.put(at, begin);
            }
        });
        return looked.isEmpty() ? Optional.empty() : read(looked);
    }

    private Optional<String> read(Map<TopicPartition, Long> begins) throws InterruptedException {
        try (var consumer = plan.source().consumer(plan.name())) {
            consumer.assign(begins.keySet());
            begins.forEach(consumer::seek);
            return read(consumer, begins);
        } catch (InterruptException e) {
            var _ = Thread.interrupted();
            throw new InterruptedException("stopped while looking at records");
        } catch (KafkaException e) {
            throw new KafkaFailure(plan.source().name(), "reading the first records of " + topic.from(), e);
        }
    }

    private Optional<String> read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> left) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!left.isEmpty() && System.nanoTime() - until < 0) {
            var polled = consumer.poll(Duration.ofMillis(500));
            for (var record : polled) {
                if (record.timestamp() < 0 && TenantRecords.has(plan.source().name(), topic, record)) {
                    return Optional.of(
                            "the record at %d of partition %d".formatted(record.offset(), record.partition()));
                }
            }
            left.keySet().removeAll(polled.partitions());
        }
        return Optional.empty();
    }
}
