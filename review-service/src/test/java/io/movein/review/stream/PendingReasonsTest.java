package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.runtime.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PendingReasonsTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private Instant now = NOON;
    private final PendingReasons pending = new PendingReasons(() -> now);

    @Test
    void tellsWhoWaitsForWhatSinceWhenAndWhyTheOldestFirst() {
        pending.begin(PendingReasons.Kind.FACTS, "a#1", NOON.plusSeconds(60), "the API server answers 503");
        pending.begin(PendingReasons.Kind.TEAR_DOWN, "b#2", NOON, "Pod/p on node n");

        now = NOON.plusSeconds(120);

        assertThat(pending.list())
                .containsExactly(
                        new Waiting(
                                "b#2",
                                "the removal of what is temporary",
                                NOON,
                                Duration.ofMinutes(2),
                                1,
                                "Pod/p on node n"),
                        new Waiting(
                                "a#1",
                                "facts about the platform",
                                NOON.plusSeconds(60),
                                Duration.ofMinutes(1),
                                1,
                                "the API server answers 503"));
    }

    @Test
    void keepsTheFirstTimeAndTheLastReason() {
        pending.begin(PendingReasons.Kind.FACTS, "a#1", "503");
        now = NOON.plusSeconds(60);
        pending.begin(PendingReasons.Kind.FACTS, "a#1", "connection refused");

        assertThat(pending.list())
                .extracting(Waiting::since, Waiting::attempts, Waiting::why)
                .containsExactly(tuple(NOON, 2, "connection refused"));
    }

    @Test
    void forgetsWhatIsNotWaitedForAnyMore() {
        pending.begin(PendingReasons.Kind.FACTS, "a#1", NOON, "503");
        pending.begin(PendingReasons.Kind.NODE, "a#1", NOON, "it does not answer");

        pending.end(PendingReasons.Kind.FACTS, "a#1");
        pending.end(PendingReasons.Kind.NODE);

        assertThat(pending.list()).isEmpty();
    }
}
