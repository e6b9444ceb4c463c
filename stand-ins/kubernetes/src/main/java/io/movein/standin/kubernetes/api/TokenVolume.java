package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import java.util.List;

/** The service account's token, which admission mounts into every container unless account or pod say otherwise. */
final class TokenVolume {
    private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    private TokenVolume() {}

    static void mount(ObjectNode account, ObjectNode pod, String suffix) {
        var spec = Json.ensure(pod, "spec");
        var wanted = spec.path("automountServiceAccountToken")
                .asBoolean(account.path("automountServiceAccountToken").asBoolean(true));
        if (!wanted) {
            return;
        }
        var name = "kube-api-access-" + suffix;
        Json.ensureArray(spec, "volumes").add(volume(name));
        for (var containers : List.of("initContainers", "containers")) {
            for (var container : Json.objects(spec.path(containers))) {
                Json.ensureArray(container, "volumeMounts")
                        .addObject()
                        .put("mountPath", PATH)
                        .put("name", name)
                        .put("readOnly", true);
            }
        }
    }

    private static ObjectNode volume(String name) {
        return Json.parse("""
                {"name": "%s", "projected": {"defaultMode": 420, "sources": [
                  {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                  {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
                  {"downwardAPI": {"items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]}}]}}
                """.formatted(name));
    }
}
