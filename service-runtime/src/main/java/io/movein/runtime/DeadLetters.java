package io.movein.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.movein.contract.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a record that can never be processed aside: as it came, with where it stood and why in its headers. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final String group;
    private final Kafka kafka;
    private final KafkaPublisher publisher;

    DeadLetters(String group, Kafka kafka, KafkaPublisher publisher) {
        this.group = group;
        this.kafka = kafka;
        this.publisher = publisher;
    }

    void put(ConsumerRecord<String, byte[]> record, String reason) {
        publisher.publishRecords(Topic.DEAD_LETTERS, List.of(letter(group, record, reason)));
        kafka.meters()
                .counter("movein.records.dead.lettered", "topic", record.topic())
                .increment();
        LOG.error("{}-{}@{} went to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
    }

    /** The letter itself, for those who write it within a transaction of their own. */
    public static ProducerRecord<String, byte[]> letter(
            String group, ConsumerRecord<String, byte[]> record, String reason) {
        var headers = new RecordHeaders(record.headers());
        headers.add("movein-reason", bytes(reason));
        headers.add("movein-group", bytes(group));
        headers.add("movein-topic", bytes(record.topic()));
        headers.add("movein-partition", bytes(Integer.toString(record.partition())));
        headers.add("movein-offset", bytes(Long.toString(record.offset())));
        headers.add("movein-timestamp", bytes(Long.toString(record.timestamp())));
        return new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), null, null, record.key(), record.value(), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
