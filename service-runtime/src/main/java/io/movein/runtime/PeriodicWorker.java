package io.movein.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something every so often. A look that fails is said, and the next one comes nevertheless. */
abstract class PeriodicWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicWorker.class);
    /** So many looks may fail or take too long before it counts as dead. */
    private static final int MISSED = 20;

    private final String name;
    private final Duration interval;
    private final ScheduledExecutorService thread;
    private volatile long lastLook = System.nanoTime();

    PeriodicWorker(String name, Duration interval) {
        this.name = name;
        this.interval = interval;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    abstract void look() throws Exception;

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        lastLook = System.nanoTime();
        var _ = thread.scheduleWithFixedDelay(
                this::lookSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (Exception e) {
            LOG.warn("{}: {}", name, e.toString());
        }
        lastLook = System.nanoTime();
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }

    @Override
    public Health health() {
        var silence = Duration.ofNanos(System.nanoTime() - lastLook);
        return silence.compareTo(interval.multipliedBy(MISSED)) > 0
                ? Health.down("has not looked for " + silence.toSeconds() + " s")
                : Health.up("looks every " + interval.toMillis() + " ms");
    }
}
