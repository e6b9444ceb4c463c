package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.RealControlPlane;
import java.util.ArrayList;
import java.util.List;

/** What docs/runbook.md tells operators to do, done on the trial. */
final class Runbook {
    private static final String LEDGER = "movein-runs";
    private final RealControlPlane cluster;
    private final Kubectl kubectl;

    Runbook(RealControlPlane cluster, Kubectl kubectl) {
        this.cluster = cluster;
        this.kubectl = kubectl;
    }

    /** All processes of the one of review's pods that has decided about the issue, with SIGKILL on the node. */
    void killActiveReview(TrialIssue issue) {
        var active = pods("review").stream()
                .filter(pod -> in("logs", pod).contains("#" + issue.number()))
                .toList();
        assertThat(active).as("review's active pod").hasSize(1);
        var uid = in("get", active.getFirst(), "-o", "jsonpath={.metadata.uid}");
        cluster.run(
                "inside",
                "sh",
                "-c",
                "grep -l 'pod%s' /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3 | xargs kill -9"
                        .formatted(uid.replace('-', '.')));
    }

    /** <i>Key rotation</i>: the Secret, who reads it, and the webhook's secret at GitHub last. */
    void replaceSecrets() {
        secret("webhook-secret", "another");
        secret("comment-secret", "another one");
        restart("deployment/intake", "deployment/reporter");
        restart("statefulset/github");
    }

    private void secret(String key, String value) {
        var secret = in("get", "secrets", "-o", "name")
                .lines()
                .filter(name -> name.startsWith("secret/github"))
                .findFirst()
                .orElseThrow();
        in("patch", secret, "-p", "{\"stringData\":{\"%s\":\"%s\"}}".formatted(key, value));
    }

    /** <i>Operator succession</i>: by their numbers at GitHub; until the last pod that knows others has gone. */
    void operatorsAre(String ids) {
        var before = pods("intake");
        in("set", "env", "deployment/intake", "MOVEIN_OPERATORS=" + ids);
        rolledOut("deployment/intake");
        before.forEach(pod -> in("wait", "--for=delete", pod, "--timeout=60s"));
    }

    /** <i>Loss of Kafka</i> and <i>Back up and restore</i>: the ledgers are backed up, everything else is gone. */
    void loseKafkaAndRestoreTheLedgers() {
        var ledgers =
                kubectl.run("get", "configmaps", "-A", "--field-selector", "metadata.name=" + LEDGER, "-o", "yaml");
        in("scale", "deployment/runner", "--replicas=0");
        in("wait", "--for=delete", "pod", "-l", "app.kubernetes.io/name=runner", "--timeout=120s");
        in("scale", "statefulset/kafka", "--replicas=0");
        in("wait", "--for=delete", "pod/kafka-0", "--timeout=60s");
        in("delete", "persistentvolumeclaims", "-l", "app.kubernetes.io/name=kafka");
        kubectl.run("-n", Trial.TENANT, "delete", "configmap", LEDGER);
        kubectl.with(ledgers, "create", "-f", "-");
        in("scale", "statefulset/kafka", "--replicas=1");
        in("rollout", "status", "statefulset/kafka", "--timeout=120s");
        in("scale", "deployment/runner", "--replicas=1");
        rolledOut("deployment/runner");
    }

    private void restart(String... workloads) {
        for (var workload : workloads) {
            in("rollout", "restart", workload);
        }
        rolledOut(workloads);
    }

    private void rolledOut(String... workloads) {
        for (var workload : workloads) {
            in("rollout", "status", workload, "--timeout=180s");
        }
    }

    private List<String> pods(String service) {
        return in("get", "pods", "-l", "app.kubernetes.io/name=" + service, "-o", "name")
                .lines()
                .toList();
    }

    private String in(String... arguments) {
        var command = new ArrayList<>(List.of("-n", "movein"));
        command.addAll(List.of(arguments));
        return kubectl.run(command.toArray(String[]::new));
    }
}
