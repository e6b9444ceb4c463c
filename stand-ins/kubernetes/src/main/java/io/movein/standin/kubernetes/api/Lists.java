package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.Store;
import io.movein.standin.kubernetes.store.TooOldException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Lists, whole or in pages that all show the state in which the first one was read. */
final class Lists {
    private final Store store;

    Lists(Store store) {
        this.store = store;
    }

    ObjectNode list(Route route, Query query, Representation representation) {
        var selection = Selection.of(route, query);
        var token = query.has("continue") ? Token.read(query.text("continue")) : null;
        return store.alone(() -> {
            var revision = token == null ? asked(query) : token.revision;
            var found = at(revision, route.kind(), route.namespace()).stream()
                    .filter(selection)
                    .filter(object -> token == null || path(object).compareTo(token.after) > 0)
                    .toList();
            var limit = (int) Math.min(query.number("limit", 0), Integer.MAX_VALUE);
            var page = limit > 0 && found.size() > limit ? found.subList(0, limit) : found;
            return representation.list(route.kind(), page, metadata(revision, page, found.size() - page.size(), query));
        });
    }

    private long asked(Query query) {
        var asked = query.text("resourceVersion");
        var revision = store.revision();
        if (!asked.isEmpty() && Versions.parse(asked, "invalid resource version: ") > revision) {
            throw Versions.tooLarge(asked, revision);
        }
        return query.text("resourceVersionMatch").equals("Exact") ? Long.parseLong(asked) : revision;
    }

    private List<ObjectNode> at(long revision, Kind kind, String namespace) {
        try {
            return revision == store.revision() ? store.list(kind, namespace) : store.listAt(revision, kind, namespace);
        } catch (TooOldException e) {
            throw Refusal.expired(
                    "The provided continue parameter is too old to display a consistent list result. You can"
                            + " start a new list without the continue parameter.");
        }
    }

    private static ObjectNode metadata(long revision, List<ObjectNode> page, int left, Query query) {
        var metadata = Json.object().put("resourceVersion", Long.toString(revision));
        if (left > 0) {
            metadata.put("continue", new Token(revision, path(page.getLast())).text());
            // the real server does not count what a selector would have to be tried on
            if (!query.has("labelSelector") && !query.has("fieldSelector")) {
                metadata.put("remainingItemCount", left);
            }
        }
        return metadata;
    }

    private static String path(ObjectNode object) {
        return Meta.namespace(object) + "/" + Meta.name(object);
    }

    private record Token(long revision, String after) {
        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Json.bytes(Json.object().put("rv", revision).put("start", after)));
        }

        static Token read(String text) {
            try {
                var token = Json.parse(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                return new Token(token.path("rv").asLong(), Json.text(token, "start"));
            } catch (RuntimeException e) {
                throw Refusal.badRequest("continue key is not valid: " + e.getMessage());
            }
        }
    }
}
