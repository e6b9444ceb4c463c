package io.movein.runner.reconcile;

import io.movein.runner.run.RunRef;
import io.movein.runtime.Health;
import io.movein.runtime.Waiting;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the runs that are enqueued, each as an {@link Item} of its own: never one at the same time twice, and none behind
 * another that hangs.
 */
public final class WorkQueue implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    /** The end of a process and that of its Job are one reconciliation, where the Job controller is quick. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Function<RunRef, Optional<Duration>> reconcile;
    private final Duration afterAFailure;
    private final Map<RunRef, Item> items = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("reconcile-", 0).factory());
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("work queue").factory());

    public WorkQueue(Function<RunRef, Optional<Duration>> reconcile) {
        this(reconcile, Duration.ofSeconds(2));
    }

    /** @param afterAFailure until the next attempt; twice as long after each one more */
    WorkQueue(Function<RunRef, Optional<Duration>> reconcile, Duration afterAFailure) {
        this.reconcile = reconcile;
        this.afterAFailure = afterAFailure;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The run is reconciled soon. Returns at once. */
    public void enqueue(RunRef run) {
        enqueue(run, Duration.ZERO);
    }

    /** A watch has told of it, or is about to; what it tells in the same moment belongs to one reconciliation. Returns at once. */
    public void changed(RunRef run) {
        enqueue(run, PATIENCE);
    }

    /** The run is reconciled after that time, or before. Returns at once. */
    public void enqueue(RunRef run, Duration after) {
        items.computeIfAbsent(run, Item::new).enqueue(after);
    }

    /** Reconciliations that ended with an error. */
    public long failures() {
        return failures.get();
    }

    @Override
    public String name() {
        return "work queue";
    }

    @Override
    public void start() {
        // each item starts with its run
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    @Override
    public Health health() {
        return items.values().stream()
                .flatMap(item -> item.hangs().stream())
                .findFirst()
                .map(Health::down)
                .orElseGet(() -> Health.up(items.size() + " runs"));
    }

    /** A reconciliation that fails is no reason to restart the service: Kafka or the cluster is away, or the next start finds the same. */
    @Override
    public Health readiness() {
        return items.values().stream()
                .flatMap(item -> item.trouble().stream())
                .findFirst()
                .map(Health::down)
                .orElseGet(() -> Health.up("reconciling " + items.size() + " runs"));
    }

    @Override
    public List<Waiting> waiting() {
        return items.values().stream()
                .flatMap(item -> item.waiting().stream())
                .sorted(Comparator.comparing(Waiting::since))
                .toList();
    }

    /** The reconciliations of one run, one after another. At most one is planned: an earlier one takes the place of a later one. */
    private final class Item {
        private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
        private static final Duration STUCK = Duration.ofMinutes(3);
        /** From so many failures in a row on, an operator is to know: the next is not likely to go better. */
        private static final int MANY = 5;

        private final RunRef run;
        private boolean busy;
        private long busySince;
        private long due;
        private boolean planned;
        private int inARow;
        private long failingSince;
        private String lastFailure = "";

        Item(RunRef run) {
            this.run = run;
        }

        synchronized void enqueue(Duration after) {
            var when = System.nanoTime() + after.toNanos();
            if (planned && due - when <= 0) {
                return;
            }
            planned = true;
            due = when;
            if (!busy) {
                wakeAt(when);
            }
        }

        private void wakeAt(long when) {
            try {
                var _ = timer.schedule(() -> beginIfDue(when), when - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("stopped, not reconciling {}", run);
            }
        }

        private synchronized void beginIfDue(long when) {
            if (busy || !planned || due != when) {
                return;
            }
            planned = false;
            busy = true;
            busySince = System.nanoTime();
            try {
                threads.execute(this::reconcileNow);
            } catch (RejectedExecutionException e) {
                LOG.debug("stopped, not reconciling {}", run);
            }
        }

        private void reconcileNow() {
            try {
                var again = reconcile.apply(run);
                ended(again, "");
            } catch (RuntimeException | Error e) { // whatever left here would leave the run to itself
                failures.incrementAndGet();
                var pause = pause();
                LOG.warn("cannot reconcile {}, again in {}: {}", run, pause, e.toString());
                LOG.debug("cannot reconcile {}", run, e);
                ended(Optional.of(pause), e.toString());
            }
        }

        private synchronized Duration pause() {
            var pause = afterAFailure.multipliedBy(1L << Math.min(inARow, 10));
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }

        private synchronized void ended(Optional<Duration> again, String failure) {
            busy = false;
            failingSince = inARow == 0 ? System.nanoTime() : failingSince;
            inARow = failure.isEmpty() ? 0 : inARow + 1;
            lastFailure = failure;
            again.ifPresent(this::enqueue);
            if (planned) {
                wakeAt(due);
            } else {
                items.remove(run, this);
            }
        }

        synchronized Optional<String> hangs() {
            return busy && System.nanoTime() - busySince > STUCK.toNanos()
                    ? Optional.of(run + " has been reconciling for over " + STUCK.toMinutes() + " min")
                    : Optional.empty();
        }

        synchronized Optional<Waiting> waiting() {
            if (inARow == 0) {
                return Optional.empty();
            }
            var age = Duration.ofNanos(System.nanoTime() - failingSince);
            return Optional.of(
                    new Waiting(run.toString(), "reconciling", Instant.now().minus(age), age, inARow, lastFailure));
        }

        synchronized Optional<String> trouble() {
            return inARow < MANY
                    ? Optional.empty()
                    : Optional.of(run + " could not be reconciled " + inARow + " times in a row: " + lastFailure);
        }
    }
}
