package io.movein.runtime;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What tests against a broker share. */
final class Broker {
    private Broker() {}

    static Kafka kafka(String bootstrapServers) {
        return new Kafka(KafkaSettings.of(bootstrapServers), new SimpleMeterRegistry());
    }

    /** For topics that were made a moment ago: a broker may take seconds to lead all their partitions. */
    static Kafka patient(String bootstrapServers) {
        return new Kafka(
                new KafkaSettings(bootstrapServers, Duration.ofSeconds(30), Map.of()), new SimpleMeterRegistry());
    }

    /** For which half a second is what minutes are for a service. */
    static Kafka impatient(String bootstrapServers) {
        return new Kafka(KafkaSettings.of(bootstrapServers), new SimpleMeterRegistry(), Duration.ofMillis(500));
    }

    static void inTransaction(String bootstrapServers, ProducerRecord<String, byte[]> record) {
        var config = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "transactional.id", "test");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(record);
            producer.commitTransaction();
        }
    }

    /** What tools show as the lag of a group: the ends of the partitions less what is committed. */
    static long lag(String bootstrapServers, String group, Topic topic) {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var latest = IntStream.range(0, topic.partitions())
                    .boxed()
                    .collect(Collectors.toMap(
                            number -> new TopicPartition(topic.topicName(), number), _ -> OffsetSpec.latest()));
            var ends = admin.listOffsets(latest).all().get();
            return ends.entrySet().stream()
                    .filter(end -> committed.containsKey(end.getKey()))
                    .mapToLong(end -> end.getValue().offset()
                            - requireNonNull(committed.get(end.getKey())).offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("waited 30 s in vain for: " + what);
            }
            Thread.sleep(20);
        }
    }

    static Message<?> hint(MigrationId issue) {
        return hint(issue, "test");
    }

    static Message<?> hint(MigrationId issue, String text) {
        var now = Instant.now();
        var body = IssueActivity.newBuilder()
                .setIssue(issue.toString())
                .setHint(text)
                .build();
        return new Message<>(UUID.randomUUID().toString(), "/movein/test", issue, now, Traceparent.begin(), body);
    }

    static List<ConsumerRecord<String, byte[]>> deadLettersOf(String bootstrapServers, String group) {
        var config = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topic.DEAD_LETTERS.topicName(), 0);
            consumer.assign(List.of(partition));
            var end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            var all = new ArrayList<ConsumerRecord<String, byte[]>>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
            return all.stream()
                    .filter(record -> header(record, "movein-group").equals(group))
                    .toList();
        }
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value());
    }
}
