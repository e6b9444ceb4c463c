package io.movein.store.kafka;

import io.movein.process.items.JournalFacts;
import io.movein.process.lease.Fenced;
import io.movein.store.kafka.RecordReader.Piece;
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
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Copies the tenant's records, and what comes after them, each once and in order. The position at the source is committed at the target in
 * the transaction that has the records, so that both are there or neither, whenever it is killed; of several copiers of one name the last
 * alone can write. What comes next is read while it writes. For one thread; its positions are for all.
 */
public final class RecordCopier implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration NO_LONGER = Duration.ofMillis(5);
    private static final int ENOUGH_RECORDS = 50_000;
    private static final Duration ENOUGH_TIME = Duration.ofSeconds(1);
    private static final Duration EMPTY_EVERY = Duration.ofSeconds(1);

    /** Told of what was read, and waits as long as that is too fast. No transaction is open meanwhile: it would end by itself. */
    public interface Pacing {
        void bytes(long number) throws InterruptedException;

        /** How many more may be copied before it is told of them. */
        default long ahead() {
            return Long.MAX_VALUE;
        }
    }

    /** What an open transaction has of a partition: offsets at the source, in order, and what becomes of the first and the last. */
    private static final class Sent {

        private final List<Long> sources = new ArrayList<>();
        private final Future<RecordMetadata> first;
        private Future<RecordMetadata> last;

        Sent(Future<RecordMetadata> first) {
            this.first = first;
            this.last = first;
        }
    }

    private final KafkaCluster source;
    private final KafkaCluster target;
    private final JournalFacts facts;
    private final RecordReader reader;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, SharedPartition> partitions;
    private final Map<TopicPartition, Long> confirmed = new ConcurrentHashMap<>();
    /** Up to where, at the source, it was read since. */
    private final Map<TopicPartition, Long> read = new HashMap<>();

    private long lastCommit = System.nanoTime();
    /** Bytes of which the pace was not told yet. */
    private long unpaced;

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
        this.reader = new RecordReader(source, name, partitions);
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
            });
            reader.begin(confirmed);
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

    /** Copies what there is, if it is there within a moment. After a failure it is to be closed. @return how many records */
    public int step(Pacing pacing) throws InterruptedException {
        var sent = new HashMap<TopicPartition, Sent>();
        copy(sent, pacing);
        if (read.isEmpty() || sent.isEmpty() && !hurry && System.nanoTime() - lastCommit < EMPTY_EVERY.toNanos()) {
            return 0;
        }
        writing("writing", () -> commit(sent));
        confirmed.putAll(read);
        read.clear();
        lastCommit = System.nanoTime();
        return records(sent);
    }

    private void copy(Map<TopicPartition, Sent> sent, Pacing pacing) throws InterruptedException {
        var piece = reader.next(WAIT);
        if (piece.isNone()) {
            return;
        }
        pacing.bytes(unpaced + piece.bytes());
        unpaced = 0;
        var began = System.nanoTime();
        send(piece, sent);
        while (records(sent) < ENOUGH_RECORDS
                && unpaced < pacing.ahead()
                && System.nanoTime() - began < ENOUGH_TIME.toNanos()) {
            piece = reader.next(NO_LONGER);
            if (piece.isNone()) {
                return;
            }
            unpaced += piece.bytes();
            send(piece, sent);
        }
    }

    private static int records(Map<TopicPartition, Sent> sent) {
        return sent.values().stream().mapToInt(one -> one.sources.size()).sum();
    }

    private void send(Piece piece, Map<TopicPartition, Sent> sent) throws InterruptedException {
        writing(
                "writing",
                () -> piece.records().forEach((from, records) -> {
                    var partition = partition(from);
                    records.forEach(record -> send(partition, record, sent));
                }));
        read.putAll(piece.positions());
    }

    private void send(
            SharedPartition partition, ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Sent> sent) {
        if (sent.isEmpty()) {
            producer.beginTransaction();
        }
        var target = producer.send(new ProducerRecord<>(
                partition.to().topic(),
                record.partition(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers()));
        var those = sent.computeIfAbsent(partition.from(), _ -> new Sent(target));
        those.sources.add(record.offset());
        those.last = target;
    }

    private void commit(Map<TopicPartition, Sent> sent) {
        if (sent.isEmpty()) {
            producer.beginTransaction();
        }
        producer.flush();
        var segments = new HashMap<String, String>();
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        read.forEach((from, to) -> {
            var partition = partition(from);
            var begin = confirmed.getOrDefault(from, 0L);
            segments.put(
                    partition.map().name(begin),
                    segment(begin, to, sent.get(from)).text());
            positions.put(partition.to(), new OffsetAndMetadata(to));
        });
        facts.putAll(segments);
        producer.sendOffsetsToTransaction(positions, reader.group());
        producer.commitTransaction();
    }

    private SharedPartition partition(TopicPartition from) {
        var partition = partitions.get(from);
        if (partition == null) {
            throw new IllegalArgumentException("not copied: " + from);
        }
        return partition;
    }

    private Segment segment(long from, long to, @Nullable Sent sent) {
        if (sent == null) {
            return Segment.of(from, to, List.of(), 0);
        }
        var first = offset(sent.first);
        var expected = first + sent.sources.size() - 1;
        var last = offset(sent.last);
        if (last != expected) {
            throw new KafkaFailure(
                    target.name(),
                    "a record was written at %d (expected %d): somebody else writes to the dedicated topic; stop that"
                            .formatted(last, expected));
        }
        return Segment.of(from, to, sent.sources, first);
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
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
            throw new Fenced(
                    "%s: another process has taken over copying the tenant's records".formatted(target.name()));
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
        reader.close();
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException nothingOpen) {
            // or not ours any more
        }
        producer.close(Duration.ofSeconds(5));
    }
}
