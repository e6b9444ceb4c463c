package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.store.ObjectChange;
import java.time.Instant;

/** Gives a namespace its default service account and CA bundle. */
final class Furnishing extends Controller {
    private final ResourceWrites resources;

    Furnishing(ResourceWrites resources) {
        this.resources = resources;
    }

    @Override
    void heard(ObjectChange change) {
        if (change.kind().equals(Kinds.NAMESPACE) && change.after() != null) {
            soon(Key.of(change.last()));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        if (resources.find(Kinds.NAMESPACE, "", key.name()).isPresent()) {
            createMissing(Kinds.SERVICE_ACCOUNT, key.name(), "default", Json.object());
            var bundle = Json.object();
            bundle.putObject("data").put("ca.crt", "");
            createMissing(Kinds.CONFIG_MAP, key.name(), "kube-root-ca.crt", bundle);
        }
    }

    private void createMissing(ObjectKind kind, String namespace, String name, ObjectNode object) {
        if (resources.find(kind, namespace, name).isEmpty()) {
            object.putObject("metadata").put("name", name);
            resources.create(kind, namespace, object);
        }
    }
}
