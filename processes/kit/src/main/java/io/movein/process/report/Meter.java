package io.movein.process.report;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How much is done in a second: a mean in which half of a minute ago counts half as much as now. */
final class Meter {

    private static final double HALF_LIFE_SECONDS = 30;
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(200);

    private final LongSupplier nanoTime;
    private long markedAt;
    private long marked;
    private double rate;
    private double weight;

    Meter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void restart(long value) {
        markedAt = nanoTime.getAsLong();
        marked = value;
        rate = 0;
        weight = 0;
    }

    void mark(long value) {
        var elapsed = nanoTime.getAsLong() - markedAt;
        if (elapsed < SHORTEST) {
            return;
        }
        var seconds = elapsed / (double) TimeUnit.SECONDS.toNanos(1);
        var kept = Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        rate = rate * kept + (value - marked) / seconds * (1 - kept);
        weight = weight * kept + (1 - kept);
        marked = value;
        markedAt += elapsed;
    }

    /** None before the first mark. */
    OptionalDouble rate() {
        return weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.max(rate / weight, 0));
    }

    OptionalLong eta(long done, OptionalLong total) {
        var perSecond = rate().orElse(0);
        return total.isEmpty() || perSecond <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil(Math.max(total.getAsLong() - done, 0) / perSecond));
    }
}
