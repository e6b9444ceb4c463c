package io.movein.runner;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1JobStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.RunRef;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Plays the Job controller, the scheduler and the kubelet on an {@link InMemoryCluster}. */
public final class Playing {
    private static final String CONTAINER = "migration";
    private final InMemoryCluster cluster;

    public Playing(InMemoryCluster cluster) {
        this.cluster = cluster;
    }

    public V1Job job(RunRef run) {
        return cluster.get(Kind.JOB, run.namespace(), run.name()).orElseThrow();
    }

    public V1Pod pod(RunRef run) {
        return cluster.get(Kind.POD, run.namespace(), run.name() + "-pod").orElseThrow();
    }

    /** A pod appears for a Job that is not suspended. */
    public V1Pod pods(RunRef run) {
        var job = job(run);
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            throw new IllegalStateException("a suspended Job gets no pod");
        }
        var owner = new V1OwnerReference()
                .apiVersion("batch/v1")
                .kind("Job")
                .name(run.name())
                .uid(job.getMetadata().getUid())
                .controller(true);
        var template = job.getSpec().getTemplate();
        return cluster.put(new V1Pod()
                .metadata(new V1ObjectMeta()
                        .namespace(run.namespace())
                        .name(run.name() + "-pod")
                        .labels(template.getMetadata().getLabels())
                        .annotations(template.getMetadata().getAnnotations())
                        .addOwnerReferencesItem(owner))
                .spec(new V1PodSpec()
                        .nodeName("node-1")
                        .containers(template.getSpec().getContainers()))
                .status(new V1PodStatus().phase("Pending")));
    }

    public void waits(RunRef run, String reason, String message) {
        state(
                run,
                "Pending",
                new V1ContainerState()
                        .waiting(new V1ContainerStateWaiting().reason(reason).message(message)));
    }

    public void runs(RunRef run) {
        state(run, "Running", new V1ContainerState().running(new V1ContainerStateRunning().startedAt(now())));
    }

    /** The process ends by itself, and the Job controller says so. */
    public void ends(RunRef run, int exitCode, String reason) {
        terminated(run, exitCode, reason);
        condition(run, exitCode == 0 ? "Complete" : "Failed");
    }

    /** The Job controller has seen that the Job is suspended: the pod gets SIGTERM and is gone. */
    public void suspends(RunRef run) {
        if (cluster.get(Kind.POD, run.namespace(), run.name() + "-pod").isPresent()) {
            cluster.remove(Kind.POD, run.namespace(), run.name() + "-pod");
        }
        condition(run, "Suspended");
    }

    /** The node controller has given the pod up, and nobody on its node does what it asks for. */
    public void terminates(RunRef run) {
        var pod = pod(run);
        pod.getMetadata().setDeletionTimestamp(now());
        cluster.put(pod);
    }

    public V1Pod terminated(RunRef run, int exitCode, String reason) {
        return terminated(run, exitCode, reason, "last words");
    }

    /** It has ended, with this termination message. */
    public V1Pod says(RunRef run, int exitCode, String message) {
        return terminated(run, exitCode, exitCode == 0 ? "Completed" : "Error", message);
    }

    private V1Pod terminated(RunRef run, int exitCode, String reason, String message) {
        return state(
                run,
                exitCode == 0 ? "Succeeded" : "Failed",
                new V1ContainerState()
                        .terminated(new V1ContainerStateTerminated()
                                .exitCode(exitCode)
                                .reason(reason)
                                .startedAt(now().minusMinutes(5))
                                .finishedAt(now())
                                .message(message)));
    }

    public void condition(RunRef run, String type) {
        var job = job(run);
        job.setStatus(new V1JobStatus()
                .conditions(
                        List.of(new V1JobCondition().type(type).status("True").reason("Played"))));
        cluster.put(job);
    }

    private V1Pod state(RunRef run, String phase, V1ContainerState state) {
        var pod = pod(run);
        pod.setStatus(new V1PodStatus()
                .phase(phase)
                .addContainerStatusesItem(new V1ContainerStatus()
                        .name(CONTAINER)
                        .image("x")
                        .imageID("x")
                        .ready(false)
                        .restartCount(0)
                        .state(state)));
        return cluster.put(pod);
    }

    private OffsetDateTime now() {
        return cluster.now().atOffset(ZoneOffset.UTC);
    }
}
