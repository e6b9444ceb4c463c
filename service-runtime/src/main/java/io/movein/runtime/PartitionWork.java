package io.movein.runtime;

import io.movein.contract.Message;
import io.movein.contract.SchemaUnavailableException;
import io.movein.contract.UnknownSchemaException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles the records of one partition in a thread of its own, for as long as the partition is ours. A record that has to wait holds
 * up those of its key and no other. A record leaves by being handled or by going to the dead letters, never otherwise.
 */
final class PartitionWork {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWork.class);
    private static final int ATTEMPTS = 5;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration KAFKA_AWAY = Duration.ofSeconds(1);
    private static final Duration UNKNOWN_SCHEMA = Duration.ofSeconds(30);

    /** What a loop gives to the work on each of its partitions. */
    record Shared(
            String loop,
            BatchHandler handler,
            boolean batches,
            Kafka kafka,
            DeadLetters deadLetters,
            Runnable drained) {}

    private final Shared shared;
    private final Backlog backlog = new Backlog(System.nanoTime());
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** By the monotonic clock; 0: with no record. */
    private volatile long busySince;

    private volatile @Nullable Throwable crash;

    PartitionWork(String partition, Shared shared) {
        this.shared = shared;
        this.thread = Thread.ofVirtual().name(shared.loop() + "-" + partition).start(this::run);
    }

    void add(List<ConsumerRecord<String, byte[]>> records) {
        var now = System.nanoTime();
        backlog.add(
                records.stream()
                        .map(record -> Entry.of(record, shared.kafka().codec(), now))
                        .toList(),
                now);
    }

    /** Everything before this position has come. */
    void reached(long position) {
        backlog.reached(position);
    }

    /** The offset to commit; negative: nothing is known yet. */
    long next() {
        return backlog.next();
    }

    boolean isFull() {
        return backlog.isFull();
    }

    int size() {
        return backlog.size();
    }

    long parked() {
        return backlog.parked();
    }

    Duration oldest(Instant wall) {
        return backlog.oldest(wall, System.nanoTime());
    }

    Duration standsStill() {
        return backlog.standsStill(System.nanoTime());
    }

    List<Waiting> waiting(Instant wall) {
        return backlog.waiting(wall, System.nanoTime());
    }

    /** For how long it has been with the record in hand; waiting for a record's time does not count. */
    Duration busy() {
        var since = busySince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    @Nullable
    Throwable crash() {
        return crash;
    }

    /**
     * Stops all together: none takes up another record, those in hand get the patience to finish, then they are interrupted.
     *
     * @param fence how long those are waited for that do not heed the interruption
     */
    static void stopAll(Collection<PartitionWork> all, Duration patience, Duration fence) {
        all.forEach(PartitionWork::beginStop);
        try {
            if (!ended(all, patience)) {
                all.forEach(work -> work.thread.interrupt());
                if (!ended(all, fence)) {
                    LOG.error("a handler does not end, although it was interrupted {} ago: {}", fence, busy(all));
                }
            }
        } catch (InterruptedException e) {
            all.forEach(work -> work.thread.interrupt());
            Thread.currentThread().interrupt();
        }
    }

    private void beginStop() {
        stop.countDown();
        backlog.wake();
    }

    private static boolean ended(Collection<PartitionWork> all, Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        for (var work : all) {
            if (!work.thread.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> busy(Collection<PartitionWork> all) {
        return all.stream()
                .filter(work -> work.thread.isAlive())
                .map(work -> work.thread.getName())
                .toList();
    }

    private void run() {
        try {
            while (!stopped()) {
                var task = backlog.take(shared.batches(), LOOK);
                if (task != null && !stopped()) {
                    work(task);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while stopping");
        } catch (Throwable e) {
            crash = e;
            LOG.error("the work on {} has died", Thread.currentThread().getName(), e);
        }
    }

    private void work(Backlog.Task task) throws InterruptedException {
        LogContext.put(task.first());
        try {
            workOn(task.first().isNotYetReadable() ? readAgain(task) : task);
        } finally {
            MDC.clear();
        }
        if (backlog.isEmpty()) {
            shared.drained().run();
        }
    }

    /** What was not known when the record came may be known by now. */
    private Backlog.Task readAgain(Backlog.Task task) {
        return backlog.readAgain(task, task.first().again(shared.kafka().codec()));
    }

    private void workOn(Backlog.Task task) throws InterruptedException {
        switch (task.first().content()) {
            case Entry.Content.Readable _ -> handle(task);
            case Entry.Content.NotYet(SchemaUnavailableException why) -> waitForRegistry(task, why);
            case Entry.Content.NotYet(var why) -> waitForUpgrade(task, why);
            case Entry.Content.Garbage(var why) -> bury(task, why);
        }
    }

    private void handle(Backlog.Task task) throws InterruptedException {
        try {
            attempt(task);
            backlog.done(task, System.nanoTime());
        } catch (PermanentException | UnsendableException e) {
            if (OwnErrors.causedBy(e)) {
                count("movein.records.failed", topic(task));
            }
            bury(task, String.valueOf(e.getMessage()));
        } catch (KafkaUnavailableException e) {
            kafkaIsAway(task, e);
        } catch (RetryableException e) {
            if (OwnErrors.causedBy(e)) {
                failed(task, e);
            } else {
                LOG.info("again in {}: {}", e.after(), e.getMessage());
                count("movein.records.retried", topic(task));
                backlog.park(task, e.after(), String.valueOf(e.getMessage()), System.nanoTime());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            failed(task, e);
        }
    }

    private void attempt(Backlog.Task task) throws RetryableException, PermanentException, InterruptedException {
        var start = System.nanoTime();
        var from = Instant.now();
        busySince = start;
        List<Message<?>> messages = task.entries().stream()
                .<Message<?>>map(entry -> ((Entry.Content.Readable) entry.content()).message())
                .toList();
        try {
            shared.handler().handle(messages);
            shared.kafka()
                    .meters()
                    .counter("movein.records.handled", "topic", topic(task))
                    .increment(messages.size());
            trace(task, messages, from, null);
        } catch (Throwable e) {
            trace(task, messages, from, e);
            throw e;
        } finally {
            busySince = 0;
            shared.kafka()
                    .meters()
                    .timer("movein.records.handling", "topic", topic(task))
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private void trace(Backlog.Task task, List<Message<?>> messages, Instant from, @Nullable Throwable failure) {
        var to = Instant.now();
        messages.forEach(message -> shared.kafka().tracing().handled(topic(task), message, from, to, failure));
    }

    /** Waiting does not mend a program, so a few attempts are all; they are there for what only looks like our fault. */
    private void failed(Backlog.Task task, Throwable error) throws InterruptedException {
        if (stopped()) {
            return;
        }
        count("movein.records.failed", topic(task));
        var failures = backlog.failed(task);
        if (failures >= ATTEMPTS) {
            LOG.error("failed {} times", failures, error);
            bury(task, "failed " + failures + " times, last with " + error);
            return;
        }
        var wait = backlog.parkLonger(task, error.toString(), System.nanoTime());
        LOG.warn("failed, attempt {} of {}, again in {}", failures, ATTEMPTS, wait, error);
        count("movein.records.retried", topic(task));
    }

    /** Not this record's fault nor its key's: the whole partition waits. */
    private void kafkaIsAway(Backlog.Task task, KafkaUnavailableException e) throws InterruptedException {
        LOG.warn("again in {}: {}", KAFKA_AWAY, e.getMessage());
        count("movein.records.retried", topic(task));
        backlog.park(task, Duration.ZERO, String.valueOf(e.getMessage()), System.nanoTime());
        stop.await(KAFKA_AWAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** In a rolling upgrade the writer may be newer than we are: our own upgrade reads it. */
    private void waitForUpgrade(Backlog.Task task, UnknownSchemaException unknown) {
        var why = "waits for a newer version of this service: " + unknown.getMessage();
        LOG.warn(why);
        count("movein.records.unknown.schema", topic(task));
        backlog.park(task, UNKNOWN_SCHEMA, why, System.nanoTime());
    }

    /** It is alarmed by what the registry itself counts. */
    private void waitForRegistry(Backlog.Task task, SchemaUnavailableException unavailable) {
        var why = "waits for the schema registry: " + unavailable.getMessage();
        var wait = backlog.parkLonger(task, why, System.nanoTime());
        LOG.warn("again in {}: {}", wait, why);
        count("movein.records.retried", topic(task));
    }

    /** Never lost: as long as Kafka does not take the dead letters, the partition waits. */
    private void bury(Backlog.Task task, String reason) throws InterruptedException {
        try {
            for (var entry : task.entries()) {
                shared.deadLetters().put(entry.record(), reason);
            }
            backlog.done(task, System.nanoTime());
        } catch (KafkaUnavailableException e) {
            kafkaIsAway(task, e);
        }
    }

    private void count(String counter, String topic) {
        shared.kafka().meters().counter(counter, "topic", topic).increment();
    }

    private static String topic(Backlog.Task task) {
        return task.first().record().topic();
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }
}
