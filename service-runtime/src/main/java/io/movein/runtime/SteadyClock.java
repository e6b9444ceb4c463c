package io.movein.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wall clock that never steps: it runs with the machine's monotonic clock, and closes a gap to the wall clock by a twentieth of
 * the time that passes. Whoever waits until a time would otherwise wait for an hour where the clock is corrected by an hour backwards,
 * and where it is corrected forwards deadlines would pass that nobody could keep.
 */
public final class SteadyClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
    private static final long NANOS = 1_000_000;
    private static final long WORTH_SAYING = 5_000;

    private final LongSupplier wall;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private long lastNanos;
    private double now;
    private boolean apart;

    public SteadyClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /**
     * @param wall  the wall clock, in milliseconds
     * @param nanos the monotonic one
     */
    public SteadyClock(LongSupplier wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.now = wall.getAsLong();
        this.lastNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        lock.lock();
        try {
            var tick = nanos.getAsLong();
            var passed = (double) (tick - lastNanos) / NANOS;
            lastNanos = tick;
            now += passed;
            var gap = wall.getAsLong() - now;
            now += Math.clamp(gap, -passed / 20, passed / 20);
            tell(gap);
            return (long) now;
        } finally {
            lock.unlock();
        }
    }

    private void tell(double gap) {
        var isApart = Math.abs(gap) > WORTH_SAYING;
        if (isApart != apart) {
            apart = isApart;
            LOG.warn(
                    "the wall clock is {} ms {} the time that has passed{}",
                    Math.abs((long) gap),
                    gap < 0 ? "behind" : "ahead of",
                    isApart ? "; it was set, and is followed slowly" : "; they agree again");
        }
    }
}
