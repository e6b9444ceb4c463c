package io.movein.intake.redeliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.github.DeliveryAttempt;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DueTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void asksAgainForWhatNeverArrivedByItsLastTry() {
        var attempts = List.of(
                attempt(5, "lost", 300, 0),
                attempt(4, "late", 400, 200),
                attempt(3, "late", 500, 503),
                attempt(2, "lost", 900, 502),
                attempt(1, "fine", 999, 202));

        assertThat(Due.of(attempts, NOW)).extracting(DeliveryAttempt::id).containsExactly(5L);
    }

    @Test
    void waitsTwiceAsLongEachTimeAndGivesUp() {
        assertThat(Due.of(List.of(attempt(1, "a", 59, 500)), NOW)).isEmpty();
        assertThat(Due.of(List.of(attempt(1, "a", 60, 500)), NOW)).hasSize(1);
        assertThat(Due.of(List.of(attempt(1, "a", 999, 500), attempt(2, "a", 119, 500)), NOW))
                .isEmpty();
        assertThat(Due.of(List.of(attempt(1, "a", 999, 500), attempt(2, "a", 120, 500)), NOW))
                .hasSize(1);
        assertThat(Due.of(
                        LongStream.rangeClosed(1, 5)
                                .mapToObj(id -> attempt(id, "a", 90_000 - (int) id, 500))
                                .toList(),
                        NOW))
                .isEmpty();
    }

    private static DeliveryAttempt attempt(long id, String delivery, int secondsAgo, int status) {
        return new DeliveryAttempt(id, delivery, NOW.minusSeconds(secondsAgo), status);
    }
}
