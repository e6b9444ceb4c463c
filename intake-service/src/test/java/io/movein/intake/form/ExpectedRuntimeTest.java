package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedRuntimeTest {

    @ParameterizedTest
    @CsvSource({"90m,5400", "2h,7200", "1d 4h,100800", "1h30m,5400", "45s,45", "1d,86400"})
    void reads(String text, long seconds) {
        assertThat(ExpectedRuntime.seconds(text)).isEqualTo(OptionalLong.of(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0m", "90", "2 hours", "4h 1d", "-1h", "1.5h", "h", " ", "99999999m"})
    void doesNotRead(String text) {
        assertThat(ExpectedRuntime.seconds(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"45 minutes,45m", "90,90m", "2 Hours,2h", "1 day,1d", "30 sec,30s"})
    void suggests(String text, String suggestion) {
        assertThat(ExpectedRuntime.suggest(text)).isEqualTo(Optional.of(suggestion));
    }
}
