package io.movein.store.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One of the two sides.
 *
 * @param name     as it is told: {@code source}
 * @param settings of Kafka's clients, such as {@code security.protocol}; may hold secrets
 */
public record KafkaCluster(String name, String bootstrap, Map<String, String> settings) {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int FETCHED_AT_ONCE = 16 << 20;
    private static final int LARGEST_RECORD = 64 << 20;

    public KafkaCluster {
        settings = Map.copyOf(settings);
    }

    public ClusterAdmin admin() {
        try {
            return new ClusterAdmin(name, Admin.create(with(Map.of())));
        } catch (KafkaException e) {
            throw new KafkaFailure(name, "connecting to " + bootstrap, e);
        }
    }

    /** Reads what is committed. A position that is gone is an error, never another position. */
    KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                with(Map.of(
                        "group.id", group,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "isolation.level", "read_committed",
                        "fetch.max.bytes", Integer.toString(FETCHED_AT_ONCE),
                        "max.poll.records", "2000",
                        "allow.auto.create.topics", "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** The last one that was made for the name is the only one that can write. */
    KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                with(Map.of(
                        "transactional.id", transactionalId,
                        "acks", "all",
                        "linger.ms", "5",
                        "batch.size", "131072",
                        "compression.type", "lz4",
                        "max.request.size", Integer.toString(LARGEST_RECORD),
                        "buffer.memory", Integer.toString(2 * LARGEST_RECORD))),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Map<String, Object> with(Map<String, String> more) {
        var all = new HashMap<String, Object>(
                Map.of("default.api.timeout.ms", PATIENCE_MILLIS, "request.timeout.ms", PATIENCE_MILLIS / 2));
        all.putAll(settings);
        all.putAll(more);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(name, bootstrap);
    }
}
