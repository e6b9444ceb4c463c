package io.movein.reporter.page;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Actor;
import io.movein.model.Attempt;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Evidence;
import io.movein.model.Gate;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.model.PoolFacts;
import io.movein.model.Progress;
import io.movein.model.QueuePlace;
import io.movein.model.Resources;
import io.movein.model.Role;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.model.State;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Migrations as they may stand. */
final class Given {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final long GIB = 1L << 30;

    private Given() {}

    static MigrationSnapshot aMigration(
            int number, State state, Duration age, UnaryOperator<MigrationStatus.Builder> change) {
        var status = MigrationStatus.newBuilder()
                .setState(state)
                .setAuthor(Actor.newBuilder()
                        .setId(7)
                        .setLogin("owner-" + number % 3)
                        .setRoles(List.of(Role.AUTHOR))
                        .build())
                .setTitle("Move library " + number)
                .setRevision("0123456789abcdef0123456789abcdef")
                .setRequest(MigrationRequest.newBuilder()
                        .setMode(Mode.LIVE)
                        .setSpike(resources(2_000, 4, 20))
                        .build())
                .setTenant("tenant-" + number % 5)
                .setRequestedAt(NOON.minus(age).minusSeconds(100_000));
        return MigrationSnapshot.newBuilder()
                .setMigration("acme/platform#" + number)
                .setSequence(4)
                .setAt(NOON.minus(age))
                .setStateSince(NOON.minus(age))
                .setStatus(change.apply(status).build())
                .setFriction(Friction.newBuilder()
                        .setReviewsFailed(1)
                        .setOperatorActions(2)
                        .setOperatorSeconds(3_600)
                        .build())
                .setPool(PoolFacts.newBuilder()
                        .setNodes(3)
                        .setLargestNode(resources(8_000, 32, 100))
                        .setTotal(resources(24_000, 96, 300))
                        .build())
                .build();
    }

    /** In its second stage, whose gate asks since so long ago. */
    static PlanSnapshot aPlan(int number, Duration age, UnaryOperator<PlanStatus.Builder> change) {
        var status = PlanStatus.newBuilder()
                .setState(PlanState.IN_STAGES)
                .setAuthor(Actor.newBuilder()
                        .setId(7)
                        .setLogin("lead-" + number)
                        .setRoles(List.of(Role.AUTHOR))
                        .build())
                .setTitle("Move the house " + number)
                .setRevision("0123456789abcdef0123456789abcdef")
                .setRequest(PlanRequest.newBuilder().build())
                .setStages(List.of(
                        stage(Stage.ASSESSMENT, Gate.AUTO, StageState.PASSED, age)
                                .setPullRequest(number + 1)
                                .build(),
                        stage(Stage.MAPPING, Gate.ASK, StageState.ASKING, age)
                                .setPullRequest(number + 2)
                                .build(),
                        stage(Stage.MIGRATE, Gate.ASK, StageState.WAITING, age).build(),
                        stage(Stage.VALIDATION, Gate.ASK, StageState.WAITING, age)
                                .build(),
                        stage(Stage.CUTOVER, Gate.EXTERNAL, StageState.WAITING, age)
                                .build()))
                .setTurn(PlanTurn.OWNER_OR_OPERATOR)
                .setRequestedAt(NOON.minus(age).minusSeconds(100_000));
        return PlanSnapshot.newBuilder()
                .setMigration("acme/platform#" + number)
                .setSequence(4)
                .setAt(NOON.minus(age))
                .setStateSince(NOON.minus(age))
                .setStatus(change.apply(status).build())
                .build();
    }

    private static StageStatus.Builder stage(Stage stage, Gate gate, StageState state, Duration age) {
        return StageStatus.newBuilder()
                .setStage(stage)
                .setGate(gate)
                .setState(state)
                .setSince(NOON.minus(age));
    }

    /** A migration's status, which names this plan. */
    static UnaryOperator<MigrationStatus.Builder> naming(int plan) {
        return status -> status.setRequest(MigrationRequest.newBuilder(status.getRequest())
                .setMigrationPlan("acme/platform#" + plan)
                .build());
    }

    static Resources resources(long cpuMillis, long memoryGib, long storageGib) {
        return Resources.newBuilder()
                .setCpuMillis(cpuMillis)
                .setMemoryBytes(memoryGib * GIB)
                .setStorageBytes(storageGib * GIB)
                .build();
    }

    static MigrationStatus.Builder running(MigrationStatus.Builder status) {
        return status.setRuns(List.of(run().setProgress(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(250)
                        .setTotal(1_000L)
                        .setUnit("albums")
                        .setEtaSeconds(5_400L)
                        .build())
                .build()));
    }

    /** What the process of its run told so long ago. */
    static RunProgress told(int number, Duration ago) {
        return RunProgress.newBuilder()
                .setMigration("acme/platform#" + number)
                .setRun(1)
                .setSequence(4)
                .setAt(NOON.minus(ago))
                .setProgress(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(250)
                        .setTotal(1_000L)
                        .setUnit("albums")
                        .setEtaSeconds(5_400L)
                        .build())
                .build();
    }

    static MigrationStatus.Builder succeeded(MigrationStatus.Builder status) {
        return status.setRuns(List.of(run().setResult(RunResult.newBuilder()
                        .setOutcome(RunOutcome.SUCCEEDED)
                        .setDetail("The process ended with exit code 0.")
                        .setStartedAt(NOON.minusSeconds(7_000))
                        .setFinishedAt(NOON.minusSeconds(1_000))
                        .setConclusion(Conclusion.newBuilder()
                                .setChecks(List.of(CheckResult.newBuilder()
                                        .setCheck("row count")
                                        .setOf("albums")
                                        .setSource("1000")
                                        .setTarget("1000")
                                        .setMatch(true)
                                        .build()))
                                .setEvidence(Evidence.newBuilder()
                                        .setLocation("s3://evidence/17")
                                        .build())
                                .build())
                        .build())
                .build()));
    }

    static MigrationStatus.Builder queued(MigrationStatus.Builder status) {
        return status.setQueue(QueuePlace.newBuilder()
                .setPosition(9)
                .setWaitingFor("run 1 of acme/platform#3")
                .build());
    }

    static MigrationStatus.Builder heldBackByANode(MigrationStatus.Builder status) {
        return status.setRuns(List.of(run().setStartedAt(null)
                .setOrderedAt(NOON.minusSeconds(80))
                .setPending(
                        "pod movein-1-run-1-abcde on node node-7, which does not answer; an operator who knows that it"
                                + " is off for good sets the label operator:node-off")
                .build()));
    }

    private static Run.Builder run() {
        return Run.newBuilder()
                .setNumber(1)
                .setRevision("0123456789abcdef0123456789abcdef")
                .setMode(Mode.LIVE)
                .setAttempt(Attempt.FRESH)
                .setOrderedAt(NOON.minusSeconds(7_010))
                .setStartedAt(NOON.minusSeconds(7_000));
    }

    /** Of {@code movein.migrations}, as it is read. */
    static ConsumerRecord<String, byte[]> record(Codec codec, long offset, MigrationSnapshot snapshot) {
        return record(codec, Topic.MIGRATIONS, offset, snapshot.getMigration(), snapshot);
    }

    /** Of {@code movein.plans}, as it is read. */
    static ConsumerRecord<String, byte[]> record(Codec codec, long offset, PlanSnapshot snapshot) {
        return record(codec, Topic.PLANS, offset, snapshot.getMigration(), snapshot);
    }

    private static ConsumerRecord<String, byte[]> record(
            Codec codec, Topic topic, long offset, String key, SpecificRecord snapshot) {
        var id = MigrationId.parse(key);
        var written =
                codec.encode(topic, new Message<>("1", "/movein/review", id, NOON, Traceparent.begin(), snapshot));
        return new ConsumerRecord<>(
                written.topic(),
                0,
                offset,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                written.key(),
                written.value(),
                written.headers(),
                Optional.empty());
    }
}
