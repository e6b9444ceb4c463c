package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long NOON = 1_000_000;

    private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    private final CommitPace pace = new CommitPace(context, Duration.ofMillis(20));
    private final List<Long> commits = new ArrayList<>();
    private long now = NOON;

    @BeforeEach
    void begins() {
        context.setCurrentSystemTimeMs(now);
    }

    @Test
    void isAtOnceWhereNothingWasForAMoment() {
        decides();
        goesOn(20);
        decides();

        assertThat(commits).containsExactly(0L, 20L);
        assertThat(context.scheduledPunctuators()).isEmpty();
    }

    @Test
    void isAtOnceForWhatFollowsAQuietTime() {
        decides();
        goesOn(5);
        decides();
        goesOn(200);
        decides();
        goesOn(5);
        decides();

        assertThat(commits).containsExactly(0L, 5L, 205L, 210L);
    }

    @Test
    void waitsForItsMomentWhereMuchWasBefore() {
        decides();
        goesOn(60);
        decides();
        goesOn(5);
        decides();
        goesOn(20);

        assertThat(commits).containsExactly(0L, 60L, 80L);
    }

    @Test
    void isOneForWhatComesInTheSameMoment() {
        decides();
        goesOn(5);
        decides();
        goesOn(5);
        decides();
        goesOn(5);
        decides();
        goesOn(10);

        assertThat(commits).containsExactly(0L, 5L, 25L);
    }

    @Test
    void isRarerTheMoreComes() {
        for (int i = 0; i < 400; i++) {
            decides();
            goesOn(1);
        }

        assertThat(commits).startsWith(0L, 1L, 21L, 101L, 181L, 261L);
    }

    @Test
    void isAsOftenAsBeforeWhenLessComes() {
        for (int i = 0; i < 100; i++) {
            decides();
            goesOn(1);
        }
        goesOn(100);
        commits.clear();
        decides();
        goesOn(20);
        decides();

        assertThat(commits).hasSize(2);
    }

    @Test
    void waitsForNoMomentOfAClockThatWasSetBack() {
        decides();
        now -= Duration.ofHours(1).toMillis();
        context.setCurrentSystemTimeMs(now);
        decides();

        assertThat(commits).hasSize(2);
    }

    @Test
    void isNotMadeAnyMoreByOneThatHasEnded() {
        decides();
        decides();
        decides();
        pace.close();
        goesOn(100);

        assertThat(commits).containsExactly(0L, 0L);
    }

    private void decides() {
        pace.decided();
        note();
    }

    private void goesOn(int millis) {
        for (int i = 0; i < millis; i++) {
            context.setCurrentSystemTimeMs(++now);
            var since = now;
            List.copyOf(context.scheduledPunctuators()).stream()
                    .filter(it -> !it.cancelled()
                            && since >= began(it) + it.getInterval().toMillis())
                    .forEach(it -> it.getPunctuator().punctuate(since));
            note();
        }
    }

    private final List<CapturedPunctuator> known = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();

    private long began(CapturedPunctuator punctuator) {
        return begun.get(known.indexOf(punctuator));
    }

    private void note() {
        context.scheduledPunctuators().stream()
                .filter(it -> !known.contains(it))
                .forEach(it -> {
                    known.add(it);
                    begun.add(now);
                });
        if (context.committed()) {
            commits.add(now - NOON);
            context.resetCommit();
        }
    }
}
