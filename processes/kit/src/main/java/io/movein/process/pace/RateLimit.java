package io.movein.process.pace;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** So many of something in a second; taken in slices of a tenth of one, so that a change of the rate reaches those who wait. */
final class RateLimit {

    private static final int SLICES = 10;
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

    /** The bucket gives no more than a token in a nanosecond. */
    private static final long MOST_TOKENS_PER_SECOND = 1_000_000_000;

    /** @param worth of a token; more than 1 where the rate is above what a bucket gives */
    private record Limit(long perSecond, long slice, long worth, Bucket bucket) {}

    private final LongSupplier nanoTime;
    private volatile @Nullable Limit limit;

    RateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void set(OptionalLong perSecond) {
        limit = perSecond.isEmpty() ? null : limit(perSecond.getAsLong());
    }

    OptionalLong perSecond() {
        var now = limit;
        return now == null ? OptionalLong.empty() : OptionalLong.of(now.perSecond);
    }

    void take(long number, Gate gate, Turn turn) throws InterruptedException {
        var left = number;
        while (left > 0) {
            var now = limit;
            if (now == null) {
                return;
            }
            var slice = Math.min(left, now.slice);
            var taken = now.bucket.tryConsumeAndReturnRemaining(Math.max(1, slice / now.worth));
            if (taken.isConsumed()) {
                left -= slice;
            } else {
                gate.await(Math.min(taken.getNanosToWaitForRefill(), LONGEST_WAIT));
                turn.checkpoint();
            }
        }
    }

    private Limit limit(long perSecond) {
        var slice = Math.max(perSecond / SLICES, 1);
        var worth = Math.ceilDiv(perSecond, MOST_TOKENS_PER_SECOND);
        var bandwidth = Bandwidth.builder()
                .capacity(Math.max(1, slice / worth))
                .refillGreedy(perSecond / worth, Duration.ofSeconds(1))
                .build();
        var bucket = Bucket.builder()
                .addLimit(bandwidth)
                .withCustomTimePrecision(new Meter(nanoTime))
                .build();
        return new Limit(perSecond, slice, worth, bucket);
    }

    private record Meter(LongSupplier nanoTime) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
