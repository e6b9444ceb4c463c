package io.movein.store.kafka;

import io.movein.process.items.JournalFacts;
import io.movein.process.lease.Fenced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Copies the tenant's records, and what comes after them, each once and in order. The position at the source is committed at the target in
 * the transaction that has the records, so that both are there or neither, whenever it is killed; of several copiers of one name the last
 * alone can write. For one thread; its positions are for all.
 */
public final class RecordCopier implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration NO_LONGER = Duration.ofMillis(5);
    private static final int ENOUGH_RECORDS = 20_000;
    private static final long ENOUGH_BYTES = 16 << 20;
    private static final Duration EMPTY_EVERY = Duration.ofSeconds(1);

    /** Told of what was read before it is written; waits as long as that is too fast. */
    public interface Pacing {
        void bytes(long number) throws InterruptedException;
    }

    private record Read(SharedPartition partition, ConsumerRecord<byte[], byte[]> record) {}

    private record Sent(long source, Future<RecordMetadata> target) {}

    private final KafkaCluster source;
    private final KafkaCluster target;
    private final JournalFacts facts;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, SharedPartition> partitions;
    private final Map<TopicPartition, Long> confirmed = new ConcurrentHashMap<>();
    private long lastCommit = System.nanoTime();
    private volatile boolean hurry;

    private RecordCopier(
            KafkaCluster source,
            KafkaCluster target,
            String name,
            JournalFacts facts,
            Collection<SharedPartition> partitions) {
        this.source = source;
        this.target = target;
        this.facts = facts;
        this.partitions = partitions.stream().collect(Collectors.toMap(SharedPartition::from, Function.identity()));
        this.consumer = source.consumer(name);
        this.producer = target.producer(name);
    }

    /** Goes on where the target says that it is; what a copier before this one had not brought to its end did not happen. */
    static RecordCopier begin(
            KafkaCluster source,
            KafkaCluster target,
            String name,
            JournalFacts facts,
            Collection<SharedPartition> partitions)
            throws InterruptedException {
        var copier = new RecordCopier(source, target, name, facts, partitions);
        try {
            copier.writing("taking over", copier.producer::initTransactions);
            copier.seek(name);
            return copier;
        } catch (RuntimeException | InterruptedException e) {
            copier.close();
            throw e;
        }
    }

    /**
     * Returns when the target has carried out the last transaction of this name. Kafka answers a commit when it is certain, and carries it
     * out a little later: its positions would come into a group that was deleted meanwhile, and bring it back.
     */
    static void awaitLast(KafkaCluster target, String name) throws InterruptedException {
        try (var producer = target.producer(name)) {
            writing(target, "waiting for the last transaction of " + name, producer::initTransactions);
        }
    }

    private void seek(String name) throws InterruptedException {
        consumer.assign(partitions.keySet());
        Map<TopicPartition, Long> begins;
        try (var admin = source.admin()) {
            begins = admin.begins(partitions.keySet());
        }
        try (var admin = target.admin()) {
            var committed = admin.committed(name);
            partitions.forEach((from, partition) -> {
                var position = committed.get(partition.to());
                var at = position == null ? begins.getOrDefault(from, 0L) : position.offset();
                partition.map().confirmedUpTo(position == null ? 0 : at);
                confirmed.put(from, at);
                consumer.seek(from, at);
            });
        }
    }

    /** Up to where, at the source, everything is at the target. */
    public Map<TopicPartition, Long> positions() {
        return Map.copyOf(confirmed);
    }

    /** From now on also a position that has only others' records before it is confirmed at once. */
    public void hurry() {
        hurry = true;
    }

    /** Copies what there is, if it is there within a moment. @return how many records */
    public int step(Pacing pacing) throws InterruptedException {
        var read = read(pacing);
        var moved = moved();
        if (moved.isEmpty() || read.isEmpty() && !hurry && System.nanoTime() - lastCommit < EMPTY_EVERY.toNanos()) {
            return 0;
        }
        writing("writing", () -> write(read, moved));
        confirmed.putAll(moved);
        lastCommit = System.nanoTime();
        return read.size();
    }

    private List<Read> read(Pacing pacing) throws InterruptedException {
        var read = new ArrayList<Read>();
        var bytes = 0L;
        var polled = poll(WAIT);
        while (!polled.isEmpty()) {
            var size = 0L;
            for (var record : polled) {
                size += Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0);
                take(record, read);
            }
            pacing.bytes(size);
            bytes += size;
            if (read.size() >= ENOUGH_RECORDS || bytes >= ENOUGH_BYTES) {
                break;
            }
            polled = poll(NO_LONGER);
        }
        return read;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration wait) throws InterruptedException {
        return reading(() -> consumer.poll(wait));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, List<Read> read) {
        var partition = partitions.get(new TopicPartition(record.topic(), record.partition()));
        if (partition == null || !TenantRecords.has(source.name(), partition.topic(), record)) {
            return;
        }
        if (record.timestamp() < 0) {
            throw new KafkaFailure(
                    source.name(),
                    "%s-%d: the record at %d has no time, which a copy could not keep; leave the topic out"
                            .formatted(record.topic(), record.partition(), record.offset()));
        }
        read.add(new Read(partition, record));
    }

    private Map<TopicPartition, Long> moved() throws InterruptedException {
        return reading(() -> {
            var moved = new HashMap<TopicPartition, Long>();
            confirmed.forEach((partition, before) -> {
                var now = consumer.position(partition);
                if (now > before) {
                    moved.put(partition, now);
                }
            });
            return moved;
        });
    }

    private void write(List<Read> read, Map<TopicPartition, Long> moved) {
        producer.beginTransaction();
        var sent = new HashMap<TopicPartition, List<Sent>>();
        for (var one : read) {
            var record = one.record();
            var future = producer.send(new ProducerRecord<>(
                    one.partition().to().topic(),
                    record.partition(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers()));
            sent.computeIfAbsent(one.partition().from(), _ -> new ArrayList<>()).add(new Sent(record.offset(), future));
        }
        producer.flush();
        var segments = new HashMap<String, String>();
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        moved.forEach((from, to) -> {
            var partition = partition(from);
            var begin = confirmed.getOrDefault(from, 0L);
            segments.put(
                    partition.map().name(begin),
                    segment(begin, to, sent.getOrDefault(from, List.of())).text());
            positions.put(partition.to(), new OffsetAndMetadata(to));
        });
        facts.putAll(segments);
        producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        producer.commitTransaction();
    }

    private SharedPartition partition(TopicPartition from) {
        var partition = partitions.get(from);
        if (partition == null) {
            throw new IllegalArgumentException("not copied: " + from);
        }
        return partition;
    }

    private Segment segment(long from, long to, List<Sent> sent) {
        if (sent.isEmpty()) {
            return Segment.of(from, to, List.of(), 0);
        }
        var first = offset(sent.getFirst());
        var at = first;
        for (var one : sent) {
            var found = offset(one);
            if (found != at) {
                throw new KafkaFailure(
                        target.name(),
                        "a record was written at %d (expected %d): somebody else writes to the dedicated topic; stop that"
                                .formatted(found, at));
            }
            at++;
        }
        return Segment.of(from, to, sent.stream().map(Sent::source).toList(), first);
    }

    private long offset(Sent sent) {
        try {
            return sent.target().get().offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private <T> T reading(Supplier<T> call) throws InterruptedException {
        try {
            return call.get();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (OffsetOutOfRangeException e) {
            throw gone(e);
        } catch (KafkaException e) {
            throw new KafkaFailure(source.name(), "reading", e);
        }
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
                "records were removed before they were copied: %s; give them a longer retention and begin anew"
                        .formatted(words));
    }

    private void writing(String doing, Runnable call) throws InterruptedException {
        writing(target, doing, call);
    }

    private static void writing(KafkaCluster target, String doing, Runnable call) throws InterruptedException {
        try {
            call.run();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new Fenced("%s: another process copies the tenant's records since".formatted(target.name()));
        } catch (KafkaException e) {
            throw new KafkaFailure(target.name(), doing, e);
        }
    }

    private static InterruptedException interrupted(InterruptException e) {
        var _ = Thread.interrupted();
        var told = new InterruptedException("stopped while copying records");
        told.initCause(e);
        return told;
    }

    /** What was not committed comes to nothing. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(NO_LONGER));
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException nothingOpen) {
            // or not ours any more
        }
        producer.close(Duration.ofSeconds(5));
    }
}
