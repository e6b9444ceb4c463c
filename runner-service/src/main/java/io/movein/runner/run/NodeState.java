package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1Node;
import java.util.List;
import java.util.Optional;

/** What is known of the node that a run's process was started on. */
public enum NodeState {
    /** Its kubelet does its work, or nothing gives cause to ask. */
    ANSWERS,
    /** What ran on it may still run. */
    SILENT,
    /** An operator has said so by the taint that Kubernetes has for that, or there is no such Node (any more). */
    OFF;

    static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    public static NodeState of(Optional<V1Node> node) {
        if (node.isEmpty() || isOutOfService(node.get())) {
            return OFF;
        }
        return Optional.ofNullable(node.get().getStatus()).map(it -> it.getConditions()).stream()
                        .flatMap(List::stream)
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("Unknown"))
                ? SILENT
                : ANSWERS;
    }

    private static boolean isOutOfService(V1Node node) {
        return Optional.ofNullable(node.getSpec()).map(it -> it.getTaints()).stream()
                .flatMap(List::stream)
                .anyMatch(it -> it.getKey().equals(OUT_OF_SERVICE));
    }
}
