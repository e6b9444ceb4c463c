package io.movein.local.bench.review;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.local.stack.Trouble;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Commands to review, and the events that come of them. */
final class Conversation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Codec codec;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Long> asked = new HashMap<>();
    private int ids;

    Conversation(KafkaSettings kafka) {
        codec = Kafka.codecOf(kafka);
        var writing = kafka.client();
        writing.put("linger.ms", 2);
        producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
        var reading = kafka.client();
        reading.putAll(Map.of("isolation.level", "read_committed", "fetch.max.wait.ms", 10));
        consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = IntStream.range(0, Topic.EVENTS.partitions())
                .mapToObj(number -> new TopicPartition(Topic.EVENTS.topicName(), number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Ids count upwards, as GitHub's do: of old ones review remembers only the highest. */
    void say(String kind, String migration, SpecificRecord command) {
        asked.put(migration, System.nanoTime());
        var _ = producer.send(codec.encode(
                Topic.COMMANDS,
                new Message<>(
                        kind + ":" + (1_000 + ids++),
                        "/bench",
                        MigrationId.parse(migration),
                        Instant.now(),
                        Traceparent.begin(),
                        command)));
    }

    void await(Schema event, int count) {
        await(event, count, _ -> {});
    }

    /** @param took is told, in microseconds, how long after the last command to its migration each of these events could be read */
    void await(Schema event, int count, LongConsumer took) {
        producer.flush();
        var until = System.nanoTime() + PATIENCE.toNanos();
        for (var seen = 0; seen < count; ) {
            for (var record : consumer.poll(Duration.ofMillis(50))) {
                if (event.getFullName().equals(type(record))) {
                    seen++;
                    took.accept((System.nanoTime() - asked.getOrDefault(record.key(), System.nanoTime())) / 1_000);
                }
            }
            if (System.nanoTime() > until) {
                throw new Trouble("after %d min review has published only %,d of %,d %s; see its log"
                        .formatted(PATIENCE.toMinutes(), seen, count, event.getName()));
            }
        }
    }

    private static String type(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        return type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
