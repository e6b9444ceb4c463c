package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Writes a pod's status when it has changed, over whatever version of the pod there is by then. */
final class StatusWriter {

    private final CoreV1Api api;

    StatusWriter(CoreV1Api api) {
        this.api = api;
    }

    /** The pod as it is now; empty if this very pod is no longer there. */
    Optional<V1Pod> write(V1Pod known, PodStatuses statuses) throws ApiException {
        var pod = known;
        while (true) {
            try {
                return Optional.of(writeOver(pod, statuses));
            } catch (ApiException e) {
                if (e.getCode() != 409 && e.getCode() != 404) {
                    throw e;
                }
            }
            var fresh = read(known);
            if (fresh.isEmpty()) {
                return fresh;
            }
            pod = fresh.get();
        }
    }

    private V1Pod writeOver(V1Pod pod, PodStatuses statuses) throws ApiException {
        var status = statuses.status(pod.getStatus(), Instant.now());
        if (isTold(status, pod)) {
            return pod;
        }
        var metadata = pod.getMetadata();
        var changed = new V1Pod()
                .apiVersion("v1")
                .kind("Pod")
                .metadata(metadata)
                .spec(pod.getSpec())
                .status(status);
        return api.replaceNamespacedPodStatus(metadata.getName(), metadata.getNamespace(), changed)
                .execute();
    }

    /** Compares what this node writes; the server may add more. */
    private static boolean isTold(V1PodStatus status, V1Pod pod) {
        var told = pod.getStatus();
        return told != null
                && Objects.equals(status.getPhase(), told.getPhase())
                && Objects.equals(status.getReason(), told.getReason())
                && Objects.equals(status.getPodIP(), told.getPodIP())
                && Objects.equals(status.getContainerStatuses(), told.getContainerStatuses())
                && Objects.equals(status.getConditions(), told.getConditions());
    }

    private Optional<V1Pod> read(V1Pod known) throws ApiException {
        try {
            var metadata = known.getMetadata();
            return Optional.of(api.readNamespacedPod(metadata.getName(), metadata.getNamespace())
                            .execute())
                    .filter(fresh ->
                            metadata.getUid().equals(fresh.getMetadata().getUid()));
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
