package io.movein.process.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Classifier.Verdict;
import io.movein.process.retry.Writing.Found;
import io.movein.process.retry.Writing.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final class Answer extends IOException {
        Answer(int status) {
            super(Integer.toString(status));
        }
    }

    private final Pace pace = Pace.of(new PaceSettings(16, null, null));
    private final AtomicInteger calls = new AtomicInteger();
    private final Retries retries = new Retries(RetriesTest::classify, pace, Duration.ofMillis(1));

    @Test
    void triesAgainWhatMayPass() throws Exception {
        assertThat(retries.call(Blame.SOURCE, () -> answer(500, 500))).isEqualTo("ok");
        assertThat(calls).hasValue(3);
    }

    @Test
    void triesOnceWhatCannotPass() {
        assertThatThrownBy(() -> retries.call(Blame.SOURCE, () -> answer(403, 403)))
                .isInstanceOf(Answer.class)
                .hasMessage("403");
        assertThat(calls).hasValue(1);
    }

    @Test
    void givesUpWithTheLastFailure() {
        assertThatThrownBy(() -> retries.call(Blame.SOURCE, () -> answer(500, 500, 500, 500, 500, 502)))
                .hasMessage("502");
        assertThat(calls).hasValue(6);
    }

    @Test
    void waitsAfterTheFirstFailureAsAfterEachOther() throws Exception {
        var patient = new Retries(RetriesTest::classify, pace, Duration.ofMillis(40));
        var began = System.nanoTime();

        assertThat(patient.call(Blame.SOURCE, () -> answer(500))).isEqualTo("ok");

        assertThat(calls).hasValue(2);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void throttlingCostsNoTryAndSlowsDown() throws Exception {
        // more than there are tries
        var answers = new int[12];
        Arrays.fill(answers, 429);

        assertThat(retries.call(Blame.DESTINATION, () -> answer(answers))).isEqualTo("ok");

        assertThat(calls).hasValue(13);
        assertThat(pace.now().allowed()).isLessThan(16);
        assertThat(pace.now().throttled()).containsExactly(Blame.DESTINATION);
    }

    @Test
    void readsBackAfterAnUnknownOutcome() throws Exception {
        assertThat(Writing.once(() -> {}, () -> Found.NOTHING)).isEqualTo(Result.WRITTEN);
        assertThat(Writing.once(RetriesTest::lost, () -> Found.SAME)).isEqualTo(Result.FOUND_WRITTEN);
        assertThat(Writing.once(RetriesTest::lost, () -> Found.OTHER)).isEqualTo(Result.OCCUPIED);
        assertThatThrownBy(() -> Writing.once(RetriesTest::lost, () -> Found.NOTHING))
                .hasMessage("500");
        assertThatThrownBy(() -> Writing.once(RetriesTest::lost, () -> {
                    throw new Answer(503);
                }))
                .hasMessage("503")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    private String answer(int... failures) throws Answer {
        var call = calls.getAndIncrement();
        if (call < failures.length) {
            throw new Answer(failures[call]);
        }
        return "ok";
    }

    private static void lost() throws Answer {
        throw new Answer(500);
    }

    private static Verdict classify(Throwable failure) {
        return switch (String.valueOf(failure.getMessage())) {
            case "429" -> new Verdict.Throttled(Optional.empty());
            case "403" -> new Verdict.Permanent();
            default -> new Verdict.Passing();
        };
    }
}
