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
 * What has come of a partition and is not done. Each key has a lane: within a lane the order of the records holds, and a lane that has
 * to wait is parked while the others go on. The offset to commit never passes a record that is not done. Times are nanoseconds of the
 * monotonic clock. Thread-safe.
 */
final class Backlog {
    private static final int MAX_RECORDS = 1_000;
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofMillis(300);
    private static final int WHY_LIMIT = 500;

    /** What is handed to the handler at once: the oldest of a lane, in order. */
    record Task(String key, List<Entry> entries) {
        Entry first() {
            return entries.getFirst();
        }
    }

    private static final class Lane {
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

    private final Map<String, Lane> lanes = new LinkedHashMap<>();
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
            lanes.computeIfAbsent(entry.key(), _ -> new Lane()).entries.add(entry);
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
        var next = lanes.entrySet().stream()
                .filter(lane -> lane.getValue().isReady(now))
                .min(Comparator.comparingLong(lane -> lane.getValue().head().offset()));
        next.ifPresent(lane -> {
            lane.getValue().busy = true;
            lane.getValue().attempts++;
        });
        return next.map(lane -> new Task(lane.getKey(), oldest(lane.getValue(), batches)))
                .orElse(null);
    }

    private static List<Entry> oldest(Lane lane, boolean batches) {
        if (!batches || lane.oneByOne || !lane.head().isReadable()) {
            return List.of(lane.head());
        }
        return lane.entries.stream().takeWhile(Entry::isReadable).toList();
    }

    private long untilNext(long now) {
        return lanes.values().stream()
                .filter(lane -> lane.parked && !lane.busy)
                .mapToLong(lane -> lane.notBefore - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    synchronized void done(Task task, long now) {
        var lane = lane(task);
        lane.busy = false;
        for (var entry : task.entries()) {
            lane.entries.remove();
            unfinished.remove(entry.offset());
            bytes -= entry.bytes();
        }
        lane.succeeded();
        if (lane.entries.isEmpty()) {
            lanes.remove(task.key());
        }
        advancedAt = now;
    }

    /** The task with its first record as it was read again. */
    synchronized Task readAgain(Task task, Entry entry) {
        var entries = lane(task).entries;
        entries.removeFirst();
        entries.addFirst(entry);
        return new Task(task.key(), List.of(entry));
    }

    /** The lane waits for so long; the others go on. */
    synchronized void park(Task task, Duration after, String why, long now) {
        var lane = lane(task);
        lane.busy = false;
        lane.parked = true;
        lane.notBefore = now + after.toNanos();
        lane.why = why.length() <= WHY_LIMIT ? why : why.substring(0, WHY_LIMIT) + "…";
    }

    /** As {@link #park}, for a wait that grows with each failure. */
    synchronized Duration parkLonger(Task task, String why, long now) {
        var lane = lane(task);
        var wait = lane.wait;
        var longer = wait.multipliedBy(3);
        lane.wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
        park(task, wait, why, now);
        return wait;
    }

    /** Which failure this is of the task. Of a batch nobody knows whose it is, so its records come one by one from now on. */
    synchronized int failed(Task task) {
        var lane = lane(task);
        if (task.entries().size() > 1) {
            lane.oneByOne = true;
            return 0;
        }
        return ++lane.failures;
    }

    private Lane lane(Task task) {
        return Objects.requireNonNull(lanes.get(task.key()), task.key());
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
        return lanes.values().stream().filter(lane -> lane.parked).count();
    }

    /** How long nothing has been finished although there is something to do. */
    synchronized Duration standsStill(long now) {
        return unfinished.isEmpty() ? Duration.ZERO : Duration.ofNanos(now - advancedAt);
    }

    /** The age of the oldest record that is not done, by the time at which it was written. */
    synchronized Duration oldest(Instant wall, long now) {
        return lanes.values().stream()
                .map(lane -> age(lane.head(), wall, now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** What was tried in vain or is being handled, oldest first. */
    synchronized List<Waiting> waiting(Instant wall, long now) {
        var all = new ArrayList<Waiting>();
        lanes.forEach((key, lane) -> {
            if (lane.parked || lane.busy) {
                all.add(waiting(key, lane, waited(lane, wall, now), wall));
            }
        });
        all.sort(Comparator.comparing(Waiting::since));
        return all;
    }

    private static Waiting waiting(String key, Lane lane, Duration age, Instant wall) {
        var record = lane.head().record();
        var where = record.topic() + "-" + record.partition() + "@" + record.offset();
        return new Waiting(key, where, wall.minus(age).truncatedTo(ChronoUnit.SECONDS), age, lane.attempts, lane.why);
    }

    /** What is in hand for the first time was never in vain, however long ago it was written. */
    private static Duration waited(Lane lane, Instant wall, long now) {
        return lane.parked
                ? age(lane.head(), wall, now)
                : Duration.ofNanos(now - lane.head().takenAt());
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
