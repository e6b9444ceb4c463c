package io.movein.standin.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace of one test's own, the APIs, and the test's hand in playing nodes and pods as a kubelet does. */
final class Scene implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    final CoreV1Api core;
    final BatchV1Api batch;
    final Raw raw;
    final String namespace = "contract-" + Long.toString(System.nanoTime(), 36) + "-" + COUNTER.incrementAndGet();
    private final List<String> nodes = new ArrayList<>();

    Scene(Cluster cluster) throws ApiException {
        core = new CoreV1Api(cluster.client());
        batch = new BatchV1Api(cluster.client());
        raw = new Raw(cluster.client());
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace)))
                .execute();
        Until.holds(
                "the default service account",
                () -> core.readNamespacedServiceAccount("default", namespace).execute() != null);
    }

    String path(String resource) {
        return "/api/v1/namespaces/" + namespace + "/" + resource;
    }

    String jobs(String rest) {
        return "/apis/batch/v1/namespaces/" + namespace + "/jobs" + rest;
    }

    /** A ready node with 2 CPUs and 4 GiB, on which pods can select {@code contract: <namespace>}. */
    String node() {
        var name = "node-" + namespace + "-" + nodes.size();
        nodes.add(name);
        raw.post("/api/v1/nodes", """
            {"metadata": {"name": "%s", "labels": {"contract": "%s"}}}""".formatted(name, namespace));
        raw.patch("/api/v1/nodes/" + name + "/status", "merge-patch", """
            {"status": {"capacity": {"cpu": "2", "memory": "4Gi", "pods": "110"},
              "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "110"},
              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": "%s"}]}}
            """.formatted(Instant.now()));
        Until.holds(
                "the node has no taint",
                () -> core.readNode(name).execute().getSpec().getTaints().isEmpty());
        return name;
    }

    /** Tells where the node's kubelet is to be asked for logs. */
    void listenOn(String node, int port) {
        raw.patch("/api/v1/nodes/" + node + "/status", "merge-patch", """
            {"status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}, {"type": "Hostname", "address": "localhost"}],
              "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}""".formatted(port));
    }

    ObjectNode job(String name, String moreSpec) {
        return job(name, moreSpec, "500m");
    }

    ObjectNode job(String name, String moreSpec, String cpu) {
        var answer = raw.post(jobs(""), """
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "%s"}, "spec": {"backoffLimit": 0, %s "template": {"spec": {
              "restartPolicy": "Never", "automountServiceAccountToken": false, "nodeSelector": {"contract": "%s"},
              "containers": [{"name": "c", "image": "example.org/x:1", "resources": {"requests": {"cpu": "%s"}}}]}}}}
            """.formatted(name, moreSpec, namespace, cpu));
        if (answer.code() != 201) {
            throw new AssertionError(answer.text());
        }
        return answer.json();
    }

    V1Job readJob(String name) throws ApiException {
        return batch.readNamespacedJob(name, namespace).execute();
    }

    List<V1Pod> pods(String job) {
        try {
            return core.listNamespacedPod(namespace)
                    .labelSelector("job-name=" + job)
                    .execute()
                    .getItems();
        } catch (ApiException e) {
            throw new IllegalStateException(e.getResponseBody(), e);
        }
    }

    String pod(String job) {
        return Until.found(
                "a pod of Job " + job,
                () -> pods(job).stream().map(pod -> pod.getMetadata().getName()).findFirst());
    }

    /** The Job's pod, once it is on a node and its kubelet, which is this test, has started it. */
    String runningPod(String job) {
        var name = pod(job);
        Until.holds(
                "a node for pod " + name,
                () -> core.readNamespacedPod(name, namespace)
                                .execute()
                                .getSpec()
                                .getNodeName()
                        != null);
        phase(name, "Running");
        return name;
    }

    void phase(String pod, String phase) {
        var answer = raw.patch(
                path("pods/" + pod + "/status"), "merge-patch", "{\"status\": {\"phase\": \"%s\"}}".formatted(phase));
        if (answer.code() != 200) {
            throw new AssertionError(answer.text());
        }
    }

    /** As a kubelet does when all containers of a deleted pod have ended. */
    void confirmDeletion(String pod) {
        raw.delete(path("pods/" + pod), "{\"gracePeriodSeconds\": 0}");
    }

    Optional<ObjectNode> find(String resource) {
        var answer = raw.get(path(resource));
        return answer.code() == 404 ? Optional.empty() : Optional.of(answer.json());
    }

    List<String> conditions(String job) throws ApiException {
        return readJob(job).getStatus().getConditions().stream()
                .map(condition -> "%s=%s %s: %s"
                        .formatted(
                                condition.getType(),
                                condition.getStatus(),
                                condition.getReason(),
                                condition.getMessage()))
                .toList();
    }

    @Override
    public void close() {
        nodes.forEach(node -> raw.delete("/api/v1/nodes/" + node, "{}"));
    }
}
