package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how often something died and was started again. Once may be chance; twice within ten minutes is a fault, and being alive
 * in between does not make it forgotten.
 */
public final class Deaths {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int TOO_MANY = 2;

    private final String of;
    private final MeterRegistry meters;
    private final LongSupplier nanos;
    private final Deque<Long> times = new ArrayDeque<>();
    private @Nullable Throwable last;

    public Deaths(String of, MeterRegistry meters) {
        this(of, meters, System::nanoTime);
    }

    Deaths(String of, MeterRegistry meters, LongSupplier nanos) {
        this.of = of;
        this.meters = meters;
        this.nanos = nanos;
        meters.counter("movein.worker.deaths", "worker", of);
    }

    public synchronized void died(Throwable error) {
        times.add(nanos.getAsLong());
        last = error;
        meters.counter("movein.worker.deaths", "worker", of).increment();
    }

    /** What is wrong, while it is. */
    public synchronized Optional<String> complaint() {
        times.removeIf(time -> nanos.getAsLong() - time > WINDOW.toNanos());
        return times.size() < TOO_MANY
                ? Optional.empty()
                : Optional.of("has died " + times.size() + " times in " + WINDOW.toMinutes() + " min, last of " + last);
    }
}
