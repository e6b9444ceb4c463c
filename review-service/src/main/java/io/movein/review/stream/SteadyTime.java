package io.movein.review.stream;

import io.movein.runtime.SteadyClock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** Kafka Streams waits by wall time; here by one that never steps. */
final class SteadyTime implements Time {
    private final SteadyClock clock;
    private final LongSupplier nanos;

    SteadyTime() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    SteadyTime(LongSupplier wall, LongSupplier nanos) {
        this.clock = new SteadyClock(wall, nanos);
        this.nanos = nanos;
    }

    @Override
    public long milliseconds() {
        return clock.millis();
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
