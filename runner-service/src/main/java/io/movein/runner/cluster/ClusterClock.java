package io.movein.runner.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time as the API server had it when it first answered, and from there on by this machine's monotonic clock. So durations
 * are right whatever happens to this machine's wall clock, and times that come from the cluster can be compared with these,
 * within a second or so. Until the API server has answered it is this machine's wall clock.
 */
public final class ClusterClock implements InstantSource, Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterClock.class);
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    private record Start(Instant time, long nanos) {
        Instant now() {
            return time.plusNanos(System.nanoTime() - nanos);
        }
    }

    private final Start here;
    private volatile @Nullable Start there;
    private volatile Duration skew = Duration.ZERO;
    private volatile Duration jump = Duration.ZERO;

    public ClusterClock(InstantSource wallClock) {
        here = new Start(wallClock.instant(), System.nanoTime());
    }

    @Override
    public Instant instant() {
        var start = there;
        return start == null ? here.now() : start.now();
    }

    /** How far this machine's clock was ahead of the API server's when that first answered; negative: behind. */
    public Duration skew() {
        return skew;
    }

    /** Says so when this machine's wall clock has been moved since the last look. */
    public void compare(Instant wallClock) {
        var moved = Duration.between(here.now(), wallClock);
        if (moved.minus(jump).abs().compareTo(TOLERANCE) > 0) {
            LOG.warn("this machine's clock has jumped by {}; durations are not affected", moved.minus(jump));
            jump = moved;
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        var response = chain.proceed(chain.request());
        var date = response.header("Date");
        if (there == null && date != null) {
            begin(date);
        }
        return response;
    }

    private synchronized void begin(String date) {
        try {
            var answered = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            if (there == null) {
                skew = Duration.between(answered, here.now());
                there = new Start(
                        skew.abs().compareTo(Duration.ofSeconds(2)) < 0 ? here.now() : answered, System.nanoTime());
                if (skew.abs().compareTo(TOLERANCE) > 0) {
                    LOG.warn("this machine's clock is {} ahead of the API server's, whose time is used", skew);
                }
            }
        } catch (DateTimeParseException e) {
            LOG.debug("no date: {}", date);
        }
    }
}
