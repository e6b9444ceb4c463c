package io.movein.runner.follow;

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
 * Looks at the runs that somebody nudges: one run always in the same lane, so never at the same time twice; the lanes beside
 * each other, so that one slow node holds up a few runs and not all.
 */
public final class Lanes implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
    private static final Duration STUCK = Duration.ofMinutes(3);

    private final Function<RunRef, Optional<Duration>> look;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    public Lanes(int number, Function<RunRef, Optional<Duration>> look) {
        this.look = look;
        for (int i = 0; i < number; i++) {
            lanes.add(new Lane("lane " + (i + 1)));
        }
    }

    /** That the run should be looked at now. Returns at once. */
    public void nudge(RunRef run) {
        lanes.get(Math.floorMod(run.hashCode(), lanes.size())).nudge(run, Duration.ZERO);
    }

    /** Looks that ended with an error. */
    public long failures() {
        return failures.get();
    }

    @Override
    public String name() {
        return "looks at runs";
    }

    @Override
    public void start() {
        // the lanes run from the first nudge on
    }

    @Override
    public void stop() {
        lanes.forEach(Lane::stop);
    }

    @Override
    public Health health() {
        return lanes.stream().filter(Lane::isStuck).findFirst().map(lane -> Health.down(lane + " is busy with one run since " + lane.busySince))
                .orElseGet(() -> Health.up(lanes.size() + " lanes"));
    }

    private final class Lane {
        private final String name;
        private final ScheduledThreadPoolExecutor thread;
        /** The next look at each run: one that is nudged again before has it once. */
        private final Map<RunRef, Next> next = new ConcurrentHashMap<>();
        private volatile @Nullable Instant busySince;

        private record Next(Instant due, Future<?> task) {}

        Lane(String name) {
            this.name = name;
            this.thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
            thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            thread.setRemoveOnCancelPolicy(true);
        }

        void nudge(RunRef run, Duration after) {
            var due = Instant.now().plus(after);
            try {
                next.compute(run, (_, planned) -> {
                    if (planned != null && !planned.task.isDone() && !planned.due.isAfter(due)) {
                        return planned;
                    }
                    if (planned != null) {
                        planned.task.cancel(false);
                    }
                    return new Next(due, thread.schedule(() -> lookAt(run), after.toMillis(), TimeUnit.MILLISECONDS));
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("{} has stopped, no look at {}", name, run);
            }
        }

        private void lookAt(RunRef run) {
            next.remove(run);
            busySince = Instant.now();
            try {
                look.apply(run).ifPresent(after -> nudge(run, after));
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                LOG.warn("cannot look at {}, again in {}: {}", run, AFTER_A_FAILURE, e.toString());
                LOG.debug("cannot look at {}", run, e);
                nudge(run, AFTER_A_FAILURE);
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
