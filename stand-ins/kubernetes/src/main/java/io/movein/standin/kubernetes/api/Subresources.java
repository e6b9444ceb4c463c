package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;

/** The subresources that do something other than writing a status. */
final class Subresources {
    private Subresources() {}

    /** Gives an unbound pod its node. */
    static ObjectNode bind(Resources resources, Route route, ObjectNode binding) {
        Pods.bind(resources, route.namespace(), route.name(), Json.text(binding, "target", "name"));
        return created();
    }

    static ObjectNode evict(Resources resources, Route route, ObjectNode eviction) {
        var empty = new Query(java.util.Map.of());
        resources.delete(
                Kinds.POD, route.namespace(), route.name(), DeleteOptions.read(eviction.path("deleteOptions"), empty));
        return created();
    }

    static ObjectNode finalizeNamespace(Resources resources, Route route, ObjectNode namespace) {
        return resources.store().alone(() -> {
            var present = resources.get(Kinds.NAMESPACE, "", route.name()).deepCopy();
            Json.ensure(present, "spec")
                    .set("finalizers", Json.array(Json.texts(Json.at(namespace, "spec", "finalizers"))));
            if (!Meta.uid(namespace).isEmpty() && !Meta.uid(namespace).equals(Meta.uid(present))) {
                throw Refusal.modified(Kinds.NAMESPACE, route.name());
            }
            return Deletion.isReleased(Kinds.NAMESPACE, present)
                    ? resources.store().remove(Kinds.NAMESPACE, present)
                    : resources.store().put(Kinds.NAMESPACE, present);
        });
    }

    private static ObjectNode created() {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }
}
