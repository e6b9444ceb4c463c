package io.movein.standin.kubernetes.api;

import static io.movein.standin.kubernetes.objects.Json.defaultTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.rules.Defaults;
import java.util.List;

/** What an object becomes when a client replaces it: the fields that are the server's stay the server's. */
final class Update {
    private static final List<String> SERVERS_OWN = List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "generateName",
            "namespace",
            "name",
            "resourceVersion");

    private Update() {}

    static ObjectNode merged(ObjectKind kind, ObjectNode before, ObjectNode body, Part part) {
        var name = Meta.name(before);
        check(kind, before, body, name);
        var meta = Json.ensure(body, "metadata");
        SERVERS_OWN.forEach(field -> keep(before, meta, field));
        tidy(meta);
        body.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        var after = part == Part.STATUS ? withStatusOf(body, before) : withStatusKept(kind, body, before);
        Defaults.apply(kind, after);
        if (kind.hasGeneration() && !after.path("spec").equals(before.path("spec"))) {
            Json.ensure(after, "metadata")
                    .put("generation", Json.at(before, "metadata", "generation").asLong() + 1);
        }
        return Json.normal(after);
    }

    static boolean isSame(ObjectNode before, ObjectNode after) {
        return before.equals(after);
    }

    static void tidy(ObjectNode metadata) {
        for (var field : List.of("labels", "annotations", "finalizers", "ownerReferences", "managedFields")) {
            Json.dropIfEmpty(metadata, field);
        }
    }

    private static void check(ObjectKind kind, ObjectNode before, ObjectNode body, String name) {
        var version = Meta.version(body);
        if (!version.isEmpty() && !version.equals("0") && !version.equals(Meta.version(before))) {
            throw Refusal.modified(kind, name);
        }
        var uid = Meta.uid(body);
        if (!uid.isEmpty() && !uid.equals(Meta.uid(before))) {
            throw Refusal.conflict(
                    kind,
                    name,
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, Meta.uid(before)));
        }
    }

    private static void keep(ObjectNode before, ObjectNode meta, String field) {
        var value = before.path("metadata").get(field);
        if (value == null) {
            meta.remove(field);
        } else {
            meta.set(field, value);
        }
    }

    private static ObjectNode withStatusOf(ObjectNode body, ObjectNode before) {
        var after = before.deepCopy();
        var owners = before.path("metadata").get("ownerReferences");
        after.set("metadata", body.get("metadata"));
        if (owners != null) {
            Json.ensure(after, "metadata").set("ownerReferences", owners);
        }
        after.set("status", body.path("status").isObject() ? body.get("status") : Json.object());
        return after;
    }

    private static ObjectNode withStatusKept(ObjectKind kind, ObjectNode body, ObjectNode before) {
        if (kind.hasStatus()) {
            body.set("status", before.path("status").isObject() ? before.get("status") : Json.object());
        }
        if (kind.equals(Kinds.SERVICE)) {
            defaultTo(Json.ensure(body, "spec"), "clusterIP", Json.text(before, "spec", "clusterIP"));
        }
        return body;
    }
}
