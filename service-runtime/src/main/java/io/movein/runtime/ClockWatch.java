package io.movein.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the wall clock jumps: when it does not move as the monotonic clock does. Nothing in here waits by the wall clock, but
 * times that are written down or compared with those of another machine are wrong around a jump.
 */
final class ClockWatch extends PeriodicWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** More than NTP's slewing does in a second, by far. */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    private final MeterRegistry meters;
    private final InstantSource wall;
    private final LongSupplier nanos;

    private long offset;
    private volatile double lastJump;
    private volatile @Nullable String told;

    ClockWatch(MeterRegistry meters) {
        this(meters, InstantSource.system(), System::nanoTime);
    }

    ClockWatch(MeterRegistry meters, InstantSource wall, LongSupplier nanos) {
        super("clock", LOOK);
        this.meters = meters;
        this.wall = wall;
        this.nanos = nanos;
        this.offset = offset();
        meters.counter("movein.clock.jumps");
        Gauge.builder("movein.clock.last.jump.seconds", () -> lastJump).register(meters);
    }

    /** The wall clock's distance from the monotonic one, in milliseconds; it changes only by a jump. */
    private long offset() {
        return wall.millis() - nanos.getAsLong() / 1_000_000;
    }

    @Override
    void look() {
        var now = offset();
        var jump = Duration.ofMillis(now - offset);
        offset = now;
        if (jump.abs().compareTo(TOLERANCE) > 0) {
            lastJump = jump.toMillis() / 1000.0;
            told = "the wall clock jumped by %.1f s, to %s".formatted(lastJump, wall.instant());
            meters.counter("movein.clock.jumps").increment();
            LOG.warn(
                    "{}: times written down around now are wrong by that; is the clock of this machine in order?",
                    told);
        }
    }

    @Override
    public Health health() {
        var health = super.health();
        return told == null || !health.working() ? health : Health.up(told);
    }
}
