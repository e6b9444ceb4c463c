package io.movein.runner;

import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aSpec;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exit code of 0 waits until a sign that something had told the process to stop has shown, unless the process says that it was done. */
class CompleteByItsOwnWordTest {
    private static final String COMPLETE = "{\"movein\":{\"summary\":\"all moved\",\"complete\":true}}";
    private final Bench bench = new Bench();
    private final Playing play = bench.play;

    @BeforeEach
    void runs() {
        bench.settle = Duration.ofSeconds(2);
        bench.restart();
        bench.runs(aSpec());
        bench.look();
    }

    @Test
    void isBelievedAtOnce() {
        play.says(RUN, 0, COMPLETE);
        play.condition(RUN, "Complete");
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.SUCCEEDED, FailureKind.NONE);
    }

    @Test
    void waitsForItsJobAndForNothingElse() {
        bench.reconciler.remember(play.says(RUN, 0, COMPLETE));
        assertThat(bench.reconcilesAgainAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(bench.told()).containsExactly("RunStarted");

        play.condition(RUN, "Complete");
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"movein\":{\"summary\":\"all moved\"}}",
                "{\"movein\":{\"summary\":\"all moved\",\"complete\":false}}",
                "complete",
                ""
            })
    void isNotWhatAnythingElseSays(String message) {
        play.says(RUN, 0, message);
        play.condition(RUN, "Complete");
        bench.look();
        assertThat(bench.told()).containsExactly("RunStarted");

        assertThat(bench.reconcilesAgainAfter(Duration.ofMillis(500))).hasMillis(1500);
    }

    @Test
    void isNotBelievedWhereASignHasShownByThen() {
        play.says(RUN, 0, COMPLETE);
        play.condition(RUN, "Complete");
        bench.cluster.event(new CoreV1Event()
                .reason("Killing")
                .message("Stopping container migration")
                .involvedObject(new V1ObjectReference()
                        .kind("Pod")
                        .uid(play.pod(RUN).getMetadata().getUid())));
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.UNKNOWN, FailureKind.OUTCOME_UNREADABLE);
    }

    @Test
    void isNotBelievedWithAnotherExitCode() {
        play.says(RUN, 3, COMPLETE);
        play.condition(RUN, "Failed");
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.FAILED);
    }
}
