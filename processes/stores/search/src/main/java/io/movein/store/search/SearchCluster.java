package io.movein.store.search;

import io.movein.process.items.Blame;
import io.movein.process.retry.Retries;
import io.movein.store.search.SearchFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One of the two sides. Elasticsearch and OpenSearch differ in points in time alone. */
public final class SearchCluster implements AutoCloseable {

    private static final byte[] NOTHING = new byte[0];

    private final SearchServer server;
    private final Blame side;
    private final SearchHttp http;
    private @Nullable About about;

    /** @param retries by {@link SearchFailure#classify} */
    public SearchCluster(SearchServer server, Retries retries, Blame side) {
        this.server = server;
        this.side = side;
        this.http = new SearchHttp(server, retries, side);
    }

    String name() {
        return server.name();
    }

    Blame side() {
        return side;
    }

    SearchHttp http() {
        return http;
    }

    SearchFailure failure(Kind kind, String message) {
        return new SearchFailure(server.name(), kind, message);
    }

    synchronized About about() throws InterruptedException {
        if (about == null) {
            about = About.of(http.get("/"));
        }
        return about;
    }

    static String of(String index) {
        return "/" + SearchHttp.part(index);
    }

    /** By its own name, or by an alias: then its name is another, and there may be more of them. */
    List<IndexFacts> indices(String name) throws InterruptedException {
        try {
            return http.get(of(name) + "?flat_settings=true").properties().stream()
                    .map(found -> IndexFacts.of(found.getKey(), found.getValue()))
                    .toList();
        } catch (SearchFailure e) {
            if (e.is(Kind.NOT_THERE)) {
                return List.of();
            }
            throw e;
        }
    }

    Optional<IndexFacts> index(String name) throws InterruptedException {
        return indices(name).stream().filter(found -> found.name().equals(name)).findFirst();
    }

    /** Which indices have the alias. */
    Set<String> holders(String alias) throws InterruptedException {
        try {
            var holders = new TreeSet<String>();
            http.get("/_alias/" + SearchHttp.part(alias)).properties().forEach(one -> holders.add(one.getKey()));
            return holders;
        } catch (SearchFailure e) {
            if (e.is(Kind.NOT_THERE)) {
                return Set.of();
            }
            throw e;
        }
    }

    /** Once: whoever asked looks what became of it. */
    void create(String index, ObjectNode definition) throws InterruptedException {
        http.askOnce("PUT", of(index), definition);
    }

    void delete(String index) throws InterruptedException {
        try {
            http.ask("DELETE", of(index), NOTHING);
        } catch (SearchFailure e) {
            if (!e.is(Kind.NOT_THERE)) {
                throw e;
            }
        }
    }

    void settings(String index, ObjectNode settings) throws InterruptedException {
        http.ask("PUT", of(index) + "/_settings", settings);
    }

    void mappings(String index, ObjectNode mappings) throws InterruptedException {
        http.ask("PUT", of(index) + "/_mapping", mappings);
    }

    /** All of them at one moment, or none. */
    void aliases(List<ObjectNode> actions) throws InterruptedException {
        http.askOnce("POST", "/_aliases", Json.object("actions", Json.array(actions)));
    }

    /** Without it a search does not find what was written last. */
    void refresh(String index) throws InterruptedException {
        var shards = http.ask("POST", of(index) + "/_refresh", NOTHING).path("_shards");
        if (shards.path("failed").asInt(1) > 0) {
            throw failure(Kind.PASSING, "POST /%s/_refresh: %s (expected no failed shard)".formatted(index, shards));
        }
    }

    /** What the template for a new index of this name would add to it. */
    JsonNode template(String index) throws InterruptedException {
        return http.ask("POST", "/_index_template/_simulate_index/" + SearchHttp.part(index), NOTHING)
                .path("template");
    }

    /** The server says whether it would make such an index, and makes none. */
    void simulate(String index, ObjectNode definition) throws InterruptedException {
        var template = Json.object()
                .set("index_patterns", Json.MAPPER.createArrayNode().add(index))
                .put("priority", Integer.MAX_VALUE - 1);
        http.ask("POST", "/_index_template/_simulate", template.set("template", definition));
    }

    boolean hasPipeline(String pipeline) throws InterruptedException {
        try {
            return !http.get("/_ingest/pipeline/" + SearchHttp.part(pipeline)).isEmpty();
        } catch (SearchFailure e) {
            if (e.is(Kind.NOT_THERE)) {
                return false;
            }
            throw e;
        }
    }

    /** A state of the index that stays the same for whoever reads it, until it was not read for so long. */
    String openPoint(String index, Duration kept) throws InterruptedException {
        var life = "?keep_alive=%ds".formatted(kept.toSeconds());
        if (!about().openSearch()) {
            return http.ask("POST", of(index) + "/_pit" + life, NOTHING)
                    .path("id")
                    .asString();
        }
        var answer = http.ask(
                "POST", of(index) + "/_search/point_in_time" + life + "&allow_partial_pit_creation=false", NOTHING);
        if (answer.path("_shards").path("failed").asInt(1) > 0) {
            throw failure(
                    Kind.PASSING,
                    "point in time of %s: %s (expected all shards)".formatted(index, answer.path("_shards")));
        }
        return answer.path("pit_id").asString();
    }

    /** As if a page of it were read. */
    void keepPoint(String point, Duration kept) throws InterruptedException {
        var question = Json.object().put("size", 0).put("track_total_hits", false);
        question.set("query", Json.object("match_none", Json.object()));
        question.set("pit", Json.object("id", point).put("keep_alive", kept.toSeconds() + "s"));
        var _ = search(question);
    }

    /** It ends by itself where this fails. */
    void closePoint(String point) throws InterruptedException {
        try {
            if (about().openSearch()) {
                http.ask(
                        "DELETE",
                        "/_search/point_in_time",
                        Json.object("pit_id", Json.MAPPER.createArrayNode().add(point)));
            } else {
                http.ask("DELETE", "/_pit", Json.object("id", point));
            }
        } catch (SearchFailure gone) {
            // so it was lost
        }
    }

    /** A page of what is asked for; never one of a part of the shards. */
    Page search(JsonNode question) throws InterruptedException {
        return page("/_search?allow_partial_search_results=false", question);
    }

    /** The same of an index as it is now. */
    JsonNode summary(String index, JsonNode question) throws InterruptedException {
        var path = of(index) + "/_search?allow_partial_search_results=false";
        var body = Json.MAPPER.writeValueAsBytes(question);
        return http.again(() -> {
            var answer = http.once("POST", path, body);
            whole(path, Page.of(answer));
            return Json.MAPPER.readTree(answer);
        });
    }

    /** Documents by id and routing, as they are now, found by a search or not yet. */
    Page documents(String index, List<Listed> wanted) throws InterruptedException {
        var ids = wanted.stream()
                .map(one -> {
                    var id = Json.object("_id", one.id());
                    return one.routing().isEmpty() ? id : id.put("routing", one.routing());
                })
                .toList();
        return page(of(index) + "/_mget", Json.object("docs", Json.array(ids)));
    }

    private Page page(String path, JsonNode question) throws InterruptedException {
        var body = Json.MAPPER.writeValueAsBytes(question);
        return http.again(() -> whole(path, Page.of(http.once("POST", path, body))));
    }

    private Page whole(String path, Page page) {
        if (!page.faults().isEmpty()) {
            var lost = page.faults().contains("search_context_missing");
            throw failure(
                    lost ? Kind.POINT_LOST : Kind.PASSING,
                    "%s: %s (expected all shards, in time)".formatted(path.replaceAll("\\?.*", ""), page.faults()));
        }
        return page;
    }

    @Override
    public void close() {
        http.close();
    }
}
