package io.movein.standin.node;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One namespace of a cluster, spoken to as its users do. */
record Cluster(ApiClient client, String namespace) {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    interface Ask<T> {
        T get() throws Exception;
    }

    static Cluster withNamespace(ApiClient client, String namespace) throws Exception {
        var cluster = new Cluster(client, namespace);
        cluster.core()
                .createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace)))
                .execute();
        return cluster;
    }

    CoreV1Api core() {
        return new CoreV1Api(client);
    }

    BatchV1Api batch() {
        return new BatchV1Api(client);
    }

    static V1Container container(String image, String script) {
        return new V1Container().name("main").image(image).args(List.of("-c", script));
    }

    static V1Container limited(V1Container container, String memory) {
        return container.resources(new V1ResourceRequirements().limits(Map.of("memory", new Quantity(memory))));
    }

    /** The client's model sends an empty overhead of its own accord, which a real API server rejects in a pod. */
    static V1PodSpec once(V1Container container) {
        return new V1PodSpec()
                .overhead(null)
                .containers(List.of(container))
                .restartPolicy("Never")
                .automountServiceAccountToken(false)
                .terminationGracePeriodSeconds(10L);
    }

    void claim(String name) throws ApiException {
        core().createNamespacedPersistentVolumeClaim(
                        namespace,
                        new V1PersistentVolumeClaim()
                                .metadata(new V1ObjectMeta().name(name))
                                .spec(new V1PersistentVolumeClaimSpec()
                                        .accessModes(List.of("ReadWriteOnce"))
                                        .resources(new V1VolumeResourceRequirements()
                                                .requests(Map.of("storage", new Quantity("10Mi"))))))
                .execute();
    }

    /** Bound to the node at once. The service account's controller of a real cluster may be a moment behind. */
    void run(String name, V1PodSpec spec) throws Exception {
        var pod = new V1Pod()
                .metadata(new V1ObjectMeta().name(name).labels(Map.of("app", name)))
                .spec(spec.nodeName(NodeSuite.NODE));
        await("the pod %s is accepted".formatted(name), () -> created(pod), "created"::equals);
    }

    private String created(V1Pod pod) throws ApiException {
        try {
            core().createNamespacedPod(namespace, pod).execute();
            return "created";
        } catch (ApiException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            return e.getResponseBody();
        }
    }

    void runJob(String name, V1PodSpec spec) throws ApiException {
        batch().createNamespacedJob(
                        namespace,
                        new V1Job()
                                .metadata(new V1ObjectMeta().name(name))
                                .spec(new V1JobSpec()
                                        .backoffLimit(0)
                                        .template(new V1PodTemplateSpec()
                                                .metadata(new V1ObjectMeta().labels(Map.of("app", name)))
                                                .spec(spec.nodeSelector(Map.of("movein.io/local-node", "true"))))))
                .execute();
    }

    void secret(String name, Map<String, String> values) throws ApiException {
        core().createNamespacedSecret(
                        namespace,
                        new V1Secret().metadata(new V1ObjectMeta().name(name)).stringData(values))
                .execute();
    }

    void service(String name, String app, int port, int targetPort) throws ApiException {
        core().createNamespacedService(
                        namespace,
                        new V1Service()
                                .metadata(new V1ObjectMeta().name(name))
                                .spec(new V1ServiceSpec()
                                        .selector(Map.of("app", app))
                                        .ports(List.of(new V1ServicePort()
                                                .port(port)
                                                .targetPort(new IntOrString(targetPort))))))
                .execute();
    }

    V1Pod pod(String name) throws ApiException {
        return core().readNamespacedPod(name, namespace).execute();
    }

    V1Pod await(String name, Predicate<V1Pod> wanted) throws Exception {
        return await("pod " + name, () -> pod(name), wanted);
    }

    V1Pod awaitPhase(String name, String phase) throws Exception {
        return await(name, pod -> phase.equals(pod.getStatus().getPhase()));
    }

    static V1ContainerState state(V1Pod pod) {
        var statuses = pod.getStatus().getContainerStatuses();
        return statuses == null || statuses.isEmpty()
                ? new V1ContainerState()
                : statuses.getFirst().getState();
    }

    List<CoreV1Event> events(String pod) throws ApiException {
        return core().listNamespacedEvent(namespace).execute().getItems().stream()
                .filter(event -> pod.equals(event.getInvolvedObject().getName()))
                .toList();
    }

    String log(String pod) throws ApiException {
        return core().readNamespacedPodLog(pod, namespace).container("main").execute();
    }

    static <T> T await(String what, Ask<T> ask, Predicate<T> wanted) throws Exception {
        var until = Instant.now().plus(LONGEST);
        while (true) {
            var found = ask.get();
            if (wanted.test(found)) {
                return found;
            }
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("after %s still not as wanted: %s: %s".formatted(LONGEST, what, found));
            }
            Thread.sleep(20);
        }
    }
}
