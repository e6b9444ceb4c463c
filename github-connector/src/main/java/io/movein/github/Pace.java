package io.movein.github;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Says no before GitHub does: our own pace for writes, and silence for as long as GitHub last asked for it. Going on
 * while limited is what gets an integration banned.
 */
final class Pace {

    private final Bucket content;
    private final Bucket points;
    private final InstantSource clock;
    private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);

    Pace(WritePace pace, InstantSource clock) {
        this.clock = clock;
        this.content = Bucket.builder()
                .addLimit(limit -> limit.capacity(pace.contentPerMinute())
                        .refillGreedy(pace.contentPerMinute(), Duration.ofMinutes(1)))
                .addLimit(limit ->
                        limit.capacity(pace.contentPerHour()).refillGreedy(pace.contentPerHour(), Duration.ofHours(1)))
                .withNanosecondPrecision() // by the monotonic clock
                .build();
        this.points = Bucket.builder()
                .addLimit(limit -> limit.capacity(pace.pointsPerMinute())
                        .refillGreedy(pace.pointsPerMinute(), Duration.ofMinutes(1)))
                .withNanosecondPrecision()
                .build();
    }

    void admit(Kind kind) {
        var now = clock.instant();
        var until = silentUntil.get();
        if (now.isBefore(until)) {
            throw new RateLimitedException("GitHub asked for silence until " + until, Duration.between(now, until));
        }
        take(points, kind.points(), "requests");
        if (kind == Kind.CONTENT) {
            take(content, 1, "content-creating requests");
        }
    }

    void beSilent(Duration wait) {
        var until = clock.instant().plus(wait);
        silentUntil.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
    }

    private static void take(Bucket bucket, int tokens, String what) {
        var probe = bucket.tryConsumeAndReturnRemaining(tokens);
        if (probe.isConsumed()) {
            return;
        }
        var wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
        throw new RateLimitedException(
                "our own pace of " + what + " below GitHub's limit is used up for " + wait, wait);
    }
}
