package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.contract.Traceparent;
import io.movein.model.Attempt;
import io.movein.model.FailureKind;
import io.movein.model.Mode;
import io.movein.model.Resources;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.RunSpec;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RunnerStagesTest {
    private static final MigrationId MIGRATION = MigrationId.parse("acme/infra#17");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = NOON;
    private final RunnerStages stages = new RunnerStages(() -> now, meters);

    @Test
    void eachStageIsMeasuredOnceWhateverIsToldAgain() {
        now = NOON.plusSeconds(2);
        stages.carriedOut(message(launch()));
        stages.told(message(started()));
        stages.told(message(started()));
        stages.spoke(new RunId(MIGRATION, 1), NOON.plusSeconds(10));
        stages.spoke(new RunId(MIGRATION, 1), NOON.plusSeconds(11));
        stages.told(message(finished()));

        assertThat(seconds("order-to-job")).isEqualTo(2);
        assertThat(seconds("job-to-start")).isEqualTo(5);
        assertThat(seconds("start-to-first-line")).isEqualTo(3);
        assertThat(seconds("start-to-end")).isEqualTo(60);
    }

    @Test
    void whatBeganBeforeThisRunnerDidIsNotGuessed() {
        stages.told(message(started()));

        assertThat(meters.get("movein.journey.stage")
                        .tag("stage", "job-to-start")
                        .timer()
                        .count())
                .isZero();
    }

    private double seconds(String stage) {
        var timer = meters.get("movein.journey.stage").tag("stage", stage).timer();
        assertThat(timer.count()).isEqualTo(1);
        return timer.totalTime(TimeUnit.SECONDS);
    }

    private static Message<SpecificRecord> message(SpecificRecord body) {
        return new Message<>("id", "/movein/test", MIGRATION, NOON, Traceparent.begin(), body);
    }

    private static LaunchRun launch() {
        return LaunchRun.newBuilder()
                .setMigration(MIGRATION.toString())
                .setRun(1)
                .setOrderedAt(NOON)
                .setSpec(RunSpec.newBuilder()
                        .setNamespace("media")
                        .setImage("importer@sha256:0")
                        .setMode(Mode.LIVE)
                        .setAttempt(Attempt.FRESH)
                        .setResources(Resources.newBuilder()
                                .setCpuMillis(1)
                                .setMemoryBytes(1)
                                .setStorageBytes(0)
                                .build())
                        .build())
                .build();
    }

    private static RunStarted started() {
        return RunStarted.newBuilder()
                .setMigration(MIGRATION.toString())
                .setRun(1)
                .setStartedAt(NOON.plusSeconds(7))
                .setNode("node-1")
                .build();
    }

    private static RunFinished finished() {
        return RunFinished.newBuilder()
                .setMigration(MIGRATION.toString())
                .setRun(1)
                .setResult(RunResult.newBuilder()
                        .setOutcome(RunOutcome.SUCCEEDED)
                        .setFailure(FailureKind.NONE)
                        .setStartedAt(NOON.plusSeconds(7))
                        .setFinishedAt(NOON.plusSeconds(67))
                        .build())
                .build();
    }
}
