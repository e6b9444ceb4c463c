package io.movein.runner.reconcile;

import io.movein.runner.run.RunRef;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enqueues every run and sweeps, at the start and then periodically. */
public final class PeriodicResync implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicResync.class);
    private static final int MISSED = 3;

    private final Resync resync;
    private final BiConsumer<RunRef, Duration> enqueue;
    private final Consumer<Instant> wallClock;
    private final Duration interval;
    private final LongSupplier nanos;
    private final AtomicLong swept = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("resync").factory());
    private volatile long last;
    private volatile long lastTry;
    private volatile String trouble = "";

    /**
     * @param enqueue   that a run is looked at, after what time
     * @param nanos     the monotonic clock
     * @param wallClock is told the time of this machine's clock now and then
     */
    public PeriodicResync(
            Resync resync,
            BiConsumer<RunRef, Duration> enqueue,
            Duration interval,
            LongSupplier nanos,
            Consumer<Instant> wallClock) {
        this.wallClock = wallClock;
        this.resync = resync;
        this.enqueue = enqueue;
        this.interval = interval;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
        this.lastTry = last;
    }

    @Override
    public String name() {
        return "resync";
    }

    /** Objects that were left over and removed. */
    public long swept() {
        return swept.get();
    }

    @Override
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::resyncNow, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }

    @Override
    public Health health() {
        return health("try", lastTry, "");
    }

    private Health health(String what, long then, String why) {
        var ago = Duration.ofNanos(nanos.getAsLong() - then);
        return ago.compareTo(interval.multipliedBy(MISSED)) > 0
                ? Health.down("no %s for %d s %s"
                        .formatted(what, ago.toSeconds(), why)
                        .strip())
                : Health.up("last %s %d s ago".formatted(what, ago.toSeconds()));
    }

    /** A cluster that is away does not come back by a new start. */
    @Override
    public Health readiness() {
        return health("resync", last, trouble);
    }

    /** Not all at once: a thousand looks at the same moment are a burst that the API server feels. */
    private void enqueueAll(Collection<RunRef> runs) {
        var after = Duration.ZERO;
        for (var run : runs) {
            enqueue.accept(run, after);
            after = after.plus(interval.dividedBy(2L * runs.size()));
        }
    }

    void resyncNow() {
        try {
            wallClock.accept(Instant.now());
            enqueueAll(resync.runs());
            var removed = resync.sweep();
            swept.addAndGet(removed.size());
            if (!removed.isEmpty()) {
                LOG.info("removed what was left of runs that are torn down: {}", removed);
            }
            last = nanos.getAsLong();
        } catch (RuntimeException e) {
            trouble = e.toString();
            LOG.warn("the resync is not complete, the next in {}: {}", interval, e.toString());
        } finally {
            lastTry = nanos.getAsLong();
        }
    }
}
