package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class KeptAdminTest {
    @Test
    void aQuestionThatTheClientNeverGivesUpIsGivenUpByTheMonotonicClock() {
        var never = new KafkaFutureImpl<String>();

        assertThatThrownBy(() -> KafkaAnswers.answer(never, System.nanoTime() + 1))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("was the clock set?");
    }

    @Test
    void anAnswerThatIsThereIsTakenHoweverLateItIsLookedFor() throws Exception {
        var answered = new KafkaFutureImpl<String>();
        answered.complete("here");

        assertThat(KafkaAnswers.answer(answered, System.nanoTime() - 1)).isEqualTo("here");
    }
}
