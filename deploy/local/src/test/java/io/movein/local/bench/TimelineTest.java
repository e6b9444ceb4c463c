package io.movein.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void countsTheFirstTimeAndOnlyWhoCameToBothMoments() {
        var timeline = new Timeline();

        timeline.note(1, Moment.FILED, START);
        timeline.note(1, Moment.CLOSED, START.plusMillis(30));
        timeline.note(1, Moment.CLOSED, START.plusMillis(99));
        timeline.note(2, Moment.FILED, START);

        assertThat(timeline.between(Moment.FILED, Moment.CLOSED)).containsExactly(30_000L);
        assertThat(timeline.reached(Moment.FILED)).isEqualTo(2);
    }
}
