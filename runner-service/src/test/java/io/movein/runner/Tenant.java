package io.movein.runner;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.NetworkingV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1Binding;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRef;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tenant's namespace with pod security {@code restricted}; plays the scheduler and the kubelet for its pods. */
final class Tenant {
    private static final String NODE = "played-node";
    final String namespace;
    final CoreV1Api core;
    final BatchV1Api batch;
    private final NetworkingV1Api networking;
    private final ApiClient client;

    Tenant(ApiClient client, String namespace) throws ApiException {
        this.namespace = namespace;
        this.client = client;
        this.core = new CoreV1Api(client);
        this.batch = new BatchV1Api(client);
        this.networking = new NetworkingV1Api(client);
        core.createNamespace(new V1Namespace()
                        .metadata(new V1ObjectMeta()
                                .name(namespace)
                                .labels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))))
                .execute();
        letTheRunnerIn();
    }

    /** As the tenant's template does, and waits until it is so; a stand-in knows no rights. */
    private void letTheRunnerIn() throws ApiException {
        var binding = new V1RoleBinding()
                .metadata(new V1ObjectMeta().name("movein-runner"))
                .roleRef(new V1RoleRef()
                        .apiGroup("rbac.authorization.k8s.io")
                        .kind("ClusterRole")
                        .name("movein-runner-in-tenant"))
                .subjects(List.of(new RbacV1Subject()
                        .kind("ServiceAccount")
                        .namespace("movein")
                        .name("runner")));
        try {
            new RbacAuthorizationV1Api(client)
                    .createNamespacedRoleBinding(namespace, binding)
                    .execute();
        } catch (ApiException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            return;
        }
        Until.holds("the runner may manage runs in " + namespace, this::runnerIsIn);
    }

    private boolean runnerIsIn() {
        var question = new V1SubjectAccessReview()
                .spec(new V1SubjectAccessReviewSpec()
                        .user("system:serviceaccount:movein:runner")
                        .resourceAttributes(new V1ResourceAttributes()
                                .namespace(namespace)
                                .group("movein.io")
                                .resource("runs")
                                .verb("manage")));
        try {
            return new AuthorizationV1Api(client)
                    .createSubjectAccessReview(question)
                    .execute()
                    .getStatus()
                    .getAllowed();
        } catch (ApiException e) {
            throw new AssertionError(e.getResponseBody(), e);
        }
    }

    V1Job job(RunRef run) throws ApiException {
        return batch.readNamespacedJob(run.name(), namespace).execute();
    }

    boolean hasJob(RunRef run) throws ApiException {
        return batch.listNamespacedJob(namespace).execute().getItems().stream()
                .anyMatch(it -> it.getMetadata().getName().equals(run.name()));
    }

    /** Changes its Job and its pod in nothing that matters. */
    void touches(RunRef run) {
        try {
            var job = job(run);
            job.getMetadata().putAnnotationsItem("touched", Long.toString(System.nanoTime()));
            batch.replaceNamespacedJob(run.name(), namespace, job).execute();
            var pod = pod(run).orElseThrow();
            pod.getMetadata().putAnnotationsItem("touched", Long.toString(System.nanoTime()));
            core.replaceNamespacedPod(pod.getMetadata().getName(), namespace, pod)
                    .execute();
        } catch (ApiException e) {
            throw new AssertionError(e.getResponseBody(), e);
        }
    }

    /** As whoever keeps a pod from going until something else is done. */
    void finalizers(RunRef run, List<String> finalizers) throws ApiException {
        var pod = pod(run).orElseThrow();
        pod.getMetadata().setFinalizers(finalizers);
        core.replaceNamespacedPod(pod.getMetadata().getName(), namespace, pod).execute();
    }

    boolean isGoing() {
        try {
            return core.readNamespace(namespace).execute().getMetadata().getDeletionTimestamp() != null;
        } catch (ApiException e) {
            throw new AssertionError(e.getResponseBody(), e);
        }
    }

    V1Pod awaitsPod(RunRef run) {
        return Until.present("a pod of " + run, () -> pod(run));
    }

    Optional<V1Pod> pod(RunRef run) {
        try {
            return core
                    .listNamespacedPod(namespace)
                    .labelSelector(RunLabels.selector(run))
                    .execute()
                    .getItems()
                    .stream()
                    .findFirst();
        } catch (ApiException e) {
            throw new AssertionError(e.getResponseBody(), e);
        }
    }

    V1Pod runs(RunRef run) throws ApiException {
        var pod = bound(run);
        return status(pod, "Running", new V1ContainerState().running(new V1ContainerStateRunning().startedAt(now())));
    }

    void waits(RunRef run, String reason, String message) throws ApiException {
        status(
                bound(run),
                "Pending",
                new V1ContainerState()
                        .waiting(new V1ContainerStateWaiting().reason(reason).message(message)));
    }

    /** The process ends; a pod that was deleted is then gone. */
    void ends(RunRef run, int exitCode, String reason, String message) throws ApiException {
        var pod = pod(run).orElseThrow();
        status(
                pod,
                exitCode == 0 ? "Succeeded" : "Failed",
                new V1ContainerState()
                        .terminated(new V1ContainerStateTerminated()
                                .exitCode(exitCode)
                                .reason(reason)
                                .message(message)
                                .startedAt(now().minusSeconds(3))
                                .finishedAt(now())));
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            gone(pod);
        }
    }

    void isShutDown(RunRef run) throws ApiException {
        var why = "Pod was terminated in response to imminent node shutdown.";
        var pod = pod(run).orElseThrow();
        pod.setStatus(new V1PodStatus()
                .phase("Failed")
                .reason("Terminated")
                .message(why)
                .addConditionsItem(new V1PodCondition()
                        .type("DisruptionTarget")
                        .status("True")
                        .reason("TerminationByKubelet")
                        .message(why))
                .addContainerStatusesItem(new V1ContainerStatus()
                        .name("migration")
                        .image("x")
                        .imageID("x")
                        .ready(false)
                        .restartCount(0)
                        .state(new V1ContainerState()
                                .terminated(new V1ContainerStateTerminated()
                                        .exitCode(0)
                                        .reason("Completed")
                                        .startedAt(now().minusSeconds(3))
                                        .finishedAt(now())))));
        pod.getMetadata().setResourceVersion(null);
        core.replaceNamespacedPodStatus(pod.getMetadata().getName(), namespace, pod)
                .execute();
    }

    void gone(V1Pod pod) throws ApiException {
        core.deleteNamespacedPod(pod.getMetadata().getName(), namespace)
                .body(new V1DeleteOptions().gracePeriodSeconds(0L))
                .execute();
    }

    void awaitsSigterm(RunRef run) {
        Until.holds(
                "SIGTERM for " + run,
                () -> pod(run).filter(it -> it.getMetadata().getDeletionTimestamp() != null)
                        .isPresent());
    }

    /** As a kubelet that cannot mount a secret. */
    void event(V1Pod pod, String reason, String message) throws ApiException {
        core.createNamespacedEvent(
                        namespace,
                        new CoreV1Event()
                                .metadata(new V1ObjectMeta()
                                        .name(pod.getMetadata().getName() + ".1"))
                                .involvedObject(new V1ObjectReference()
                                        .kind("Pod")
                                        .namespace(namespace)
                                        .name(pod.getMetadata().getName())
                                        .uid(pod.getMetadata().getUid()))
                                .reason(reason)
                                .message(message)
                                .type("Warning")
                                .lastTimestamp(now()))
                .execute();
    }

    /** {@code kind/name} of what carries Movein's label, and the ledger. */
    List<String> movein() throws ApiException {
        var names = new ArrayList<String>();
        names.addAll(names(
                "Job",
                batch.listNamespacedJob(namespace)
                        .labelSelector(RunLabels.OURS)
                        .execute()
                        .getItems()));
        names.addAll(names(
                "Pod",
                core.listNamespacedPod(namespace)
                        .labelSelector(RunLabels.OURS)
                        .execute()
                        .getItems()));
        names.addAll(names(
                "NetworkPolicy",
                networking
                        .listNamespacedNetworkPolicy(namespace)
                        .labelSelector(RunLabels.OURS)
                        .execute()
                        .getItems()));
        names.addAll(names(
                "ServiceAccount",
                core.listNamespacedServiceAccount(namespace)
                        .labelSelector(RunLabels.OURS)
                        .execute()
                        .getItems()));
        names.addAll(names(
                "ConfigMap",
                core.listNamespacedConfigMap(namespace)
                        .labelSelector(RunLabels.OURS)
                        .execute()
                        .getItems()));
        return names;
    }

    private static List<String> names(String kind, List<? extends io.kubernetes.client.common.KubernetesObject> items) {
        return items.stream().map(it -> kind + "/" + it.getMetadata().getName()).toList();
    }

    private V1Pod bound(RunRef run) throws ApiException {
        var pod = awaitsPod(run);
        if (pod.getSpec().getNodeName() == null) {
            // the answer is a Status, which the client does not expect
            client.execute(core.createNamespacedPodBinding(
                            pod.getMetadata().getName(),
                            namespace,
                            new V1Binding()
                                    .metadata(new V1ObjectMeta()
                                            .name(pod.getMetadata().getName()))
                                    .target(new V1ObjectReference().kind("Node").name(NODE)))
                    .buildCall(null));
        }
        return pod(run).orElseThrow();
    }

    /** The whole status at once; nobody else writes a played pod's. */
    private V1Pod status(V1Pod pod, String phase, V1ContainerState state) throws ApiException {
        pod.setStatus(new V1PodStatus()
                .phase(phase)
                .addContainerStatusesItem(new V1ContainerStatus()
                        .name("migration")
                        .image("x")
                        .imageID("x")
                        .ready(false)
                        .restartCount(0)
                        .state(state)));
        pod.getMetadata().setResourceVersion(null);
        return core.replaceNamespacedPodStatus(pod.getMetadata().getName(), namespace, pod)
                .execute();
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    }
}
