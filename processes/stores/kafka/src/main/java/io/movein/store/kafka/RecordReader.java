package io.movein.store.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads shared partitions in a thread of its own, a few pieces ahead of who takes them, and picks out the tenant's records, so that reading
 * goes on while they are written. Its memory is that of the pieces, each of which is one answer of the source at most.
 */
final class RecordReader implements AutoCloseable {

    private static final int AHEAD = 4;
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration NO_LONGER = Duration.ofMillis(5);

    /**
     * What was read at once.
     *
     * @param records   of the tenant, by shared partition, in order
     * @param positions to which it has come, where it has gone on
     * @param bytes     of the records of all tenants
     */
    record Piece(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
            Map<TopicPartition, Long> positions,
            long bytes) {

        static final Piece NONE = new Piece(Map.of(), Map.of(), 0);

        boolean isNone() {
            return positions.isEmpty();
        }
    }

    private final KafkaCluster source;
    private final Map<TopicPartition, MovedTopic> topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ConsumerGroupMetadata group;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("records-reading").daemon().factory());
    private final ArrayDeque<Future<Piece>> ahead = new ArrayDeque<>();

    RecordReader(KafkaCluster source, String name, Collection<SharedPartition> partitions) {
        this.source = source;
        this.topics = partitions.stream().collect(Collectors.toMap(SharedPartition::from, SharedPartition::topic));
        this.consumer = source.consumer(name);
        this.group = consumer.groupMetadata();
    }

    void begin(Map<TopicPartition, Long> positions) {
        consumer.assign(positions.keySet());
        positions.forEach(consumer::seek);
    }

    ConsumerGroupMetadata group() {
        return group;
    }

    /** The next piece, if it is there within the time. */
    Piece next(Duration wait) throws InterruptedException {
        while (ahead.size() < AHEAD) {
            ahead.add(thread.submit(this::read));
        }
        try {
            var next = ahead.getFirst().get(wait.toNanos(), TimeUnit.NANOSECONDS);
            ahead.removeFirst();
            return next;
        } catch (TimeoutException e) {
            return Piece.NONE;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(ExecutionException failed) {
        return switch (failed.getCause()) {
            case KafkaException e -> new KafkaFailure(source.name(), "reading", e);
            case RuntimeException e -> e;
            case null, default -> new IllegalStateException(failed);
        };
    }

    private KafkaFailure gone(OffsetOutOfRangeException e) {
        var begins = consumer.beginningOffsets(e.partitions());
        var words = e.offsetOutOfRangePartitions().entrySet().stream()
                .map(gone -> "%s: %d, the first that is left is %d"
                        .formatted(gone.getKey(), gone.getValue(), begins.getOrDefault(gone.getKey(), -1L)))
                .sorted()
                .toList();
        return new KafkaFailure(
                source.name(),
                "records were removed before they were copied: %s; give them a longer retention and start over"
                        .formatted(words));
    }

    private Piece read() {
        try {
            return piece(consumer.poll(WAIT));
        } catch (OffsetOutOfRangeException e) {
            throw gone(e);
        }
    }

    private Piece piece(ConsumerRecords<byte[], byte[]> polled) {
        var records = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var bytes = 0L;
        for (var from : polled.partitions()) {
            var tenants = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (var record : polled.records(from)) {
                bytes += Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0);
                if (isTheTenants(from, record)) {
                    tenants.add(record);
                }
            }
            records.put(from, tenants);
        }
        var positions = new HashMap<TopicPartition, Long>();
        polled.nextOffsets().forEach((from, next) -> positions.put(from, next.offset()));
        return new Piece(records, positions, bytes);
    }

    private boolean isTheTenants(TopicPartition from, ConsumerRecord<byte[], byte[]> record) {
        var topic = topics.get(from);
        if (topic == null) {
            throw new IllegalArgumentException("not read: " + from);
        }
        if (!TenantRecords.has(source.name(), topic, record)) {
            return false;
        }
        if (record.timestamp() < 0) {
            throw new KafkaFailure(
                    source.name(),
                    "%s: the record at %d has no timestamp, which a copy could not preserve; leave the topic out"
                            .formatted(from, record.offset()));
        }
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
        consumer.close(CloseOptions.timeout(NO_LONGER));
    }
}
