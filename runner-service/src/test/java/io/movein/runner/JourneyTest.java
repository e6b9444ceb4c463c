package io.movein.runner;

import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.RunSpec;
import io.movein.order.ControlRun;
import io.movein.report.NetworkChanged;
import io.movein.report.RunFinished;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Orders, looks and reports together, on a cluster in memory whose controllers the test plays. */
class JourneyTest {
    private final Bench bench = new Bench();
    private final InMemoryCluster cluster = bench.cluster;
    private final Playing play = bench.play;

    /** The lines have the time of their node, whose clock may be ahead: what was written between two looks would be missed. */
    @Test
    void readsALogFromTheLastReadingOnWhateverTheClockOfTheNodeSays() {
        bench.runs(aSpec());
        bench.reconcilesAgainAfter(Duration.ofSeconds(1));
        bench.reconcilesAgainAfter(Duration.ofSeconds(10));
        cluster.log(RUN.name() + "-pod", "starting\n");
        bench.reconcilesAgainAfter(Duration.ofSeconds(10));
        bench.reconcilesAgainAfter(Duration.ofSeconds(10));
        bench.reconcilesAgainAfter(Duration.ofSeconds(7));

        assertThat(cluster.readings)
                .containsExactly(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.of(Duration.ofSeconds(7)));
    }

    @Test
    void carriesARunFromItsOrderToItsTeardown() {
        cluster.put(aLibrary());

        bench.runs(aFullSpec());
        cluster.log(
                RUN.name() + "-pod",
                "starting\n{\"movein\":{\"phase\":\"copy\",\"done\":950,\"total\":1000,\"unit\":\"objects\"}}\n");
        bench.look();
        play.ends(RUN, 0, "Completed");
        bench.look();
        bench.order(tearDown(RUN, false));
        bench.look();

        assertThat(bench.told()).containsExactly("RunStarted", "RunProgressed", "RunFinished", "RunTornDown");
        assertThat(bench.only(RunFinished.class).getResult())
                .extracting(RunResult::getOutcome, RunResult::getTerminationMessage, RunResult::getLastLines)
                .containsExactly(RunOutcome.SUCCEEDED, "last words", List.of("starting"));
        assertThat(bench.only(RunTornDown.class))
                .isEqualTo(new RunTornDown(
                        MIGRATION.toString(),
                        1,
                        false,
                        List.of(
                                "Job/movein-17-run-1",
                                "NetworkPolicy/movein-17-run-1",
                                "ServiceAccount/movein-17-run-1",
                                "ConfigMap/movein-17-run-1-config",
                                "ConfigMap/movein-17-run-1-control",
                                "PersistentVolumeClaim/movein-17-state")));
        assertThat(cluster.names("media")).containsExactly("ConfigMap/movein-runs", "Service/library");
    }

    @Test
    void passesCommandsOnInOrderEachOnceAlsoWhereTheirOrdersComeAgain() {
        bench.runs(aSpec());
        bench.look();

        bench.order(control("comment:1", ControlKind.PAUSE));
        bench.restart();
        bench.order(control("comment:1", ControlKind.PAUSE));
        bench.order(control("comment:2", ControlKind.CONTINUE));

        var commands = cluster.get(Kind.CONFIG_MAP, "media", RUN.control()).orElseThrow();
        assertThat(commands.getData().get("commands")).isEqualTo("""
                        {"id":"comment:1","command":"pause"}
                        {"id":"comment:2","command":"continue"}
                        """);
        assertThat(play.pod(RUN).getMetadata().getAnnotations()).containsEntry("movein.io/control", "comment:2");
    }

    @Test
    void appendsACommandAgainWhereItDiedBeforeItTouchedThePod() {
        bench.runs(aSpec());
        cluster.isAwayFor(call -> call.startsWith("annotate"));
        assertThatThrownBy(() -> bench.order(control("comment:1", ControlKind.PAUSE)))
                .isInstanceOf(UnavailableException.class);
        cluster.isAwayFor(_ -> false);

        bench.order(control("comment:1", ControlKind.PAUSE));

        assertThat(play.pod(RUN).getMetadata().getAnnotations()).containsEntry("movein.io/control", "comment:1");
    }

    @Test
    void doesNotMindACommandToARunThatIsGone() {
        bench.order(control("comment:1", ControlKind.PAUSE));

        assertThat(cluster.names("media")).isEmpty();
    }

    @Test
    void tellsAnAlarmOnceAndTheSameAgainInTheNextLife() {
        bench.runs(aSpec());
        cluster.log(
                RUN.name() + "-pod",
                "{\"movein\":{\"alarm\":{\"name\":\"targetGone\",\"detail\":\"no bucket\"}}}\nmore\n");
        bench.look();
        bench.look();
        var once = bench.ids();
        bench.restart();
        bench.look();

        assertThat(once).containsExactly("acme/infra#17/run-1/started", "acme/infra#17/run-1/alarm/000000000");
        assertThat(bench.ids().subList(2, 4)).isEqualTo(once);
    }

    @Test
    void tellsTheEndOfARunWhoseNamespaceIsDeletedWithItsLedger() {
        bench.runs(aSpec());
        bench.look();
        cluster.removeNamespace("media");
        bench.reconciler.reconcile(RUN);

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.UNKNOWN,
                        FailureKind.OUTCOME_UNREADABLE,
                        "The tenant's namespace was deleted; how the run ended cannot be read.");
    }

    @Test
    void goesOnWithAWaitWhereTheRunnerBeforeLeftIt() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.waits(RUN, "ImagePullBackOff", "not found");
        bench.look();
        bench.clock = NOW.plus(Duration.ofMinutes(4));
        bench.look();
        bench.restart();
        bench.look();
        bench.clock = NOW.plus(Duration.ofMinutes(5));
        bench.look();
        play.suspends(RUN);
        bench.look();

        assertThat(bench.result()).startsWith(RunOutcome.FAILED, FailureKind.IMAGE_NOT_PULLABLE);
    }

    @Test
    void followsTheAddressesOfADeclaredHostWhileTheProcessRuns() {
        cluster.put(aLibrary());
        bench.runs(RunSpec.newBuilder(aFullSpec())
                .setClusterRanges(List.of("2001:db8:77::/48"))
                .build());
        bench.addresses.put(
                "old-host.example.org",
                List.of("203.0.113.10", "2001:db8:0:0:0:0:0:10", "203.0.113.99", "10.96.0.1", "2001:db8:77::5"));
        bench.look();
        bench.clock = NOW.plus(Duration.ofMinutes(2));
        bench.look();

        var told = bench.only(NetworkChanged.class);
        assertThat(told.getAdded()).containsExactly("old-host.example.org 203.0.113.99");
        assertThat(told.getDropped())
                .containsExactly(
                        "old-host.example.org 10.96.0.1: not a public address (expected one of those that were approved, or a public one)",
                        "old-host.example.org 2001:db8:77::5: an address of the cluster (expected one of those that were approved, or a public one)");
        assertThat(cluster.get(Kind.NETWORK_POLICY, "media", RUN.name())
                        .orElseThrow()
                        .toString())
                .contains("203.0.113.99/32", "203.0.113.10/32")
                .doesNotContain("10.96.0.1/32");
    }

    @Test
    void tellsTheEndOfAPodThatIsCleanedUpAfterItsNodeWasLost() {
        bench.runs(aSpec());
        bench.look();
        var pod = play.pod(RUN);
        pod.getStatus()
                .phase("Failed")
                .addConditionsItem(new V1PodCondition()
                        .type("DisruptionTarget")
                        .status("True")
                        .reason("DeletionByPodGC"));
        cluster.put(pod);
        play.condition(RUN, "Failed");
        bench.look();

        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NODE_LOST,
                        "The node was lost or evicted the run: DeletionByPodGC");
    }

    private static ControlRun control(String id, ControlKind kind) {
        return ControlRun.newBuilder()
                .setMigration(MIGRATION.toString())
                .setRun(1)
                .setNamespace("media")
                .setControl(Control.newBuilder().setId(id).setKind(kind).build())
                .build();
    }

    @Test
    void saysThatItsJobWasSuspendedAlsoWhereTheJobWasReadAMomentBefore() {
        bench.runs(aSpec());
        bench.look();

        var meanwhile = new AtomicBoolean();
        cluster.isAwayFor(call -> {
            if (call.startsWith("list Pod") && meanwhile.compareAndSet(false, true)) {
                var job = play.job(RUN);
                job.getSpec().setSuspend(true);
                cluster.put(job);
                var pod = play.pod(RUN);
                pod.getMetadata().setDeletionTimestamp(NOW.atOffset(ZoneOffset.UTC));
                cluster.put(pod);
            }
            return false;
        });
        bench.look();
        play.terminated(RUN, 0, "Completed");
        bench.look();
        play.suspends(RUN);
        bench.look();

        assertThat(bench.only(RunFinished.class).getResult().getDetail())
                .isEqualTo(
                        "The process ended with exit code 0 after somebody suspended its Job, which does not show that it finished.");
    }

    @Test
    void endsARunWhoseImageCannotBePulledAfterTheConfiguredTime() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.waits(RUN, "ImagePullBackOff", "not found");
        bench.look();
        bench.clock = NOW.plus(Duration.ofMinutes(6));
        bench.look();
        play.suspends(RUN);
        bench.look();

        assertThat(bench.told()).containsExactly("RunPending", "RunFinished");
        assertThat(bench.result())
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.IMAGE_NOT_PULLABLE,
                        "The image cannot be pulled: ImagePullBackOff: not found (given up after 5 min)");
    }

    @Test
    void looksLessOftenTheLongerNothingChanges() {
        bench.order(launch(RUN, aSpec()));
        bench.look();

        assertThat(bench.reconcilesAgainAfter(Duration.ZERO)).hasSeconds(1);
        assertThat(bench.reconcilesAgainAfter(Duration.ofSeconds(10))).hasSeconds(5);
        assertThat(bench.reconcilesAgainAfter(Duration.ofSeconds(100))).hasSeconds(10);
        play.pods(RUN);
        play.waits(RUN, "ImagePullBackOff", "no such image");
        assertThat(bench.reconcilesAgainAfter(Duration.ZERO)).hasSeconds(1);
    }

    @Test
    void looksAgainAsSoonAsItIsBelievedWhereAProcessThatWasQuietForAnHourHasEndedWell() {
        bench.settle = Duration.ofSeconds(2);
        bench.restart();
        bench.runs(aSpec());
        bench.look();
        assertThat(bench.reconcilesAgainAfter(Duration.ofHours(1))).hasSeconds(10);

        play.ends(RUN, 0, "Completed");

        assertThat(bench.reconcilesAgainAfter(Duration.ZERO)).hasSeconds(2);
        assertThat(bench.reconcilesAgainAfter(Duration.ofSeconds(1))).hasSeconds(1);
    }

    @Test
    void believesAGoodEndSoLongAfterAWatchHasShownItAndNotBefore() {
        bench.settle = Duration.ofSeconds(2);
        bench.restart();
        bench.runs(aSpec());
        bench.look();

        bench.reconciler.remember(play.terminated(RUN, 0, "Completed"));
        play.condition(RUN, "Complete");
        assertThat(bench.reconcilesAgainAfter(Duration.ofMillis(250))).hasMillis(1750);
        assertThat(bench.reconcilesAgainAfter(Duration.ofMillis(1749))).hasMillis(1);
        assertThat(bench.told()).containsExactly("RunStarted");

        bench.clock = bench.clock.plusMillis(1);
        bench.reconciler.reconcile(RUN);
        assertThat(bench.result()).startsWith(RunOutcome.SUCCEEDED);
    }

    @Test
    void tellsNothingTwiceInOneLifeAndTheSameAgainInTheNext() {
        bench.order(launch(RUN, aSpec()));
        play.pods(RUN);
        play.ends(RUN, 0, "Completed");
        bench.look();
        bench.look();
        var once = bench.ids();

        bench.restart();
        bench.look();

        assertThat(once).containsExactly("acme/infra#17/run-1/started", "acme/infra#17/run-1/finished");
        assertThat(bench.ids().subList(2, 4)).isEqualTo(once);
    }

    @Test
    void tellsProgressOnceInTheIntervalAndOnlyWhenItHasChanged() {
        bench.runs(aSpec());
        for (int second = 0; second < 25; second++) {
            cluster.log(
                    RUN.name() + "-pod", "{\"movein\":{\"phase\":\"copy\",\"done\":" + Math.min(second, 12) + "}}\n");
            bench.clock = NOW.plusSeconds(second);
            bench.look();
        }

        assertThat(bench.reports(io.movein.report.RunProgressed.class))
                .extracting(it -> it.getProgress().getDone())
                .containsExactly(0L, 10L, 12L);
    }

    @Test
    void keepsWhatAPodSaidThatIsGoneBeforeItCouldBeRead() {
        bench.runs(aSpec());
        cluster.log(RUN.name() + "-pod", "cannot reach the old host\n");
        bench.look();
        bench.reconciler.remember(play.terminated(RUN, 7, "Error"));
        cluster.remove(Kind.POD, "media", RUN.name() + "-pod");
        play.condition(RUN, "Failed");
        bench.look();

        var result = bench.only(RunFinished.class).getResult();
        assertThat(result)
                .extracting(RunResult::getFailure, RunResult::getExitCode, RunResult::getLastLines)
                .containsExactly(FailureKind.EXIT_CODE, 7, List.of("cannot reach the old host"));
    }

    static V1Service aLibrary() {
        return new V1Service()
                .metadata(new V1ObjectMeta().namespace("media").name("library"))
                .spec(new V1ServiceSpec()
                        .selector(Map.of("app", "library"))
                        .addPortsItem(new V1ServicePort().port(9000)));
    }
}
