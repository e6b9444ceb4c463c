package io.movein.local.bench.tier;

import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic in which one record of four is the tenant's, on a cluster of one broker, and another cluster of one broker. The value of each
 * record begins with its partition and offset.
 */
final class SharedTopic implements AutoCloseable {

    static final String NAME = "events";
    static final String KEY = "tenant-0:";
    static final int TENANTS = 4;
    static final int PARTITIONS = 4;
    private static final String BARE = "bare";
    private static final int VALUE = 200;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final EmbeddedKafka shared;
    private final EmbeddedKafka own;
    private final long offsets;

    /** @param records of the tenant */
    SharedTopic(Path folder, int records) throws ExecutionException, InterruptedException {
        shared = EmbeddedKafka.start(new EmbeddedKafka.Config(0, folder.resolve("shared")));
        own = EmbeddedKafka.start(new EmbeddedKafka.Config(0, folder.resolve("own")));
        offsets = (long) Math.ceilDiv(records, PARTITIONS) * TENANTS;
        try (var admin = admin(shared)) {
            make(admin, NAME);
        }
        try (var producer = producer(shared)) {
            for (var offset = 0L; offset < offsets; offset++) {
                for (var partition = 0; partition < PARTITIONS; partition++) {
                    var _ = producer.send(record(partition, offset));
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, long offset) {
        var value = Arrays.copyOf(value(partition, offset).getBytes(StandardCharsets.US_ASCII), VALUE);
        for (var i = 0; i < VALUE; i++) {
            value[i] = value[i] == 0 ? (byte) ('a' + (31L * i + 7 * offset) % 26) : value[i];
        }
        var key = "tenant-%d:%d".formatted(offset % TENANTS, offset);
        return new ProducerRecord<>(NAME, partition, key.getBytes(StandardCharsets.US_ASCII), value);
    }

    private static String value(int partition, long offset) {
        return "%d %d ".formatted(partition, offset);
    }

    private static Admin admin(EmbeddedKafka cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private static void make(Admin admin, String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    /** As fast as it is by itself: what is sent is waited for only at the end. */
    private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka cluster) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(),
                        "compression.type", "lz4",
                        "batch.size", "131072"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka cluster, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(),
                        "group.id", group,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "isolation.level", "read_committed",
                        "max.poll.records", "2000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Of each partition. */
    long offsets() {
        return offsets;
    }

    /** Of the tenant, in all partitions. */
    long records() {
        return offsets / TENANTS * PARTITIONS;
    }

    String address(boolean dedicated) {
        return (dedicated ? own : shared).bootstrapServers();
    }

    /** The tenant's records to a topic of its own by nothing but a consumer and a producer. */
    void copyBare() {
        try (var consumer = consumer(shared, BARE);
                var producer = producer(own)) {
            var partitions = partitions(NAME);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (var left = offsets * PARTITIONS; left > 0; ) {
                for (var record : consumer.poll(WAIT)) {
                    left--;
                    if (isTheTenants(record)) {
                        var _ = producer.send(
                                new ProducerRecord<>(BARE, record.partition(), record.key(), record.value()));
                    }
                }
            }
        }
    }

    private static boolean isTheTenants(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.mismatch(record.key(), KEY.getBytes(StandardCharsets.US_ASCII)) == KEY.length();
    }

    /** Before {@link #copyBare}. */
    void makeBare() throws ExecutionException, InterruptedException {
        try (var admin = admin(own)) {
            make(admin, BARE);
        }
    }

    /** After it; @return how many records arrived */
    long removeBare() throws ExecutionException, InterruptedException {
        try (var admin = admin(own);
                var consumer = consumer(own, BARE)) {
            var arrived = consumer.endOffsets(partitions(BARE)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            admin.deleteTopics(List.of(BARE)).all().get();
            return arrived;
        }
    }

    /** Where a group has come to at the source, the same in each partition. */
    void commit(String group, long offset) throws ExecutionException, InterruptedException {
        var all = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions(NAME).forEach(partition -> all.put(partition, new OffsetAndMetadata(offset)));
        try (var admin = admin(shared)) {
            admin.alterConsumerGroupOffsets(group, all).all().get();
        }
    }

    /**
     * What the group would read next at the other cluster.
     *
     * @return by partition, the offset that the record had at the shared topic: the shared topic's end where there is none, empty where the
     *     group has no position
     */
    List<OptionalLong> next(String group, String topic) {
        try (var consumer = consumer(own, group)) {
            var committed = consumer.committed(Set.copyOf(partitions(topic)));
            return partitions(topic).stream()
                    .map(partition -> committed.get(partition) == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(next(consumer, partition)))
                    .toList();
        }
    }

    private long next(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            for (var record : consumer.poll(WAIT)) {
                return offset(partition.partition(), new String(record.value(), StandardCharsets.US_ASCII));
            }
        }
        return offsets;
    }

    static long offset(int partition, String value) {
        var words = value.split(" ", 3);
        if (Integer.parseInt(words[0]) != partition) {
            throw new IllegalStateException(
                    "in partition %d there is a record of partition %s".formatted(partition, words[0]));
        }
        return Long.parseLong(words[1]);
    }

    /** Where the groups are at the other cluster, in whatever topic. */
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(List<String> groups)
            throws ExecutionException, InterruptedException {
        var all = new ListConsumerGroupOffsetsSpec();
        try (var admin = admin(own)) {
            return admin.listConsumerGroupOffsets(
                            groups.stream().collect(Collectors.toMap(Function.identity(), _ -> all)))
                    .all()
                    .get();
        }
    }

    /** Whether all records of all tenants are in a topic of the other cluster. */
    boolean isAllIn(String topic) throws ExecutionException, InterruptedException {
        try (var admin = admin(own)) {
            if (!admin.listTopics().names().get().contains(topic)) {
                return false;
            }
        }
        try (var consumer = consumer(own, BARE)) {
            return consumer.endOffsets(partitions(topic)).values().stream().allMatch(end -> end >= offsets);
        }
    }

    @Override
    public void close() {
        shared.close();
        own.close();
    }
}
