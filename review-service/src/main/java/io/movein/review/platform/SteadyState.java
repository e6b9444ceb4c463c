package io.movein.review.platform;

import static java.util.Objects.requireNonNullElse;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant uses when nothing migrates: what its pods request that are neither finished nor Movein's, and the volume
 * claims that are not Movein's. As the scheduler counts it, so that the same words mean the same amounts.
 */
final class SteadyState {
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private SteadyState() {}

    static Resources of(List<V1Pod> pods, List<V1PersistentVolumeClaim> claims) {
        var compute = pods.stream()
                .filter(pod -> !isMoveins(pod.getMetadata()) && !isFinished(pod))
                .map(SteadyState::requests)
                .reduce(Quantities.NONE, Quantities::sum);
        var storage = claims.stream()
                .filter(claim -> !isMoveins(claim.getMetadata()))
                .map(SteadyState::requests)
                .reduce(Quantities.NONE, Quantities::sum);
        return new Resources(compute.getCpuMillis(), compute.getMemoryBytes(), storage.getStorageBytes());
    }

    private static boolean isMoveins(@Nullable V1ObjectMeta metadata) {
        return metadata != null
                && metadata.getLabels() != null
                && "movein".equals(metadata.getLabels().get("app.kubernetes.io/managed-by"));
    }

    private static boolean isFinished(V1Pod pod) {
        return pod.getStatus() != null
                && FINISHED.contains(requireNonNullElse(pod.getStatus().getPhase(), ""));
    }

    /** Containers run beside each other and beside sidecars; init containers before them, one at a time. */
    private static Resources requests(V1Pod pod) {
        var spec = Objects.requireNonNull(pod.getSpec());
        var init = requireNonNullElse(spec.getInitContainers(), List.<V1Container>of());
        var sidecars = init.stream()
                .filter(SteadyState::isSidecar)
                .map(SteadyState::requests)
                .reduce(Quantities.NONE, Quantities::sum);
        var together = spec.getContainers().stream().map(SteadyState::requests).reduce(sidecars, Quantities::sum);
        var needed = init.stream()
                .filter(container -> !isSidecar(container))
                .map(SteadyState::requests)
                .reduce(together, Quantities::max);
        return Quantities.sum(needed, Quantities.of(spec.getOverhead(), ""));
    }

    private static boolean isSidecar(V1Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    /** A limit without a request is a request too. */
    private static Resources requests(V1Container container) {
        var resources = container.getResources();
        if (resources == null) {
            return Quantities.NONE;
        }
        var amounts = new HashMap<String, Quantity>(requireNonNullElse(resources.getLimits(), Map.of()));
        amounts.putAll(requireNonNullElse(resources.getRequests(), Map.of()));
        return Quantities.of(amounts, "");
    }

    private static Resources requests(V1PersistentVolumeClaim claim) {
        var spec = claim.getSpec();
        return spec == null || spec.getResources() == null
                ? Quantities.NONE
                : Quantities.of(spec.getResources().getRequests(), "storage");
    }
}
