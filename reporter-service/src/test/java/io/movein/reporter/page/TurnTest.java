package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.ControlResult;
import io.movein.model.Lag;
import io.movein.model.Progress;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Row RUNNING =
            Row.of(aMigration(7, State.RUNNING, Duration.ofHours(2), Given::running), new Row.Place(0, 0));

    @Test
    void aRunThatHasNotGotFurtherForAQuarterOfAnHourIsAnOperatorsTurnSinceThen() {
        assertThat(Turn.of(told(Duration.ofMinutes(15)), NOON)).isEmpty();
        assertThat(Turn.of(told(Duration.ofMinutes(16)), NOON)).hasValue(Turn.RUN_STALLED);
        assertThat(Turn.RUN_STALLED.since(told(Duration.ofMinutes(16)))).isEqualTo(NOON.minusSeconds(960));
    }

    @Test
    void whatAProcessToldBeforeItWasReadAnewIsAsOldAsItsRun() {
        assertThat(Turn.of(RUNNING, NOON)).hasValue(Turn.RUN_STALLED);
        assertThat(Turn.RUN_STALLED.since(RUNNING)).isEqualTo(NOON.minusSeconds(7_000));
    }

    @Test
    void aProcessThatNeverTellsHowFarItIsIsNotStalled() {
        var quiet = aMigration(7, State.RUNNING, Duration.ofHours(2), status -> {
            Given.running(status);
            return status.setRuns(List.of(Run.newBuilder(status.getRuns().getFirst())
                    .setProgress(null)
                    .build()));
        });

        assertThat(Turn.of(Row.of(quiet, new Row.Place(0, 0)), NOON)).isEmpty();
    }

    @Test
    void aPausedProcessWaitsForAWord() {
        assertThat(Turn.of(told(Duration.ofHours(1), it -> it.setDid(did("pause", "paused"))), NOON))
                .isEmpty();
        assertThat(Turn.of(told(Duration.ofHours(1), it -> it.setDid(did("pause", "refused: not now"))), NOON))
                .hasValue(Turn.RUN_STALLED);
        assertThat(Turn.of(
                        told(Duration.ofHours(1), it -> it.setDid(did("pause", "paused", "continue", "continued"))),
                        NOON))
                .hasValue(Turn.RUN_STALLED);
    }

    @Test
    void oneThatIsUpToDateWithItsSourceWaitsForItsCutover() {
        assertThat(Turn.of(told(Duration.ofHours(1), it -> it.setLag(lag(0L, 0L))), NOON))
                .isEmpty();
        assertThat(Turn.of(told(Duration.ofHours(1), it -> it.setLag(lag(3L, 0L))), NOON))
                .hasValue(Turn.RUN_STALLED);
        assertThat(Turn.of(told(Duration.ofHours(1), it -> it.setLag(lag(null, null))), NOON))
                .hasValue(Turn.RUN_STALLED);
    }

    private static Row told(Duration age) {
        return told(age, it -> it);
    }

    private static Row told(Duration age, UnaryOperator<Progress.Builder> change) {
        return RUNNING.with(RunProgress.newBuilder()
                .setMigration(RUNNING.id().toString())
                .setRun(1)
                .setSequence(4)
                .setAt(NOON.minus(age))
                .setProgress(change.apply(Progress.newBuilder(requireNonNull(RUNNING.progress())))
                        .build())
                .build());
    }

    private static Lag lag(@Nullable Long keys, @Nullable Long bytes) {
        return Lag.newBuilder().setKeys(keys).setBytes(bytes).build();
    }

    private static List<ControlResult> did(String... commandsAndResults) {
        return IntStream.range(0, commandsAndResults.length / 2)
                .mapToObj(i -> ControlResult.newBuilder()
                        .setId("comment:" + i)
                        .setCommand(commandsAndResults[2 * i])
                        .setResult(commandsAndResults[2 * i + 1])
                        .build())
                .toList();
    }
}
