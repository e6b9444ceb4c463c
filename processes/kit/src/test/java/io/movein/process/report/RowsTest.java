package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowsTest {

    private static Stream<CheckOutcome> outcomes() {
        return Stream.of(
                CheckOutcome.exact("row count", "orders", 1000, 1000),
                CheckOutcome.exact("row count", "orders", 1000, 999),
                CheckOutcome.exact("row count", "orders", 0, 0),
                CheckOutcome.notMade("digest", "orders", "the source does not answer"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void readsWhatItWrote(CheckOutcome outcome) {
        assertThat(Rows.read(Rows.of(outcome))).isEqualTo(outcome);
    }
}
