package io.movein.simulation;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;

/** Pods as the Job controller makes them. */
final class SimulatedPods {
    private SimulatedPods() {}

    static V1Pod of(V1Job job, String name) {
        var meta = job.getMetadata();
        return new V1Pod()
                .metadata(new V1ObjectMeta()
                        .namespace(meta.getNamespace())
                        .name(name)
                        .labels(job.getSpec().getTemplate().getMetadata().getLabels())
                        .annotations(job.getSpec().getTemplate().getMetadata().getAnnotations())
                        .addOwnerReferencesItem(new V1OwnerReference()
                                .apiVersion("batch/v1")
                                .uid(meta.getUid())
                                .kind("Job")
                                .name(meta.getName())))
                .spec(new V1PodSpec()
                        .containers(job.getSpec().getTemplate().getSpec().getContainers())
                        .nodeName("node-1"))
                .status(new V1PodStatus()
                        .phase("Pending")
                        .addContainerStatusesItem(status(new V1ContainerState()
                                .waiting(new V1ContainerStateWaiting().reason("ContainerCreating")))));
    }

    private static V1ContainerStatus status(V1ContainerState state) {
        return new V1ContainerStatus()
                .name("migration")
                .image("")
                .imageID("")
                .ready(false)
                .restartCount(0)
                .state(state);
    }
}
