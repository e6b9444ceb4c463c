package io.movein.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes with acks=all and idempotence, and waits for it. A producer that can send nothing any more is replaced. Thread-safe. */
public final class KafkaPublisher implements Publisher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    private final Kafka kafka;
    private final Set<Topic> counted = ConcurrentHashMap.newKeySet();
    private volatile Kafka.Client<Producer<String, byte[]>> producer;
    private boolean closed;

    KafkaPublisher(Kafka kafka) {
        this.kafka = kafka;
        this.producer = kafka.producer();
    }

    @Override
    public void publishAll(Topic topic, List<Message<?>> messages) {
        var from = Instant.now();
        publishRecords(
                topic,
                messages.stream()
                        .map(message -> kafka.codec().encode(topic, message))
                        .toList());
        var to = Instant.now();
        messages.forEach(message -> kafka.tracing().published(topic.topicName(), message, from, to));
    }

    void publishRecords(Topic topic, List<ProducerRecord<String, byte[]>> records) {
        var timer = Timer.start();
        var mine = producer;
        try {
            var sent = records.stream().map(mine.client()::send).toList();
            for (var confirmation : sent) {
                confirmation.get();
            }
            timer.stop(kafka.meters().timer("movein.publish", "topic", topic.topicName()));
            countFromNowOn(topic);
        } catch (ExecutionException e) {
            throw failed(topic, records, mine, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            throw failed(topic, records, mine, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(topic, records, mine, e);
        }
    }

    /** Of counters that appear with what they count, which mostly fails at once, Prometheus sees no increase, and no alert fires. */
    private void countFromNowOn(Topic topic) {
        if (counted.add(topic)) {
            for (var failure : SendFailure.values()) {
                failures(topic, failure);
            }
        }
    }

    private Counter failures(Topic topic, SendFailure failure) {
        return kafka.meters()
                .counter(
                        "movein.publish.failed",
                        "topic",
                        topic.topicName(),
                        "cause",
                        failure.name().toLowerCase(Locale.ROOT));
    }

    private RuntimeException failed(
            Topic topic,
            List<ProducerRecord<String, byte[]>> records,
            Kafka.Client<Producer<String, byte[]>> mine,
            Throwable cause) {
        if (cause instanceof InterruptException) {
            Thread.currentThread().interrupt();
        }
        var failure = SendFailure.of(cause);
        failures(topic, failure).increment();
        // a client reads certificates and passwords once: only a new one knows those that were renewed
        var refused = cause instanceof AuthenticationException || wasRefused(mine.client());
        if (failure == SendFailure.PRODUCER_ENDED || refused) {
            replace(mine, cause);
        }
        var what = "cannot publish %d record(s) to %s at %s: %s"
                .formatted(records.size(), topic.topicName(), kafka.settings().bootstrapServers(), Causes.text(cause));
        return failure.isTheRecords()
                ? new UnsendableException(what + "; it is never sent again", cause)
                : new KafkaUnavailableException(what + todo(refused ? SendFailure.REFUSED : failure), cause);
    }

    /** One that knows the brokers from before tells a refused connection only by its metrics: what it is to send just never leaves. */
    private static boolean wasRefused(Producer<String, byte[]> producer) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("failed-authentication-total"))
                .anyMatch(metric -> ((Number) metric.getValue().metricValue()).doubleValue() > 0);
    }

    private String todo(SendFailure failure) {
        return failure == SendFailure.REFUSED
                ? "; mend that (access rights, credentials, certificates, this machine's clock) and it is sent again"
                : " (expected an answer within " + kafka.settings().publishTimeout() + "); try again";
    }

    @SuppressWarnings("ReferenceEquality") // the very one that ended, which another thread may have replaced
    private synchronized void replace(Kafka.Client<Producer<String, byte[]>> ended, Throwable cause) {
        if (producer == ended && !closed) {
            LOG.warn("another producer takes the place of one that can send nothing: {}", cause.toString());
            producer = kafka.producer();
            ended.close(Duration.ZERO);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        producer.close(Duration.ofSeconds(5));
    }
}
