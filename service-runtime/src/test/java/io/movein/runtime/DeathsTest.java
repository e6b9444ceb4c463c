package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeathsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nanos;
    private final Deaths deaths = new Deaths("events", meters, () -> nanos);

    @Test
    void oneDeathMayBeChanceAndTwoInTenMinutesAreAFault() {
        deaths.died(new IllegalStateException("first"));
        assertThat(deaths.complaint()).isEmpty();

        nanos += Duration.ofMinutes(9).toNanos();
        deaths.died(new IllegalStateException("second"));

        assertThat(deaths.complaint())
                .contains("has died 2 times in 10 min, last of java.lang.IllegalStateException: second");
        assertThat(meters.get("movein.worker.deaths").counter().count()).isEqualTo(2);
    }

    @Test
    void tenQuietMinutesMakeItWell() {
        deaths.died(new IllegalStateException("first"));
        deaths.died(new IllegalStateException("second"));

        nanos += Duration.ofMinutes(11).toNanos();

        assertThat(deaths.complaint()).isEmpty();
    }
}
