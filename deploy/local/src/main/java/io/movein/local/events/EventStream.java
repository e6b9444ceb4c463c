package io.movein.local.events;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.TopicPartitions;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code movein.events} and {@code movein.progress} without a consumer group: it leaves no trace, and any number may read
 * beside it.
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final KafkaSettings kafka;
    private final Codec codec;

    public EventStream(KafkaSettings kafka) {
        this.kafka = kafka;
        this.codec = Kafka.codecOf(kafka);
    }

    /** Hands on each event, in the order of its migration, until {@code enough}. */
    public void follow(boolean fromBeginning, Consumer<Message<?>> reader, BooleanSupplier enough) {
        var config = kafka.client();
        config.putAll(Map.of(
                "isolation.level", "read_committed", "auto.offset.reset", "earliest", "enable.auto.commit", false));
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = TopicPartitions.of(consumer, Topic.EVENTS, Topic.PROGRESS);
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
                partitions.forEach(
                        consumer::position); // else it would begin at what is the end when the first poll comes
            }
            while (!enough.getAsBoolean()) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read(record, reader));
            }
        }
    }

    private void read(ConsumerRecord<String, byte[]> record, Consumer<Message<?>> reader) {
        try {
            reader.accept(codec.decode(record));
        } catch (UnreadableRecordException e) {
            LOG.warn("{}-{}@{} is unreadable: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }
}
