package io.movein.local.bench.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundsTest {

    @ParameterizedTest
    @CsvSource({"7, 7", "'9,1,4', 4", "'8,2', 2", "'5,60,3,4', 4"})
    void theRunInTheMiddleCountsAndNotTheOneThatWasHeldUp(String seconds, int median) {
        var series = new Rounds.Series(Stream.of(seconds.split(","))
                .map(took -> new Measured(Duration.ofSeconds(Long.parseLong(took)), Duration.ZERO, 0))
                .toList());

        assertThat(series.median().took()).hasSeconds(median);
        assertThat(series.fastest().took()).isLessThanOrEqualTo(series.median().took());
        assertThat(series.slowest().took())
                .isGreaterThanOrEqualTo(series.median().took());
    }
}
