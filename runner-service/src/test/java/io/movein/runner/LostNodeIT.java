package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.model.Resources;
import io.movein.order.GiveUpNode;
import io.movein.report.NodeSilent;
import io.movein.report.RunFinished;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.run.PendingTimeouts;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node of the real kind whose kubelet falls silent while a process runs on it. */
@Tag("real-cluster")
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
    void takesANodeThatIsSlowForNothingElse() throws Exception {
        var slow = new RunOnARealNode(rig, "sleep 3; echo done > $MOVEIN_TERMINATION_LOG; exit 0");
        slow.begin(it -> it);
        slow.awaitsStart();

        var kubelet = Long.toString(RealNode.cluster().pid("kubelet"));
        RealNode.cluster().run("inside", "kill", "-STOP", kubelet);
        // less than the node controller's patience, and longer than the process takes
        Thread.sleep(Duration.ofSeconds(12));
        RealNode.cluster().run("inside", "kill", "-CONT", kubelet);
        var result =
                rig.awaits(RunFinished.class, slow.run, Duration.ofSeconds(60)).getResult();

        assertThat(result.getDetail()).isEqualTo("The process ended with exit code 0.");
        assertThat(rig.told(slow.run)).doesNotContain("NodeSilent");
    }

    @Test
    void saysThatTheClusterTookTheRunAwayForAMoreUrgentPod() throws Exception {
        var run = new RunOnARealNode(rig, "trap 'exit 0' TERM; while :; do sleep 0.2; done");
        run.begin(it -> it.setResources(new Resources(900L, 32L << 20, 0L)));
        run.awaitsStart();

        RealNode.kubectl("create", "priorityclass", "urgent", "--value=1000");
        var allocatable = RealNode.kubectl("get", "nodes", "-o=jsonpath={.items[0].status.allocatable.cpu}");
        run.kubectl(
                "run",
                "urgent",
                "--image=" + RealNode.IMAGE,
                "--overrides={\"spec\":{\"priorityClassName\":\"urgent\",\"containers\":[{\"name\":\"urgent\",\"image\":\""
                        + RealNode.IMAGE + "\",\"resources\":{\"requests\":{\"cpu\":\""
                        + (Integer.parseInt(allocatable) * 1000 - 600) + "m\"}},\"securityContext\":{"
                        + "\"allowPrivilegeEscalation\":false,\"runAsNonRoot\":true,\"runAsUser\":65532,"
                        + "\"capabilities\":{\"drop\":[\"ALL\"]},\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}}]}}");

        assertThat(rig.awaits(RunFinished.class, run.run, Duration.ofSeconds(60))
                        .getResult()
                        .getDetail())
                .isEqualTo("The node was lost or evicted the run: PreemptionByScheduler"
                        + " default-scheduler: preempting to accommodate a higher priority pod");
        run.kubectl("delete", "pod", "urgent", "--now");
    }

    @Test
    void saysWithinAMinuteThatTheNodeDoesNotAnswerAndTakesNothingForAnEndButAnOperatorsWord() throws Exception {
        var byTaint = begun();
        var byLabel = begun();

        stopTheKubelet();
        var stopped = Instant.now();
        var told = rig.awaits(NodeSilent.class, byTaint.run, Duration.ofSeconds(60));
        rig.awaits(NodeSilent.class, byLabel.run, Duration.ofSeconds(60));
        var after = Duration.between(stopped, Instant.now());
        byTaint.kubectl("delete", "pod", "--force", "--grace-period=0", "--wait=false", "--all");
        assertThatThrownBy(byLabel::beginNext)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("a process of an earlier run may still be alive: pod " + byLabel.run.name());
        // as long as the Job controller takes to see that the pod is gone, and more
        Thread.sleep(Duration.ofSeconds(5));
        var whileSilent = List.of(rig.told(byTaint.run), rig.told(byLabel.run));
        rig.order(new GiveUpNode(
                byLabel.run.id().migration().toString(), byLabel.run.id().run(), byLabel.namespace()));
        var endedByLabel = rig.awaits(RunFinished.class, byLabel.run, Duration.ofSeconds(30));
        byLabel.beginNext();
        var beforeTheTaint = rig.told(byTaint.run);
        RealNode.kubectl("taint", "nodes", told.getNode(), "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute");
        var endedByTaint = rig.awaits(RunFinished.class, byTaint.run, Duration.ofMinutes(2));
        var used = AuditLines.used(RealNode.cluster().directory());
        System.out.println("The node's silence was told after " + after.toSeconds() + " s");

        assertThat(after).isLessThan(Duration.ofMinutes(1));
        assertThat(used).contains("get nodes");
        assertThat(whileSilent).noneMatch(it -> it.contains("RunFinished"));
        assertThat(beforeTheTaint).doesNotContain("RunFinished");
        assertThat(List.of(endedByLabel.getResult(), endedByTaint.getResult()))
                .allMatch(result -> result.getStartedAt() != null);
        assertThat(endedByTaint.getResult().getDetail()).startsWith("The node was lost or evicted the run: ");
        assertThat(endedByLabel.getResult().getDetail())
                .isEqualTo("The node was lost or evicted the run: node " + told.getNode()
                        + " did not answer, and an operator has said that it is off");
        assertThat(byLabel.kubectl("get", "jobs", "-o=name"))
                .contains(byLabel.next().name());
        RealNode.kubectl("taint", "nodes", told.getNode(), "node.kubernetes.io/out-of-service-");
    }

    private RunOnARealNode begun() throws Exception {
        var run = new RunOnARealNode(rig, "while :; do sleep 1; done");
        run.begin(it -> it);
        run.awaitsStart();
        return run;
    }

    private static void stopTheKubelet() throws Exception {
        var cluster = RealNode.cluster();
        Files.createDirectories(cluster.directory().resolve("hold"));
        Files.createFile(cluster.directory().resolve("hold/kubelet"));
        cluster.run("inside", "kill", "-9", Long.toString(cluster.pid("kubelet")));
    }
}
