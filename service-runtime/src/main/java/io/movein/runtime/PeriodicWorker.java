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
    private volatile long lastLook = System.nanoTime();

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

    protected abstract void look() throws Exception;

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        lastLook = System.nanoTime();
        var _ = thread.scheduleWithFixedDelay(
                this::lookSafely, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (Throwable e) { // whatever came out of here would end the looks, and nobody would hear of it
            if (!faults.met(e)) {
                LOG.warn("{}: {}", name, e.toString());
            }
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
