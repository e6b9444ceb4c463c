package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.report.NodeSilent;
import io.movein.report.RunFinished;
import io.movein.runner.run.PendingTimeouts;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node of the real kind whose kubelet falls silent while a process runs on it. */
class LostNodeIT {
    private Rig rig;

    @BeforeEach
    void begins() {
        rig = Rig.onARealNode(RealNode.runner(), PendingTimeouts.defaults());
    }

    @AfterEach
    void ends() throws Exception {
        Files.deleteIfExists(RealNode.cluster().directory().resolve("hold/kubelet"));
        rig.close();
    }

    @Test
    void saysWithinAMinuteThatTheNodeDoesNotAnswerAndTakesNothingForAnEnd() throws Exception {
        var lost = new RunOnARealNode(rig, "while :; do sleep 1; done");
        lost.begin(it -> it);
        lost.awaitsStart();

        stopTheKubelet();
        var stopped = Instant.now();
        var told = rig.awaits(NodeSilent.class, lost.run, Duration.ofSeconds(60));
        var after = Duration.between(stopped, Instant.now());
        lost.kubectl("delete", "pod", "--force", "--grace-period=0", "--wait=false", "--all");
        Thread.sleep(
                Duration.ofSeconds(5)); // as long as the Job controller takes to see that the pod is gone, and more
        var whileSilent = rig.told(lost.run);
        RealNode.kubectl("taint", "nodes", told.getNode(), "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute");
        var result =
                rig.awaits(RunFinished.class, lost.run, Duration.ofMinutes(2)).getResult();
        System.out.println("The node's silence was told after " + after.toSeconds() + " s");

        assertThat(after).isLessThan(Duration.ofMinutes(1));
        assertThat(whileSilent).doesNotContain("RunFinished");
        assertThat(result.getStartedAt()).isNotNull();
        assertThat(result.getDetail()).startsWith("The node was lost or took the run away: ");
        RealNode.kubectl("taint", "nodes", told.getNode(), "node.kubernetes.io/out-of-service-");
    }

    private static void stopTheKubelet() throws Exception {
        var cluster = RealNode.cluster();
        Files.createDirectories(cluster.directory().resolve("hold"));
        Files.createFile(cluster.directory().resolve("hold/kubelet"));
        cluster.run("inside", "kill", "-9", Long.toString(cluster.pid("kubelet")));
    }
}
