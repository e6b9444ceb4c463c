package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {
    private final ProgressPace pace = new ProgressPace(Duration.ofSeconds(60), 250);

    @Test
    void oneRunIsShownAsOftenAsConfigured() {
        progress(1);

        assertThat(pace.interval(Samples.BEGIN)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aHundredRunsShareTheWritesOfAnHour() {
        progress(100);

        assertThat(pace.interval(Samples.BEGIN)).isEqualTo(Duration.ofMinutes(24));
    }

    @Test
    void aRunThatToldNothingForTenMinutesTakesNoShare() {
        progress(100);

        assertThat(pace.interval(Samples.BEGIN.plus(Duration.ofMinutes(11)))).isEqualTo(Duration.ofSeconds(60));
    }

    private void progress(int runs) {
        for (int number = 1; number <= runs; number++) {
            pace.progressed(MigrationId.parse("acme/platform#" + number), Samples.BEGIN);
        }
    }
}
