package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant wall = NOON;
    private long nanos;
    private final ClockWatch watch = new ClockWatch(meters, () -> wall, () -> nanos);

    @Test
    void clocksThatMoveTogetherAreInOrder() {
        for (var second = 0; second < 3600; second++) {
            pass(Duration.ofSeconds(1), Duration.ofNanos(1_000_500_000)); // as NTP slews
            watch.check();
        }
        pass(Duration.ofHours(1), Duration.ofHours(1)); // the process was stopped for a while
        watch.check();

        assertThat(jumps()).isZero();
    }

    @Test
    void saysByHowMuchTheWallClockJumpedAndThatOnce() {
        pass(Duration.ofSeconds(1), Duration.ofSeconds(-19));
        watch.check();
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        watch.check();

        assertThat(jumps()).isEqualTo(1);
        assertThat(meters.get("movein.clock.last.jump.seconds").gauge().value()).isEqualTo(-20);
        assertThat(watch.health()).isEqualTo(Health.up("the wall clock jumped by -20.0 s, to 2026-01-01T11:59:41Z"));
    }

    @Test
    void aClockThatIsSetBackByAnHourWantsANewStartForAnHour() {
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1).minusHours(1));
        watch.check();

        assertThat(watch.health().working()).isFalse();
        assertThat(watch.health().detail())
                .isEqualTo(
                        "the wall clock was set back: Kafka's clients wait by it, some for another 3600 s, unless the service is started anew");

        pass(Duration.ofHours(1), Duration.ofHours(1));
        watch.check();

        assertThat(watch.health().working()).isTrue();
    }

    @Test
    void aClockThatIsSetForwardWantsNothingButItsCorrectionDoes() {
        pass(Duration.ofSeconds(1), Duration.ofDays(1));
        watch.check();

        assertThat(watch.health().working()).isTrue();

        pass(Duration.ofSeconds(1), Duration.ofDays(-1));
        watch.check();

        assertThat(watch.health().working()).isFalse();
    }

    @Test
    void aClockThatIsSetBackAndPutRightAgainWantsNothing() {
        pass(Duration.ofSeconds(1), Duration.ofHours(-1));
        watch.check();
        pass(Duration.ofSeconds(1), Duration.ofHours(1));
        watch.check();

        assertThat(watch.health().working()).isTrue();
    }

    private void pass(Duration monotonic, Duration onTheWall) {
        nanos += monotonic.toNanos();
        wall = wall.plus(onTheWall);
    }

    private double jumps() {
        return meters.get("movein.clock.jumps").counter().count();
    }
}
