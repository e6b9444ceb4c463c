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
 *
 * <p>Kafka's clients do wait by it: one that was about to connect again when the clock was set back by a day does so a day later, and
 * says nothing meanwhile. Only a new start makes them forget.
 */
final class ClockWatch extends PeriodicWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** More than NTP's slewing does in a second, by far. */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    /** What a restart by liveness takes; a shorter wait is sat out. */
    private static final Duration WORTH_A_START = Duration.ofSeconds(30);

    private record SetBack(Duration by, long at) {}

    private final MeterRegistry meters;
    private final InstantSource wall;
    private final LongSupplier nanos;

    private long offset;
    private volatile double lastJump;
    private volatile @Nullable String told;
    private volatile SetBack setBack = new SetBack(Duration.ZERO, 0);

    ClockWatch(MeterRegistry meters) {
        this(meters, InstantSource.system(), System::nanoTime);
    }

    ClockWatch(MeterRegistry meters, InstantSource wall, LongSupplier nanos) {
        super("clock", LOOK, meters);
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
    protected void check() {
        var now = offset();
        var jump = Duration.ofMillis(now - offset);
        offset = now;
        noteSetBack(jump);
        if (jump.abs().compareTo(TOLERANCE) > 0) {
            lastJump = jump.toMillis() / 1000.0;
            told = "the wall clock jumped by %.1f s, to %s".formatted(lastJump, wall.instant());
            meters.counter("movein.clock.jumps").increment();
            LOG.warn(
                    "{}: times written down around now are wrong by that; is the clock of this machine in order?",
                    told);
        }
    }

    /** A clock that is put right again takes back what was set. */
    private void noteSetBack(Duration jump) {
        setBack = new SetBack(max(setBackFor().minus(jump), Duration.ZERO), nanos.getAsLong());
    }

    /** For so long the clock will yet show what it has shown before. */
    private Duration setBackFor() {
        var noted = setBack;
        return max(noted.by().minusNanos(nanos.getAsLong() - noted.at()), Duration.ZERO);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    @Override
    public Health health() {
        var left = setBackFor();
        if (left.compareTo(WORTH_A_START) > 0) {
            return Health.down("the wall clock was set back: Kafka's clients wait by it, some for another "
                    + left.toSeconds() + " s, unless the service is started anew");
        }
        var health = super.health();
        return told == null || !health.working() ? health : Health.up(told);
    }
}
