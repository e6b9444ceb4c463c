package io.movein.standin.node;

import static io.movein.standin.node.Cluster.container;
import static io.movein.standin.node.Cluster.limited;
import static io.movein.standin.node.Cluster.once;
import static io.movein.standin.node.Cluster.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How pods end, by themselves and by others. */
abstract class PodEndsSuite extends NodeRig {
    @Test
    void tellsTheExitCodeAndTheLastLinesOfTheLog() throws Exception {
        cluster.run(
                "exit",
                once(container(shell, "echo source is gone; exit 3")
                        .terminationMessagePolicy("FallbackToLogsOnError")));

        var pod = cluster.awaitPhase("exit", "Failed");

        assertThat(state(pod).getTerminated())
                .extracting("exitCode", "reason", "message")
                .containsExactly(3, "Error", "source is gone\n");
        assertThat(pod.getStatus().getReason()).isNull();
        assertThat(pod.getStatus().getConditions())
                .filteredOn(one -> one.getType().equals("Ready"))
                .extracting(V1PodCondition::getStatus, V1PodCondition::getReason)
                .containsExactly(tuple("False", "PodFailed"));
    }

    @Test
    void killsAProcessThatTakesMoreMemoryThanItsLimit() throws Exception {
        cluster.run("memory", once(limited(container(shell, "exec tail /dev/zero"), "64Mi")));

        var pod = cluster.awaitPhase("memory", "Failed");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(137, "OOMKilled");
    }

    @Test
    void tellsThatAChildWasKilledForMemoryWhenItsParentExitsWithZero() throws Exception {
        cluster.run("child-memory", once(limited(container(shell, "tail /dev/zero; exit 0"), "64Mi")));

        var pod = cluster.awaitPhase("child-memory", "Succeeded");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(0, "OOMKilled");
    }

    @Test
    void endsAPodThatIsDeletedWithSigtermFirst() throws Exception {
        var proof = folder.resolve("stopped");
        cluster.run(
                "polite",
                once(container(
                        shell,
                        "trap 'echo stopped at a safe point > %s; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
                                .formatted(proof))));
        awaitLog("polite", "ready");

        cluster.core().deleteNamespacedPod("polite", cluster.namespace()).execute();

        awaitGone("polite");
        assertThat(proof).hasContent("stopped at a safe point");
    }

    @Test
    void killsTheWholeTreeOfAPodThatDoesNotHeedSigterm() throws Exception {
        cluster.run(
                "stubborn",
                once(container(shell, "trap '' TERM; sleep 300 & echo $!; wait; sleep 300"))
                        .terminationGracePeriodSeconds(1L));
        var child = Long.parseLong(awaitLog("stubborn", "\n").trim());

        cluster.core().deleteNamespacedPod("stubborn", cluster.namespace()).execute();

        awaitGone("stubborn");
        assertThat(isRunning(child)).isFalse();
    }

    @Test
    void evictsAPodThatFillsItsScratchVolume() throws Exception {
        cluster.run(
                "evicted",
                once(container(shell, "head -c 3000000 /dev/zero > \"$SCRATCH/big\"; sleep 300")
                                .env(List.of(new V1EnvVar().name("SCRATCH").value("/scratch")))
                                .volumeMounts(List.of(
                                        new V1VolumeMount().name("scratch").mountPath("/scratch"))))
                        .volumes(List.of(new V1Volume()
                                .name("scratch")
                                .emptyDir(new V1EmptyDirVolumeSource().sizeLimit(new Quantity("2Mi"))))));

        var pod = cluster.awaitPhase("evicted", "Failed");

        assertThat(pod.getStatus())
                .extracting("reason", "message")
                .containsExactly("Evicted", "Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\". ");
        assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
    }

    @Test
    void tellsAProgramThatCannotBeRun() throws Exception {
        cluster.run("nonsense", once(container(shell, "").command(List.of("/no/such/program"))));

        var pod = cluster.awaitPhase("nonsense", "Failed");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(128, "StartError");
        assertThat(state(pod).getTerminated().getMessage()).contains("exec: \"/no/such/program\"");
    }

    @Test
    void leavesNoProcessBehindWhenItCloses() throws Exception {
        cluster.run("once", once(container(shell, "echo $$$$; sleep 300")));
        cluster.run("always", once(container(shell, "echo $$$$; sleep 300")).restartPolicy("Always"));
        var first = Long.parseLong(awaitLog("once", "\n").trim());
        var second = Long.parseLong(awaitLog("always", "\n").trim());

        node.close();

        assertThat(isRunning(first)).isFalse();
        assertThat(isRunning(second)).isFalse();
        assertThat(cluster.awaitPhase("once", "Failed").getStatus().getReason()).isEqualTo("Terminated");
        node = LocalNode.start(config());
        var again = cluster.await(
                "always",
                pod -> state(pod).getRunning() != null
                        && pod.getStatus().getContainerStatuses().getFirst().getRestartCount() == 1);
        assertThat(again.getStatus().getPhase()).isEqualTo("Running");
    }
}
