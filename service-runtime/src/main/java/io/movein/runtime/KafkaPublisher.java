package io.movein.runtime;

import io.micrometer.core.instrument.Timer;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;

/** Publishes with acks=all and idempotence, and waits for it. Thread-safe. */
public final class KafkaPublisher implements Publisher, AutoCloseable {
    private final Kafka kafka;
    private final Producer<String, byte[]> producer;

    KafkaPublisher(Kafka kafka) {
        this.kafka = kafka;
        this.producer = kafka.producer();
    }

    @Override
    public void publishAll(Topic topic, List<Message<?>> messages) {
        publishRecords(
                topic,
                messages.stream()
                        .map(message -> kafka.codec().encode(topic, message))
                        .toList());
    }

    void publishRecords(Topic topic, List<ProducerRecord<String, byte[]>> records) {
        var timer = Timer.start();
        try {
            var sent = records.stream().map(this::send).toList();
            for (var confirmation : sent) {
                confirmation.get();
            }
            timer.stop(kafka.meters().timer("movein.publish", "topic", topic.topicName()));
        } catch (ExecutionException e) {
            throw failed(topic, records, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            throw failed(topic, records, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(topic, records, e);
        }
    }

    private Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
        return producer.send(record);
    }

    private RuntimeException failed(Topic topic, List<ProducerRecord<String, byte[]>> records, Throwable cause) {
        if (cause instanceof InterruptException) {
            Thread.currentThread().interrupt();
        }
        kafka.meters()
                .counter("movein.publish.failed", "topic", topic.topicName())
                .increment();
        return new KafkaUnavailableException(
                "cannot publish %d record(s) to %s at %s: %s (expected an answer within %s); try again"
                        .formatted(
                                records.size(),
                                topic.topicName(),
                                kafka.settings().bootstrapServers(),
                                cause.getMessage(),
                                kafka.settings().publishTimeout()),
                cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
