package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static io.movein.runner.Samples.stop;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.EgressRule;
import io.movein.model.FailureKind;
import io.movein.model.Resources;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.RunSpec;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Access;
import io.movein.runner.run.RunRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the runner does on any API server with a Job controller; pods are played through their status. */
abstract class ClusterSuite {
    private static final AtomicInteger NUMBERS = new AtomicInteger((int) (System.currentTimeMillis() % 100_000) * 100);
    Tenant tenant;
    RunRef run;
    Rig rig;

    /** As an administrator: plays everybody else. */
    abstract Path kubeconfig();

    /** As the runner. */
    Path runnersKubeconfig() {
        return kubeconfig();
    }

    final Access access(Duration timeout) {
        return new Access(Optional.of(runnersKubeconfig()), timeout);
    }

    @BeforeEach
    void aTenant() throws ApiException {
        var number = NUMBERS.incrementAndGet();
        run = new RunRef(new RunId(new MigrationId("acme", "infra", number), 1), "media-" + number);
        tenant = new Tenant(new Access(Optional.of(kubeconfig()), Duration.ofSeconds(10)).client(), run.namespace());
        rig = Rig.start(access(Duration.ofSeconds(10)));
    }

    @AfterEach
    void closes() {
        rig.close();
    }

    @Test
    void carriesARunFromItsOrderToItsTeardown() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        var started = rig.awaits(RunStarted.class, run);
        tenant.ends(run, 0, "Completed", "1000 files moved");
        var result = rig.awaits(RunFinished.class, run).getResult();
        rig.order(tearDown(run, false));
        var tornDown = rig.awaits(RunTornDown.class, run);

        assertThat(started.getNode()).isEqualTo("played-node");
        assertThat(result)
                .extracting(RunResult::getOutcome, RunResult::getExitCode, RunResult::getTerminationMessage)
                .containsExactly(RunOutcome.SUCCEEDED, 0, "1000 files moved");
        assertThat(tornDown.getRemoved())
                .containsExactly(
                        "Job/" + run.name(),
                        "NetworkPolicy/" + run.name(),
                        "ServiceAccount/" + run.name(),
                        "ConfigMap/" + run.control());
        assertThat(tenant.movein()).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void carriesTheLastRunOfTheLastIssueOfTheRepositoryWithTheLongestName() throws ApiException {
        var longest = new MigrationId("o".repeat(39), "r".repeat(100), 999_999_999);
        run = new RunRef(new RunId(longest, 100), "t".repeat(63));
        tenant = new Tenant(new Access(Optional.of(kubeconfig()), Duration.ofSeconds(10)).client(), run.namespace());

        rig.order(order(spec -> spec.setKeepsState(true)
                .setSecrets(List.of("s".repeat(253), "s".repeat(252) + "2"))
                .setConfiguration("c".repeat(60_000))
                .setEgress(List.of(new EgressRule(
                        "h".repeat(63) + ".example.org", 443, List.of("203.0.113.10", "2001:db8::10"))))));
        tenant.runs(run);
        tenant.ends(run, 0, "Completed", "");
        rig.awaits(RunFinished.class, run);
        rig.order(tearDown(run, false));
        rig.awaits(RunTornDown.class, run);

        assertThat(tenant.movein()).containsExactly("ConfigMap/movein-runs");
    }

    /** As the kubelet writes it, which cannot shut the machine of a test down. */
    @Test
    void tellsThatTheNodeWasShutDownAlsoWhereTheProcessEndedWithZero() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);

        tenant.isShutDown(run);

        assertThat(rig.result(run))
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.NODE_LOST,
                        "The node was lost or evicted the run: TerminationByKubelet Pod was terminated in response to imminent node shutdown.");
    }

    @Test
    void startsNothingTwiceWhenAllOrdersComeAgain() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        tenant.ends(run, 3, "Error", "");
        rig.awaits(RunFinished.class, run);
        rig.order(tearDown(run, false));
        rig.awaits(RunTornDown.class, run);

        try (var next = Rig.start(access(Duration.ofSeconds(10)))) {
            next.order(order());
            next.order(stop(run));
            next.order(tearDown(run, false));
            next.awaits(RunTornDown.class, run);
        }

        assertThat(tenant.movein()).containsExactly("ConfigMap/movein-runs");
    }

    @Test
    void takesUpWhereAnotherRunnerDied() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);
        rig.close();
        tenant.ends(run, 42, "Error", "old host closed the connection");

        try (var next = Rig.start(access(Duration.ofSeconds(10)))) {
            assertThat(next.result(run))
                    .containsExactly(RunOutcome.FAILED, FailureKind.EXIT_CODE, "The process ended with exit code 42.");
        }
    }

    @Test
    void stopsARunAndKeepsItsLastWords() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);

        rig.order(stop(run));
        tenant.awaitsSigterm(run);
        tenant.ends(run, 143, "Error", "stopped after 17 files");

        assertThat(rig.result(run))
                .containsExactly(
                        RunOutcome.STOPPED,
                        FailureKind.STOPPED_ON_REQUEST,
                        "Stopped on request: asked for by capability-owner");
        assertThat(rig.awaits(RunFinished.class, run).getResult())
                .extracting(RunResult::getExitCode, RunResult::getTerminationMessage)
                .containsExactly(143, "stopped after 17 files");
    }

    @Test
    void callsMemoryByItsNameEvenWhereTheExitCodeIsZero() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        tenant.ends(run, 0, "OOMKilled", "");

        assertThat(rig.result(run)).startsWith(RunOutcome.FAILED, FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void endsARunWhoseImageCannotBePulled() throws ApiException {
        rig.order(order());
        tenant.waits(run, "ImagePullBackOff", "manifest unknown");
        tenant.awaitsSigterm(run);
        tenant.gone(tenant.pod(run).orElseThrow());

        assertThat(rig.result(run))
                .containsExactly(
                        RunOutcome.FAILED,
                        FailureKind.IMAGE_NOT_PULLABLE,
                        "The image cannot be pulled: ImagePullBackOff: manifest unknown (given up after 1.0 s)");
        assertThat(rig.told(run))
                .startsWith("RunPending")
                .endsWith("RunFinished")
                .doesNotContain("RunStarted");
    }

    @Test
    void endsARunWhoseSecretIsMissing() throws ApiException {
        rig.order(order());
        tenant.waits(run, "ContainerCreating", "");
        tenant.event(
                tenant.pod(run).orElseThrow(),
                "FailedMount",
                "MountVolume.SetUp failed for volume \"secret-0\" : secret \"old-host\" not found");
        tenant.awaitsSigterm(run);
        tenant.gone(tenant.pod(run).orElseThrow());

        assertThat(rig.result(run)).startsWith(RunOutcome.FAILED, FailureKind.SECRET_MISSING);
    }

    @Test
    void callsARunUnknownWhoseJobSomebodyDeleted() throws ApiException {
        rig.order(order());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run);

        tenant.batch
                .deleteNamespacedJob(run.name(), run.namespace())
                .propagationPolicy("Background")
                .execute();
        tenant.awaitsSigterm(run);
        tenant.gone(tenant.pod(run).orElseThrow());

        assertThat(rig.result(run))
                .containsExactly(
                        RunOutcome.UNKNOWN,
                        FailureKind.OUTCOME_UNREADABLE,
                        "The Job is gone; how the run ended cannot be read.");
    }

    @Test
    void neverTouchesAJobOfThatNameWhichIsNotItsOwn() throws ApiException {
        tenant.batch
                .createNamespacedJob(
                        run.namespace(),
                        new V1Job()
                                .metadata(new V1ObjectMeta().name(run.name()))
                                .spec(new V1JobSpec()
                                        .suspend(true)
                                        .template(new V1PodTemplateSpec()
                                                .spec(new V1PodSpec()
                                                        .restartPolicy("Never")
                                                        .addContainersItem(new V1Container()
                                                                .name("x")
                                                                .image("x"))))))
                .execute();

        rig.order(order());

        assertThat(rig.result(run)).startsWith(RunOutcome.FAILED, FailureKind.NOT_LAUNCHED);
        rig.order(tearDown(run, false));
        rig.awaits(RunTornDown.class, run);
        assertThat(tenant.hasJob(run)).isTrue();
    }

    @Test
    void seesTheEndWithoutAnyWatch() throws ApiException {
        rig.close();
        try (var deaf = Rig.withoutWatches(access(Duration.ofSeconds(10)))) {
            deaf.order(order());
            tenant.runs(run);
            deaf.awaits(RunStarted.class, run);
            tenant.ends(run, 0, "Completed", "");

            assertThat(deaf.result(run)).startsWith(RunOutcome.SUCCEEDED);
        }
    }

    final LaunchRun order() {
        return order(UnaryOperator.identity());
    }

    final LaunchRun order(UnaryOperator<RunSpec.Builder> change) {
        var spec = spec().setNamespace(run.namespace())
                .setResources(new Resources(100L, 64L << 20, 1L << 20))
                .setSecrets(List.of("old-host"));
        var order = launch(run, change.apply(spec).build());
        return LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build();
    }
}
