package io.movein.local.tier;

import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The tenant's records: in a topic of a shared cluster in which another tenant writes too, and one day in one of its own. Each client
 * numbers its records from 1 on.
 */
final class TierRecords implements AutoCloseable {

    static final int FIRST = 2_000;
    static final String SHARED = "payments";
    static final String OWN = "acme-corp.payments";
    static final String GROUP = "billing";
    private static final String KEY = "acme-corp:";
    private static final List<Integer> PARTITIONS = List.of(0, 1);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final EmbeddedKafka shared;
    private final EmbeddedKafka own;
    private final KafkaProducer<String, String> toShared;
    private final KafkaProducer<String, String> toOwn;

    TierRecords(Path folder) throws ExecutionException, InterruptedException {
        shared = EmbeddedKafka.start(new EmbeddedKafka.Config(0, folder.resolve("shared")));
        own = EmbeddedKafka.start(new EmbeddedKafka.Config(0, folder.resolve("own")));
        toShared = producer(shared);
        toOwn = producer(own);
        makeShared();
        for (var number = 1; number <= FIRST; number++) {
            var _ = toShared.send(record(SHARED, KEY + 0, number));
            var _ = toShared.send(record(SHARED, "tenant-2:0", number));
        }
        toShared.flush();
    }

    private void makeShared() throws ExecutionException, InterruptedException {
        try (var admin = admin(shared)) {
            admin.createTopics(List.of(new NewTopic(SHARED, PARTITIONS.size(), (short) 1)))
                    .all()
                    .get();
            admin.alterConsumerGroupOffsets(
                            GROUP,
                            partitions(SHARED).stream()
                                    .collect(Collectors.toMap(Function.identity(), _ -> new OffsetAndMetadata(0))))
                    .all()
                    .get();
        }
    }

    private static List<TopicPartition> partitions(String topic) {
        return PARTITIONS.stream()
                .map(number -> new TopicPartition(topic, number))
                .toList();
    }

    private static Admin admin(EmbeddedKafka cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "linger.ms", "0"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static ProducerRecord<String, String> record(String topic, String key, long number) {
        return new ProducerRecord<>(topic, key, Long.toString(number));
    }

    /** {@code host:port} */
    String address(boolean dedicated) {
        return (dedicated ? own : shared).bootstrapServers();
    }

    /** Returns once it is acknowledged. */
    void write(boolean dedicated, int client, long number) {
        send(dedicated ? toOwn : toShared, record(dedicated ? OWN : SHARED, KEY + client, number));
    }

    /** What another tenant does in the shared topic. */
    void writeForeign(long number) {
        send(toShared, record(SHARED, "tenant-2:0", number));
    }

    private static void send(KafkaProducer<String, String> producer, ProducerRecord<String, String> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record was not acknowledged: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A member of the application's group, at where the group stands. */
    KafkaConsumer<String, String> member(boolean dedicated) {
        var consumer = consumer(dedicated ? own : shared, GROUP);
        consumer.assign(partitions(dedicated ? OWN : SHARED));
        return consumer;
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka cluster, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(),
                        "group.id", group,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** The client whose record it is; nothing of another tenant's. */
    static List<Integer> client(ConsumerRecord<String, String> record) {
        return record.key().startsWith(KEY)
                ? List.of(Integer.valueOf(record.key().substring(KEY.length())))
                : List.of();
    }

    /** Topics of the dedicated cluster. */
    Set<String> topics() throws ExecutionException, InterruptedException {
        try (var admin = admin(own)) {
            return admin.listTopics().names().get();
        }
    }

    /**
     * What the dedicated topic has otherwise than it was acknowledged.
     *
     * @param acknowledged how many records of each client
     */
    List<String> differences(Map<Integer, Long> acknowledged) {
        var found = new TreeMap<Integer, List<Long>>();
        var differences = new ArrayList<String>();
        try (var consumer = consumer(own, "auditor")) {
            var partitions = partitions(OWN);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (var record : consumer.poll(WAIT)) {
                    var client = client(record);
                    if (client.isEmpty()) {
                        differences.add("a record of '%s' is there".formatted(record.key()));
                    }
                    client.forEach(id ->
                            found.computeIfAbsent(id, _ -> new ArrayList<>()).add(Long.valueOf(record.value())));
                }
            }
        }
        acknowledged.forEach((client, number) -> {
            var numbers = found.getOrDefault(client, List.of());
            if (!numbers.equals(IntStream.rangeClosed(1, number.intValue())
                    .mapToObj(Long::valueOf)
                    .toList())) {
                differences.add("client %d: %d records, %d of them different, acknowledged 1 to %d in this order"
                        .formatted(
                                client,
                                numbers.size(),
                                numbers.stream().distinct().count(),
                                number));
            }
        });
        return differences;
    }

    @Override
    public void close() {
        toShared.close(Duration.ZERO);
        toOwn.close(Duration.ZERO);
        shared.close();
        own.close();
    }
}
