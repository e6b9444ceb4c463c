package io.movein.runtime;

import io.movein.contract.Message;
import io.movein.contract.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles the records of one partition, in order, in a thread of its own, for as long as the partition is ours. A record that has
 * to wait holds up its partition and no other.
 */
final class PartitionWork {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWork.class);
    private static final int ATTEMPTS = 10;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What a loop gives to the work on each of its partitions. */
    record Shared(
            String loop,
            BatchHandler handler,
            boolean batches,
            Kafka kafka,
            DeadLetters deadLetters,
            Runnable drained) {}

    private record Readable(ConsumerRecord<String, byte[]> record, Message<?> message) {}

    private final Shared shared;
    private final LinkedBlockingQueue<ConsumerRecord<String, byte[]>> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private volatile long next;
    private volatile @Nullable Instant busySince;
    private volatile @Nullable Throwable crash;

    PartitionWork(String partition, long position, Shared shared) {
        this.next = position;
        this.shared = shared;
        this.thread = Thread.ofVirtual().name(shared.loop() + "-" + partition).start(this::run);
    }

    void add(List<ConsumerRecord<String, byte[]>> records) {
        waiting.addAll(records);
    }

    int backlog() {
        return waiting.size();
    }

    /** The offset after the last record that is done. */
    long next() {
        return next;
    }

    /** Since when it has been with the record in hand; null: not with any, or the record waits for its time. */
    @Nullable
    Instant busySince() {
        return busySince;
    }

    @Nullable
    Throwable crash() {
        return crash;
    }

    /** Lets the record in hand be finished if that is soon, and takes up no other. */
    void stop(Duration patience) {
        stop.countDown();
        try {
            if (!thread.join(patience)) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped()) {
                var first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    work(take(first));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while stopping");
        } catch (Throwable e) {
            crash = e;
            LOG.error("the work on {} has died", Thread.currentThread().getName(), e);
        }
    }

    private List<ConsumerRecord<String, byte[]>> take(ConsumerRecord<String, byte[]> first) {
        var taken = new ArrayList<ConsumerRecord<String, byte[]>>();
        taken.add(first);
        if (shared.batches()) {
            waiting.drainTo(taken);
        }
        return taken;
    }

    private void work(List<ConsumerRecord<String, byte[]>> records) throws InterruptedException {
        var readable = new ArrayList<Readable>();
        var done = read(records, readable);
        for (var ofOneKey : byKey(readable).values()) {
            done &= handle(ofOneKey);
        }
        if (done) {
            next = records.getLast().offset() + 1;
        }
        if (waiting.isEmpty()) {
            shared.drained().run();
        }
    }

    /** Adds what can be read and buries the rest; false: stopped before it was buried. */
    private boolean read(List<ConsumerRecord<String, byte[]>> records, List<Readable> readable)
            throws InterruptedException {
        var done = true;
        for (var record : records) {
            try {
                readable.add(new Readable(record, shared.kafka().codec().decode(record)));
            } catch (UnreadableRecordException e) {
                done &= bury(record, "unreadable: " + e.getMessage());
            }
        }
        return done;
    }

    private static LinkedHashMap<String, List<Readable>> byKey(List<Readable> records) {
        var byKey = new LinkedHashMap<String, List<Readable>>();
        records.forEach(one -> byKey.computeIfAbsent(one.message().migration().toString(), key -> new ArrayList<>())
                .add(one));
        return byKey;
    }

    private boolean handle(List<Readable> ofOneKey) throws InterruptedException {
        MDC.put("migration", ofOneKey.getFirst().message().migration().toString());
        try {
            return untilDone(ofOneKey);
        } finally {
            MDC.remove("migration");
        }
    }

    /** False: stopped before it was done. */
    private boolean untilDone(List<Readable> ofOneKey) throws InterruptedException {
        var wait = FIRST_WAIT;
        var failures = 0;
        while (!stopped()) {
            try {
                attempt(ofOneKey);
                return true;
            } catch (RetryableException e) {
                LOG.info("again in {}: {}", e.after(), e.getMessage());
                retry(ofOneKey, e.after());
            } catch (PermanentException e) {
                return bury(records(ofOneKey), String.valueOf(e.getMessage()));
            } catch (UnsendableException e) {
                return bury(records(ofOneKey), String.valueOf(e.getMessage()));
            } catch (KafkaUnavailableException e) {
                // not the record's fault, so it does not count
                LOG.warn("again in 1 s: {}", e.getMessage());
                retry(ofOneKey, Duration.ofSeconds(1));
            } catch (Exception | StackOverflowError e) {
                if (stopped()) {
                    return false;
                }
                if (++failures == ATTEMPTS) {
                    return bury(records(ofOneKey), "failed " + ATTEMPTS + " times, last with " + e);
                }
                LOG.warn("failed, attempt {} of {}, again in {}", failures, ATTEMPTS, wait, e);
                retry(ofOneKey, wait);
                wait = longer(wait);
            }
        }
        return false;
    }

    private static Duration longer(Duration wait) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
    }

    private void attempt(List<Readable> ofOneKey) throws RetryableException, PermanentException, InterruptedException {
        var topic = ofOneKey.getFirst().record().topic();
        var start = System.nanoTime();
        busySince = Instant.now();
        try {
            shared.handler()
                    .handle(ofOneKey.stream().<Message<?>>map(Readable::message).toList());
            shared.kafka()
                    .meters()
                    .counter("movein.records.handled", "topic", topic)
                    .increment(ofOneKey.size());
        } finally {
            busySince = null;
            shared.kafka()
                    .meters()
                    .timer("movein.records.handling", "topic", topic)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private void retry(List<Readable> ofOneKey, Duration after) throws InterruptedException {
        shared.kafka()
                .meters()
                .counter(
                        "movein.records.retried",
                        "topic",
                        ofOneKey.getFirst().record().topic())
                .increment();
        stop.await(after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean bury(List<ConsumerRecord<String, byte[]>> records, String reason) throws InterruptedException {
        var buried = true;
        for (var record : records) {
            buried &= bury(record, reason);
        }
        return buried;
    }

    /** Never lost: as long as Kafka does not take the dead letter, the partition waits. False: stopped before it did. */
    private boolean bury(ConsumerRecord<String, byte[]> record, String reason) throws InterruptedException {
        while (!stopped()) {
            try {
                shared.deadLetters().put(record, reason);
                return true;
            } catch (KafkaUnavailableException e) {
                LOG.warn("a dead letter waits: {}", e.getMessage());
                stop.await(1, TimeUnit.SECONDS);
            }
        }
        return false;
    }

    private static List<ConsumerRecord<String, byte[]>> records(List<Readable> all) {
        return all.stream().map(Readable::record).toList();
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }
}
