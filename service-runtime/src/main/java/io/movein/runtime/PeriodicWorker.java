package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something every so often. A look that fails is said, whatever it fails by, and the next one comes nevertheless. */
public abstract class PeriodicWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicWorker.class);
    /** So many looks may fail or take too long before it counts as dead. */
    private static final int MISSED = 20;

    private final String name;
    private final Duration first;
    private final Duration interval;
    private final OwnFaults faults;
    private final ScheduledExecutorService thread;
    private volatile long lastCheck = System.nanoTime();

    protected PeriodicWorker(String name, Duration interval, MeterRegistry meters) {
        this(name, interval, interval, meters);
    }

    /** @param first until the first look */
    protected PeriodicWorker(String name, Duration first, Duration interval, MeterRegistry meters) {
        this.name = name;
        this.first = first;
        this.interval = interval;
        this.faults = new OwnFaults(name, meters);
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    protected abstract void check() throws Exception;

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        lastCheck = System.nanoTime();
        var _ = thread.scheduleWithFixedDelay(
                this::checkSafely, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void checkSafely() {
        try {
            check();
        } catch (Throwable e) { // whatever came out of here would end the looks, and nobody would hear of it
            if (!faults.met(e)) {
                LOG.warn("{}: {}", name, e.toString());
            }
        }
        lastCheck = System.nanoTime();
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }

    @Override
    public Health health() {
        var silence = Duration.ofNanos(System.nanoTime() - lastCheck);
        return silence.compareTo(interval.multipliedBy(MISSED)) > 0
                ? Health.down("has not checked for " + silence.toSeconds() + " s")
                : Health.up("checks every " + interval.toMillis() + " ms");
    }
}
