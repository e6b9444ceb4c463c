package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.postgresql.TenantReplication.Standing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {

    private final Pulse pulse = new Pulse("target", Duration.ofSeconds(30));

    private static Standing at(String confirmed, long errors) {
        return new Standing(true, true, confirmed, 100, 100, errors);
    }

    @Test
    void tellsOfTheFirstErrorOnceAndStopsAtTheThirdAtOnePosition() {
        pulse.mark(at("0/1", 0));

        assertThat(pulse.mark(at("0/1", 1))).isPresent();
        assertThat(pulse.mark(at("0/1", 2))).isEmpty();
        assertThat(pulse.stuck()).isPresent();
        assertThat(pulse.stopped()).isEmpty();

        pulse.mark(at("0/1", 3));

        assertThat(pulse.stopped()).hasValueSatisfying(why -> assertThat(why).contains("3 times"));
    }

    @Test
    void forgetsErrorsThatPassed() {
        pulse.mark(at("0/1", 0));
        pulse.mark(at("0/1", 2));
        pulse.mark(at("0/2", 2));

        assertThat(pulse.stuck()).isEmpty();

        pulse.mark(at("0/2", 3));

        assertThat(pulse.stuck()).isPresent();
        assertThat(pulse.stopped()).isEmpty();
    }
}
