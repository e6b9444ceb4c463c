package io.movein.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a partition and is not done. Each key has a queue: within a queue the order of the records holds, and a queue that has
 * to wait is parked while the others go on. The offset to commit never passes a record that is not done. Times are nanoseconds of the
 * monotonic clock. Thread-safe.
 */
final class Backlog {
    private static final int MAX_RECORDS = 1_000;
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofMillis(300);
    private static final int WHY_LIMIT = 500;

    /** What is handed to the handler at once: the oldest of a queue, in order. */
    record Task(String key, List<Entry> entries) {
        Entry first() {
            return entries.getFirst();
        }
    }

    private static final class KeyQueue {
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private long notBefore;
        private boolean parked;
        private boolean busy;
        private boolean oneByOne;
        private int attempts;
        private int failures;
        private Duration wait = FIRST_WAIT;
        private String why = "being handled";

        Entry head() {
            return Objects.requireNonNull(entries.peek());
        }

        boolean isReady(long now) {
            return !busy && (!parked || now - notBefore >= 0);
        }

        void succeeded() {
            parked = false;
            attempts = 0;
            failures = 0;
            wait = FIRST_WAIT;
            why = "being handled";
        }
    }

    private final Map<String, KeyQueue> queues = new LinkedHashMap<>();
    private final TreeSet<Long> unfinished = new TreeSet<>();
    private long bytes;
    /** The offset after the last that came; negative: none has come yet. */
    private long end = -1;

    private long advancedAt;

    Backlog(long now) {
        this.advancedAt = now;
    }

    synchronized void add(List<Entry> entries, long now) {
        if (unfinished.isEmpty()) {
            advancedAt = now;
        }
        for (var entry : entries) {
            queues.computeIfAbsent(entry.key(), _ -> new KeyQueue()).entries.add(entry);
            unfinished.add(entry.offset());
            bytes += entry.bytes();
            end = entry.offset() + 1;
        }
        notifyAll();
    }

    /** Everything before this offset has come; beyond the last record there may be markers of transactions. */
    synchronized void reached(long position) {
        end = Math.max(end, position);
    }

    /** Takes the oldest records that may be handled now, or waits for some. Null: there were none in that time. */
    synchronized @Nullable Task take(boolean batches, Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        var task = takeNow(batches, System.nanoTime());
        while (task == null) {
            var now = System.nanoTime();
            var sleep = Math.min(until - now, untilNext(now));
            if (until - now <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(sleep, 1_000_000));
            task = takeNow(batches, System.nanoTime());
        }
        return task;
    }

    synchronized @Nullable Task takeNow(boolean batches, long now) {
        var next = queues.entrySet().stream()
                .filter(queue -> queue.getValue().isReady(now))
                .min(Comparator.comparingLong(queue -> queue.getValue().head().offset()));
        next.ifPresent(queue -> {
            queue.getValue().busy = true;
            queue.getValue().attempts++;
        });
        return next.map(queue -> new Task(queue.getKey(), oldest(queue.getValue(), batches)))
                .orElse(null);
    }

    private static List<Entry> oldest(KeyQueue queue, boolean batches) {
        if (!batches || queue.oneByOne || !queue.head().isReadable()) {
            return List.of(queue.head());
        }
        return queue.entries.stream().takeWhile(Entry::isReadable).toList();
    }

    private long untilNext(long now) {
        return queues.values().stream()
                .filter(queue -> queue.parked && !queue.busy)
                .mapToLong(queue -> queue.notBefore - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    synchronized void done(Task task, long now) {
        var queue = queue(task);
        queue.busy = false;
        for (var entry : task.entries()) {
            queue.entries.remove();
            unfinished.remove(entry.offset());
            bytes -= entry.bytes();
        }
        queue.succeeded();
        if (queue.entries.isEmpty()) {
            queues.remove(task.key());
        }
        advancedAt = now;
    }

    /** The task with its first record as it was read again. */
    synchronized Task readAgain(Task task, Entry entry) {
        var entries = queue(task).entries;
        entries.removeFirst();
        entries.addFirst(entry);
        return new Task(task.key(), List.of(entry));
    }

    /** The queue waits for so long; the others go on. */
    synchronized void park(Task task, Duration after, String why, long now) {
        var queue = queue(task);
        queue.busy = false;
        queue.parked = true;
        queue.notBefore = now + after.toNanos();
        queue.why = why.length() <= WHY_LIMIT ? why : why.substring(0, WHY_LIMIT) + "…";
    }

    /** As {@link #park}, for a wait that grows with each failure. */
    synchronized Duration parkLonger(Task task, String why, long now) {
        var queue = queue(task);
        var wait = queue.wait;
        var longer = wait.multipliedBy(3);
        queue.wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
        park(task, wait, why, now);
        return wait;
    }

    /** Which failure this is of the task. Of a batch nobody knows whose it is, so its records come one by one from now on. */
    synchronized int failed(Task task) {
        var queue = queue(task);
        if (task.entries().size() > 1) {
            queue.oneByOne = true;
            return 0;
        }
        return ++queue.failures;
    }

    private KeyQueue queue(Task task) {
        return Objects.requireNonNull(queues.get(task.key()), task.key());
    }

    /** The offset to commit; negative: nothing is known yet. */
    synchronized long next() {
        return unfinished.isEmpty() ? end : unfinished.first();
    }

    synchronized boolean isEmpty() {
        return unfinished.isEmpty();
    }

    /** True: nothing more is to be fetched until some of it is done. */
    synchronized boolean isFull() {
        return unfinished.size() >= MAX_RECORDS || bytes >= MAX_BYTES;
    }

    synchronized int size() {
        return unfinished.size();
    }

    synchronized long parked() {
        return queues.values().stream().filter(queue -> queue.parked).count();
    }

    /** How long nothing has been finished although there is something to do. */
    synchronized Duration standsStill(long now) {
        return unfinished.isEmpty() ? Duration.ZERO : Duration.ofNanos(now - advancedAt);
    }

    /** The age of the oldest record that is not done, by the time at which it was written. */
    synchronized Duration oldest(Instant wall, long now) {
        return queues.values().stream()
                .map(queue -> age(queue.head(), wall, now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** What was tried in vain or is being handled, oldest first. */
    synchronized List<Waiting> waiting(Instant wall, long now) {
        var all = new ArrayList<Waiting>();
        queues.forEach((key, queue) -> {
            if (queue.parked || queue.busy) {
                all.add(waiting(key, queue, waited(queue, wall, now), wall));
            }
        });
        all.sort(Comparator.comparing(Waiting::since));
        return all;
    }

    private static Waiting waiting(String key, KeyQueue queue, Duration age, Instant wall) {
        var record = queue.head().record();
        var where = record.topic() + "-" + record.partition() + "@" + record.offset();
        return new Waiting(key, where, wall.minus(age).truncatedTo(ChronoUnit.SECONDS), age, queue.attempts, queue.why);
    }

    /** What is in hand for the first time was never in vain, however long ago it was written. */
    private static Duration waited(KeyQueue queue, Instant wall, long now) {
        return queue.parked
                ? age(queue.head(), wall, now)
                : Duration.ofNanos(now - queue.head().takenAt());
    }

    /** Since it was written, which a restart does not change; at least since it came, whatever the writer's clock said. */
    private static Duration age(Entry entry, Instant wall, long now) {
        var sinceWritten = Duration.between(Instant.ofEpochMilli(entry.record().timestamp()), wall);
        var sinceTaken = Duration.ofNanos(now - entry.takenAt());
        return sinceWritten.compareTo(sinceTaken) > 0 ? sinceWritten : sinceTaken;
    }

    synchronized void wake() {
        notifyAll();
    }
}
