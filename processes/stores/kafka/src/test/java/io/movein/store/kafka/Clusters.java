package io.movein.store.kafka;

import io.movein.process.items.Journal;
import io.movein.standin.kafka.TwoClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A shared and a dedicated cluster for all tests of this JVM, and a journal for each. */
final class Clusters {

    /** Everybody may do everything, as long as nobody says otherwise. */
    private static final Map<String, String> QUICK = Map.of(
            "log.cleaner.backoff.ms",
            "100",
            "log.retention.ms",
            "-1",
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found",
            "true");

    private static final long TIME = 1_700_000_000_000L;

    private final TwoClusters both = new TwoClusters(QUICK);
    final KafkaCluster source = new KafkaCluster("source", both.shared(), Map.of());
    final KafkaCluster target = new KafkaCluster("target", both.dedicated(), Map.of());
    final Admin here = both.here();
    final Admin there = both.there();
    private final Path file;
    private Journal journal;
    private long time = TIME;
    /** What is looked at before each step. */
    Runnable fence = () -> {};

    Clusters(Path folder) {
        file = folder.resolve("journal.db");
        journal = Journal.open(file, Clock.systemUTC());
    }

    /** As another process would. */
    void reopenJournal() {
        journal.close();
        journal = Journal.open(file, Clock.systemUTC());
    }

    TenantTopics plan(MovedTopic... topics) {
        return new TenantTopics(
                source,
                target,
                "movein-test",
                List.of(topics),
                Optional.empty(),
                List.of("workers"),
                List.of(),
                journal.facts(),
                () -> fence.run());
    }

    /** With the dedicated topics made. */
    TenantTopics made(String... topics) throws Exception {
        var plan = plan(List.of(topics).stream().map(Clusters::moved).toArray(MovedTopic[]::new));
        new DedicatedTopics(plan).make();
        return plan;
    }

    static MovedTopic moved(String topic) {
        return new MovedTopic(topic, "acme." + topic, new RecordSelection.KeyPrefix("acme:"), Map.of());
    }

    static void make(Admin admin, String topic, int partitions, Map<String, String> config) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(config)))
                .all()
                .get();
    }

    ProducerRecord<byte[], byte[]> record(String topic, int partition, String key, String value) {
        var headers = new RecordHeaders()
                .add("n", value.getBytes(StandardCharsets.UTF_8))
                .add("none", null);
        return new ProducerRecord<>(
                topic,
                partition,
                time++,
                key.getBytes(StandardCharsets.UTF_8),
                value.isEmpty() ? null : value.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        var settings = new HashMap<String, Object>(
                Map.of("bootstrap.servers", both.shared(), "acks", "all", "linger.ms", "0"));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Records in turn for the tenant and another one. */
    void write(String topic, int partition, int from, int to) throws Exception {
        try (var producer = producer(Map.of())) {
            for (var i = from; i < to; i++) {
                var _ = producer.send(record(topic, partition, (i % 2 == 0 ? "acme:" : "other:") + i, "value " + i));
            }
        }
    }

    void commit(String group, String topic, int partition, long offset) throws Exception {
        here.alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    void trim(String topic, int partition, long before) throws Exception {
        here.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    /** What a consumer that reads only what is committed finds. */
    static List<ConsumerRecord<byte[], byte[]>> read(KafkaCluster cluster, String topic, int partition, long from)
            throws Exception {
        var at = new TopicPartition(topic, partition);
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                cluster.bootstrap(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(at));
            consumer.seek(at, from);
            var end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
            while (consumer.position(at) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    static List<ConsumerRecord<byte[], byte[]>> tenants(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith("acme:"))
                .toList();
    }

    static String words(ConsumerRecord<byte[], byte[]> record) {
        return "%s=%s at %d with %s"
                .formatted(
                        new String(record.key(), StandardCharsets.UTF_8),
                        record.value() == null ? "none" : new String(record.value(), StandardCharsets.UTF_8),
                        record.timestamp(),
                        record.headers());
    }

    /** Copies until everything that is there now is at the target. */
    static void copyAll(TenantTopics plan, RecordCopier copier) throws Exception {
        var ends = plan.ends();
        copier.hurry();
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!TenantTopics.missing(copier, ends).isEmpty()) {
            copier.step(_ -> {});
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("missing: " + TenantTopics.missing(copier, ends));
            }
        }
    }

    public void close() throws Exception {
        both.close();
        journal.close();
    }
}
