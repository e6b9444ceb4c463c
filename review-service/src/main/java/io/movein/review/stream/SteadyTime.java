package io.movein.review.stream;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wall clock that never steps: it runs with the machine's monotonic clock, and closes a gap to the wall clock by a twentieth of
 * the time that passes. Kafka Streams waits by wall time, so a correction by an hour backwards would stop every decision for an
 * hour; and one forwards would make deadlines pass that nobody could keep.
 */
final class SteadyTime implements Time {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyTime.class);
    private static final long NANOS = 1_000_000;
    private static final long WORTH_SAYING = 5_000;

    private final LongSupplier wall;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private long lastNanos;
    private double now;
    private boolean apart;

    SteadyTime() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    SteadyTime(LongSupplier wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.now = wall.getAsLong();
        this.lastNanos = nanos.getAsLong();
    }

    @Override
    public long milliseconds() {
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

    @Override
    public long nanoseconds() {
        return nanos.getAsLong();
    }

    @Override
    public void sleep(long millis) {
        Time.SYSTEM.sleep(millis);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadline) throws InterruptedException {
        Time.SYSTEM.waitObject(object, condition, System.currentTimeMillis() + Math.max(0, deadline - milliseconds()));
    }
}
