package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import java.util.List;

/** Whether a client gets whole objects or, asking by its Accept header, only their metadata. */
enum Representation {
    WHOLE,
    METADATA;

    private static final String META = "meta.k8s.io/v1";

    static Representation of(String accept) {
        for (var range : accept.split(",")) {
            if (range.contains("as=PartialObjectMetadata") && range.contains("g=meta.k8s.io")) {
                return METADATA;
            }
            // a table, for kubectl: answered with the next form that it accepts
            if (!range.contains("as=")) {
                return WHOLE;
            }
        }
        return WHOLE;
    }

    ObjectNode of(ObjectNode object) {
        if (this == WHOLE) {
            return object;
        }
        var partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", META);
        partial.set("metadata", object.get("metadata"));
        return partial;
    }

    ObjectNode list(Kind kind, List<ObjectNode> items, ObjectNode metadata) {
        var list = Json.object();
        if (this == METADATA) {
            list.put("kind", "PartialObjectMetadataList").put("apiVersion", META);
        } else {
            list.put("kind", kind.name() + "List").put("apiVersion", kind.apiVersion());
        }
        list.set("metadata", metadata);
        var into = list.putArray("items");
        items.forEach(item -> into.add(this == METADATA ? of(item) : withoutType(item)));
        return list;
    }

    ObjectNode bookmark(Kind kind, String version, boolean endsInitialEvents) {
        var bookmark = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        var metadata = bookmark.putObject("metadata").put("resourceVersion", version);
        if (endsInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        if (kind.hasStatus()) {
            bookmark.putObject("spec");
            bookmark.putObject("status");
        }
        return of(bookmark);
    }

    private static ObjectNode withoutType(ObjectNode item) {
        // only the top of the item is copied: what lies beneath is shared and never changed
        var copy = Json.object();
        item.properties().stream()
                .filter(field ->
                        !field.getKey().equals("kind") && !field.getKey().equals("apiVersion"))
                .forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }
}
