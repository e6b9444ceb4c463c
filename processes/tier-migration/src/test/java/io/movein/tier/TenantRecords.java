package io.movein.tier;

import io.movein.standin.kafka.TwoClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A shared cluster with a topic of two tenants and one in which only the other writes, and a dedicated one without any. */
final class TenantRecords implements AutoCloseable {

    private final TwoClusters both = new TwoClusters(Map.of());
    private final Admin here = both.here();
    private final Admin there = both.there();

    String plan() {
        return """
            kafka:
              source: {bootstrap: "SOURCE"}
              target: {bootstrap: "TARGET"}
              topics:
                orders: {to: acme.orders, keyPrefix: "acme:", config: {retention.ms: "604800000"}}
                quiet: {to: acme.quiet, keyPrefix: "acme:", empty: true}
              groups: [workers]
            """.replace("SOURCE", both.shared()).replace("TARGET", both.dedicated());
    }

    void makeShared() throws Exception {
        here.createTopics(List.of(new NewTopic("orders", 1, (short) 1), new NewTopic("quiet", 1, (short) 1)))
                .all()
                .get();
    }

    void makeUnrelated() throws Exception {
        there.createTopics(List.of(new NewTopic("unrelated", 1, (short) 1)))
                .all()
                .get();
    }

    /** In turn for the tenant and the other. */
    void write(int from, int to) {
        try (var producer = producer(Map.of())) {
            write(producer, from, to);
        }
    }

    private static void write(KafkaProducer<String, String> producer, int from, int to) {
        for (var i = from; i < to; i++) {
            var _ = producer.send(new ProducerRecord<>("orders", (i % 2 == 0 ? "acme:" : "other:") + i, "value " + i));
        }
    }

    /** In transactions of up to 500 records; some are aborted, and what was in them is written once more. */
    void writeInTransactions(int from, int to, Random random) {
        try (var producer = producer(Map.of("transactional.id", "shop"))) {
            producer.initTransactions();
            for (var next = from; next < to; ) {
                var end = Math.min(to, next + random.nextInt(1, 500));
                producer.beginTransaction();
                write(producer, next, end);
                if (random.nextInt(3) == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                    next = end;
                }
            }
        }
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        var settings = new HashMap<>(more);
        settings.put("bootstrap.servers", both.shared());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Holds back everything that is written after it, until it is closed, which aborts it. */
    Producer<String, String> openTransaction() {
        var producer = producer(Map.of("transactional.id", "slow"));
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>("orders", "acme:open", "open"));
        producer.flush();
        return producer;
    }

    /** A member of the group at the target, until it is closed. */
    AutoCloseable join(String group) {
        var consumer = consumer(group);
        consumer.subscribe(List.of("acme.quiet"));
        while (consumer.assignment().isEmpty()) {
            try {
                consumer.poll(Duration.ofMillis(100));
            } catch (NoOffsetForPartitionException e) {
                // it is a member all the same
            }
        }
        return consumer;
    }

    void commit(long offset) throws Exception {
        here.alterConsumerGroupOffsets(
                        "workers", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    Set<String> dedicated() throws Exception {
        return there.listTopics().names().get();
    }

    List<String> groups() throws Exception {
        return there.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** What the group has committed at the target goes, as it does where nobody reads for long. */
    void expire(String group) throws Exception {
        there.deleteConsumerGroups(List.of(group)).all().get();
    }

    String id(String topic) throws Exception {
        var found = there.describeTopics(List.of(topic)).allTopicNames().get();
        return Objects.requireNonNull(found.get(topic)).topicId().toString();
    }

    Map<String, String> config(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                        there.describeConfigs(List.of(resource)).all().get().get(resource))
                .entries()
                .stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    /** Keys of what is committed, in order. */
    List<String> read(String topic) {
        var at = new TopicPartition(topic, 0);
        try (var consumer = consumer("reader")) {
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            var found = new ArrayList<String>();
            var end = consumer.endOffsets(List.of(at)).values().iterator().next();
            while (consumer.position(at) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(record.key()));
            }
            return found;
        }
    }

    /** The key of the record that the group reads next at the target. */
    String next() {
        var at = new TopicPartition("acme.orders", 0);
        try (var consumer = consumer("workers")) {
            consumer.assign(List.of(at));
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    return record.key();
                }
            }
        }
    }

    private KafkaConsumer<String, String> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", both.dedicated(),
                        "group.id", group,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    @Override
    public void close() throws ExecutionException {
        both.close();
    }
}
