package io.movein.runner.reconcile;

import io.movein.runner.run.RunRef;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the runs that are enqueued: one run always by the same worker, so never at the same time twice; the workers beside
 * each other, so that one slow node holds up a few runs and not all.
 */
public final class WorkQueue implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
    private static final Duration STUCK = Duration.ofMinutes(3);

    private final Function<RunRef, Optional<Duration>> reconcile;
    private final List<Shard> workers = new ArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    public WorkQueue(int number, Function<RunRef, Optional<Duration>> reconcile) {
        this.reconcile = reconcile;
        for (int i = 0; i < number; i++) {
            workers.add(new Shard("worker " + (i + 1)));
        }
    }

    /** The run is reconciled soon. Returns at once. */
    public void enqueue(RunRef run) {
        workers.get(Math.floorMod(run.hashCode(), workers.size())).enqueue(run, Duration.ZERO);
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
        // the workers run from the first run on
    }

    @Override
    public void stop() {
        workers.forEach(Shard::stop);
    }

    @Override
    public Health health() {
        return workers.stream()
                .filter(Shard::isStuck)
                .findFirst()
                .map(worker -> Health.down(worker + " is busy with one run since " + worker.busySince))
                .orElseGet(() -> Health.up(workers.size() + " workers"));
    }

    private final class Shard {
        private final String name;
        private final ScheduledThreadPoolExecutor thread;
        /** The next reconciliation of each run: one that is enqueued again before has it once. */
        private final Map<RunRef, Next> next = new ConcurrentHashMap<>();

        private volatile @Nullable Instant busySince;

        private record Next(Instant due, Future<?> task) {}

        Shard(String name) {
            this.name = name;
            this.thread = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name(name).factory());
            thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            thread.setRemoveOnCancelPolicy(true);
        }

        void enqueue(RunRef run, Duration after) {
            var due = Instant.now().plus(after);
            try {
                next.compute(run, (_, planned) -> {
                    if (planned != null && !planned.task.isDone() && !planned.due.isAfter(due)) {
                        return planned;
                    }
                    if (planned != null) {
                        planned.task.cancel(false);
                    }
                    return new Next(
                            due, thread.schedule(() -> reconcileNow(run), after.toMillis(), TimeUnit.MILLISECONDS));
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("{} has stopped, not reconciling {}", name, run);
            }
        }

        private void reconcileNow(RunRef run) {
            next.remove(run);
            busySince = Instant.now();
            try {
                reconcile.apply(run).ifPresent(after -> enqueue(run, after));
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                LOG.warn("cannot reconcile {}, again in {}: {}", run, AFTER_A_FAILURE, e.toString());
                LOG.debug("cannot reconcile {}", run, e);
                enqueue(run, AFTER_A_FAILURE);
            } finally {
                busySince = null;
            }
        }

        boolean isStuck() {
            var since = busySince;
            return since != null && since.plus(STUCK).isBefore(Instant.now());
        }

        void stop() {
            thread.shutdown();
            try {
                thread.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread.shutdownNow();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
