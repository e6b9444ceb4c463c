package io.movein.standin.github.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgoTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT-1S, just now",
        "PT4S, just now",
        "PT59S, 59 seconds ago",
        "PT1M, 1 minute ago",
        "PT59M59S, 59 minutes ago",
        "PT1H, 1 hour ago",
        "PT47H, 1 day ago",
        "P29D, 29 days ago",
        "P60D, on 31 Dec 2025"
    })
    void saysATimeAsPeopleDo(Duration passed, String text) {
        assertThat(Ago.text(NOW.minus(passed), NOW)).isEqualTo(text);
    }
}
