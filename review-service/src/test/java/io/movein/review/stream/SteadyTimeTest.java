package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
    private final AtomicLong wall = new AtomicLong(1_000_000_000);
    private final AtomicLong nanos = new AtomicLong();
    private final SteadyTime time = new SteadyTime(wall::get, nanos::get);

    @Test
    void goesOnWhenTheWallClockStepsBackByAnHour() {
        var before = time.milliseconds();
        wall.addAndGet(-Duration.ofHours(1).toMillis());

        passes(Duration.ofSeconds(60));

        assertThat(time.milliseconds() - before).isBetween(56_000L, 60_000L);
    }

    @Test
    void doesNotJumpWhenTheWallClockDoes() {
        var before = time.milliseconds();
        wall.addAndGet(Duration.ofDays(1).toMillis());

        passes(Duration.ofSeconds(60));

        assertThat(time.milliseconds() - before).isBetween(60_000L, 64_000L);
    }

    @Test
    void followsSlowlyUntilBothAgree() {
        time.milliseconds();
        wall.addAndGet(2_000);
        for (int second = 0; second < 60; second++) {
            passes(Duration.ofSeconds(1));
            time.milliseconds();
        }

        assertThat(time.milliseconds()).isCloseTo(wall.get(), org.assertj.core.data.Offset.offset(2L));
    }

    private void passes(Duration duration) {
        wall.addAndGet(duration.toMillis());
        nanos.addAndGet(duration.toNanos());
    }
}
