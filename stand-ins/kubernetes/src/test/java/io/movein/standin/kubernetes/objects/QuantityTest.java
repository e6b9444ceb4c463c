package io.movein.standin.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"500m, 0.5", "2, 2", "4Gi, 4294967296", "1e3, 1000", "1.5Ki, 1536", "100n, 0.0000001"})
    void readsEveryForm(String text, BigDecimal value) {
        assertThat(Quantity.of(text)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "2000m, 2",
        "0.5, 500m",
        "1024Mi, 1Gi",
        "0.5Gi, 512Mi",
        "1536Mi, 1536Mi",
        "1000, 1k",
        "1073741824, 1073741824",
        "0.5Ki, 512",
        "0, 0"
    })
    void writesTheShortestForm(String text, String canonical) {
        assertThat(Quantity.canonical(text)).isEqualTo(canonical);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> Quantity.of("4 GB"))
                .hasMessage("'4 GB' is not a quantity (expected e.g. 500m, 2 or 4Gi)");
    }
}
