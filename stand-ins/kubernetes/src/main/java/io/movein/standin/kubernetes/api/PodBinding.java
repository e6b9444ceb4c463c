package io.movein.standin.kubernetes.api;

import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;

/** Binding, which the scheduler does and a client may do. */
public final class PodBinding {
    private PodBinding() {}

    /** @throws Refusal 409 where the pod has a node already or is being deleted */
    public static void bind(ResourceWrites resources, String namespace, String name, String node) {
        resources.store().alone(() -> {
            var pod = resources.get(Kinds.POD, namespace, name).deepCopy();
            var bound = Json.text(pod, "spec", "nodeName");
            if (!bound.isEmpty()) {
                throw Refusal.conflict(
                        Kinds.POD, name, "pod %s is already assigned to node \"%s\"".formatted(name, bound));
            }
            if (Meta.isBeingDeleted(pod)) {
                throw Refusal.conflict(
                        Kinds.POD, name, "pod %s is being deleted, cannot be assigned to a host".formatted(name));
            }
            Json.ensure(pod, "spec").put("nodeName", node);
            Conditions.set(
                    pod, "PodScheduled", "True", "", "", resources.clock().instant());
            return resources.store().put(Kinds.POD, pod);
        });
    }
}
