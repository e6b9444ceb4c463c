package io.movein.store.search;

import io.movein.store.search.SearchFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is going to ask of both clusters, asked beforehand in a way that cannot have an effect: of an index that is not there, or with
 * something in it that no server takes. A server says that somebody may not do it before it says that it cannot be done, with or without
 * security, Elasticsearch and OpenSearch alike.
 */
final class IndexRights {

    private static final String ID = "/_doc/movein-dry-run";

    private final SearchCluster source;
    private final SearchCluster target;
    private final MovedIndex plan;
    private final boolean available;
    private final List<String> missing = new ArrayList<>();

    /** @param available whether the shared index has all its shards: one that has not keeps a refresh waiting for a minute */
    IndexRights(SearchCluster source, SearchCluster target, MovedIndex plan, boolean available) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.available = available;
    }

    /**
     * Whoever asks has looked that the dedicated index is not there. That it may be deleted again is not asked: somebody else's of that
     * name could come into being meanwhile.
     *
     * @return what may not be done, each with the server's reason
     */
    List<String> missing() throws InterruptedException {
        var from = SearchCluster.of(plan.from());
        var to = SearchCluster.of(plan.to());
        if (available) {
            attempt(source, "refresh " + plan.from(), "POST", from + "/_refresh");
            attempt(source, "read documents of %s by id".formatted(plan.from()), "POST", from + "/_mget", oneId());
        }
        attempt(target, "create index " + plan.to(), "PUT", to, noShards());
        attempt(target, "write to " + plan.to(), "PUT", to + ID + "?require_alias=true", Json.object());
        attempt(target, "delete from " + plan.to(), "DELETE", to + ID);
        attempt(target, "change settings of " + plan.to(), "PUT", to + "/_settings", refresh());
        attempt(
                target,
                "change the mapping of " + plan.to(),
                "PUT",
                to + "/_mapping",
                Json.object("_meta", Json.object()));
        attempt(target, "refresh " + plan.to(), "POST", to + "/_refresh");
        if (!plan.aliases().isEmpty()) {
            attempt(target, "switch aliases %s".formatted(plan.aliases()), "POST", "/_aliases", aliases());
        }
        return missing;
    }

    private static ObjectNode oneId() {
        return Json.object("docs", Json.array(List.of(Json.object("_id", "movein-dry-run"))));
    }

    private static ObjectNode noShards() {
        return Json.object("settings", Json.object().put("index.number_of_shards", 0));
    }

    private static ObjectNode refresh() {
        return Json.object().put("index.refresh_interval", "-1");
    }

    /** With a filter that is none, so that none of them is added, whatever is there. */
    private ObjectNode aliases() throws InterruptedException {
        var actions = new ArrayList<JsonNode>();
        var one = source.about().uuid().equals(target.about().uuid());
        for (var alias : plan.aliases()) {
            if (one) {
                actions.add(add(plan.from(), alias));
            }
            actions.add(add(plan.to(), alias));
        }
        return Json.object("actions", Json.array(actions));
    }

    private static ObjectNode add(String index, String alias) {
        var noQuery = Json.object("movein_dry_run", Json.object());
        return Json.object(
                "add", Json.object("index", index).put("alias", alias).set("filter", noQuery));
    }

    private void attempt(SearchCluster cluster, String what, String method, String path, JsonNode... body)
            throws InterruptedException {
        try {
            // one that does not belong there is refused before anybody asks who we are
            cluster.http().ask(method, path, body.length == 0 ? new byte[0] : Json.MAPPER.writeValueAsBytes(body[0]));
        } catch (SearchFailure e) {
            if (e.is(Kind.FORBIDDEN)) {
                missing.add("may not %s: %s".formatted(what, e.getMessage()));
            } else if (!e.is(Kind.PERMANENT) && !e.is(Kind.NOT_THERE)) {
                throw e;
            }
        }
    }
}
