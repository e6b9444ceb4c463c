package io.movein.review.stream;

import static io.movein.review.Given.OWNER;

import io.movein.command.ShowStatus;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Asks review for decisions, and knows when each one is public. */
final class BenchedTopics implements AutoCloseable {
    private final Codec codec = new Codec();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Long> askedAt = new HashMap<>();
    private int ids;

    BenchedTopics(String kafka) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 5), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed", "fetch.max.wait.ms", 10),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = IntStream.range(0, Topic.EVENTS.partitions())
                .mapToObj(number -> new TopicPartition(Topic.EVENTS.topicName(), number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The answer is an event with the whole status. */
    void ask(int number) {
        var id = BenchState.id(number);
        askedAt.putIfAbsent(id, System.nanoTime());
        var _ = producer.send(codec.encode(
                Topic.COMMANDS,
                new Message<>(
                        "comment:" + (1_000 + ids++),
                        "/bench",
                        MigrationId.parse(id),
                        Instant.now(),
                        Traceparent.begin(),
                        new ShowStatus(id, OWNER, "https://github.example/1"))));
    }

    void flush() {
        producer.flush();
    }

    /** PendingReasons for so many decisions and returns how long they took from when they were asked for, in microseconds. */
    long[] await(int decisions, Duration patience, BooleanSupplier going) {
        var took = new long[decisions];
        var count = 0;
        var until = System.nanoTime() + patience.toNanos();
        while (count < decisions) {
            for (var event : consumer.poll(Duration.ofMillis(50))) {
                var asked = askedAt.remove(event.key());
                took[count++] = asked == null ? 0 : (System.nanoTime() - asked) / 1_000;
            }
            if (System.nanoTime() > until || !going.getAsBoolean()) {
                throw new AssertionError("only " + count + " of " + decisions + " decisions");
            }
        }
        return took;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
