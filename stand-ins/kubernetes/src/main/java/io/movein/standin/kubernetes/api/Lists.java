package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.store.Store;
import java.util.List;

/** Collections as one document: always whole, as of now. */
final class Lists {
    private Lists() {}

    static ObjectNode list(Store store, Route route, Query query) {
        var selection = Selection.of(route, query);
        return store.alone(() -> document(
                route.kind(),
                store.revision(),
                store.list(route.kind(), route.namespace()).stream()
                        .filter(selection)
                        .toList()));
    }

    private static ObjectNode document(ObjectKind kind, long revision, List<ObjectNode> items) {
        var list = Json.object().put("kind", kind.name() + "List").put("apiVersion", kind.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(revision));
        items.forEach(list.putArray("items")::add);
        return list;
    }
}
