package io.movein.runtime;

import io.movein.contract.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a record that can never be processed aside: as it came, with where it stood and why in its headers. It is the last resort, so
 * it fails only while Kafka is away: what is too large is cut, and what Kafka takes in no form stays where it lies, told in the log.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final String group;
    private final Kafka kafka;
    private final KafkaPublisher publisher;

    /** @param group whoever puts aside */
    public DeadLetters(String group, Kafka kafka, KafkaPublisher publisher) {
        this.group = group;
        this.kafka = kafka;
        this.publisher = publisher;
    }

    /** @throws KafkaUnavailableException if it is to be tried again */
    public void put(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.error("{}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        try {
            send(DeadLetter.of(group, record, reason));
        } catch (UnsendableException e) {
            LOG.warn("the dead letter goes without its value: {}", e.getMessage());
            sendPlace(record, reason);
        }
        count("movein.records.dead.lettered", record.topic());
    }

    private void sendPlace(ConsumerRecord<String, byte[]> record, String reason) {
        try {
            send(DeadLetter.place(group, record, reason));
        } catch (UnsendableException e) {
            LOG.error(
                    "no dead letter can be written: {}-{}@{} is passed over and stays only where it lies ({})",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    reason,
                    e);
            count("movein.dead.letters.failed", record.topic());
        }
    }

    private void send(ProducerRecord<String, byte[]> letter) {
        publisher.publishRecords(Topic.DEAD_LETTERS, List.of(letter));
    }

    private void count(String counter, String topic) {
        kafka.meters().counter(counter, "topic", topic).increment();
    }
}
