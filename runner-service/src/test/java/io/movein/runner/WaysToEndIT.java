package io.movein.runner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.report.RunFinished;
import io.movein.runner.WaysToEnd.Way;
import io.movein.runner.run.PendingTimeouts;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Each way in which a run can end, provoked on a real node: what the owner reads, word for word. All begin at once. */
@Tag("real-cluster")
class WaysToEndIT {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static Rig rig;

    @BeforeAll
    static void begins() {
        rig = Rig.onARealNode(RealNode.runner(), new PendingTimeouts(SHORT, SHORT, SHORT, Duration.ofMinutes(2)));
    }

    @AfterAll
    static void ends() {
        if (rig != null) {
            rig.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> saysHowTheRunEnded() {
        return WaysToEnd.all().stream().map(way -> new Provoked(way, Thread.ofVirtual())).toList().stream()
                .map(it -> DynamicTest.dynamicTest(it.way.name(), it::isTold));
    }

    private static final class Provoked {
        private final Way way;
        private final Thread thread;
        private volatile @Nullable RunOnARealNode run;
        private volatile @Nullable Throwable failure;

        Provoked(Way way, Thread.Builder threads) {
            this.way = way;
            this.thread = threads.start(this::provoke);
        }

        private void provoke() {
            try {
                var begun = new RunOnARealNode(rig, way.script());
                run = begun;
                begun.begin(way.request());
                if (way.isActedUpon()) {
                    begun.awaitsStart();
                    way.act().on(begun);
                }
            } catch (Throwable e) {
                failure = e;
            }
        }

        void isTold() throws Throwable {
            thread.join();
            if (failure != null) {
                throw failure;
            }
            var id = requireNonNull(run).run;
            var result =
                    rig.awaits(RunFinished.class, id, Duration.ofMinutes(3)).getResult();
            assertThat(List.<Object>of(result.getOutcome(), result.getFailure(), way.withoutQuote(result.getDetail())))
                    .containsExactly(way.outcome(), way.failure(), way.detail());
            if (way.message() != null) {
                assertThat(result.getTerminationMessage()).isEqualTo(way.message());
            }
            assertThat(rig.told(id)).containsOnlyOnce("RunFinished");
            if (rig.told(id).contains("RunStarted")) {
                assertThat(result.getStartedAt()).as("when it started").isNotNull();
            }
        }
    }
}
