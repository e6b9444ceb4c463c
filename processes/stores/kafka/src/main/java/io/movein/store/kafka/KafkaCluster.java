package io.movein.store.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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

    private static final Pattern BY_PASSWORD = Pattern.compile("PLAIN|SCRAM-SHA-\\d+");
    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]*)\"");

    public KafkaCluster {
        settings = Map.copyOf(settings);
    }

    /** As which the cluster knows us, where the settings tell. */
    Optional<String> principal() {
        var protocol = settings.getOrDefault("security.protocol", "PLAINTEXT");
        if (protocol.startsWith("SASL_")) {
            var user = USER.matcher(settings.getOrDefault("sasl.jaas.config", ""));
            return BY_PASSWORD
                                    .matcher(settings.getOrDefault("sasl.mechanism", ""))
                                    .matches()
                            && user.find()
                    ? Optional.of("User:" + user.group(1))
                    : Optional.empty();
        }
        return settings.keySet().stream().anyMatch(key -> key.startsWith("ssl.keystore."))
                ? Optional.empty()
                : Optional.of("User:ANONYMOUS");
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
