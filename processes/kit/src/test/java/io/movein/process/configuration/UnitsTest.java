package io.movein.process.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({"512B, 512", "64KiB, 65536", "8MiB, 8388608", "5GB, 5000000000", "1 TiB, 1099511627776"})
    void readsSizes(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
        assertThat(DataSize.parse(new DataSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8iB", "-8MiB", "0B", "8mb", "8.5MiB", "999999999999999TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> DataSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsRates() {
        assertThat(ByteRate.parse("50MiB/s"))
                .isEqualTo(new ByteRate(52_428_800))
                .hasToString("50MiB/s");
        assertThatThrownBy(() -> ByteRate.parse("50MiB"))
                .hasMessage("'50MiB' is not a rate (expected a value like 50MiB/s)");
    }

    @Test
    void readsLengthsOfTime() {
        assertThat(Spans.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Spans.parse("90d")).isEqualTo(Duration.ofDays(90));
        assertThatThrownBy(() -> Spans.parse("soon"))
                .hasMessage("'soon' is not a duration (expected a value like 500ms, 30s, 5m, 2h or 90d)");
    }
}
