package io.movein.store.search;

import io.movein.process.ConfigurationProblem;
import io.movein.store.search.SearchFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Everything about a tenant's documents that would fail, at once. Writes nothing. */
public final class IndexReadiness {

    private static final int OTHERS_SHOWN = 4;

    private final SearchCluster source;
    private final SearchCluster target;
    private final List<TenantDocuments> indices;
    private final Set<String> empty;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final Set<String> unavailable = new HashSet<>();
    private final Map<String, Long> tenants = new HashMap<>();

    /** @param empty shared indices in which it is right that the tenant has no document */
    public IndexReadiness(
            SearchCluster source, SearchCluster target, List<TenantDocuments> indices, Set<String> empty) {
        this.source = source;
        this.target = target;
        this.indices = List.copyOf(indices);
        this.empty = Set.copyOf(empty);
    }

    /** How many documents the tenant has. Once {@link #check} has found nothing wrong. */
    public long documents() {
        return tenants.values().stream().mapToLong(Long::longValue).sum();
    }

    private interface Look {
        void make() throws InterruptedException;
    }

    public List<ConfigurationProblem> check() throws InterruptedException {
        names();
        var here = answers("source", source);
        var there = answers("target", target);
        for (var index : indices) {
            var where = "indices." + index.plan().from();
            var shared = here ? shared(where, index) : Optional.<IndexFacts>empty();
            if (there && shared.isPresent()) {
                attempt(where, "an index that the target would make", () -> dedicated(where, index, shared.get()));
            }
            if (here && there) {
                for (var alias : index.plan().aliases()) {
                    attempt(
                            where + ".aliases",
                            "an alias that we may see and change",
                            () -> alias(where, index, alias));
                }
            }
        }
        if (here && there) {
            new IndexRoom(source, target).problem(indices, tenants).ifPresent(problems::add);
        }
        return problems;
    }

    private boolean attempt(String where, String expected, Look look) throws InterruptedException {
        try {
            look.make();
            return true;
        } catch (SearchFailure e) {
            problem(where, String.valueOf(e.getMessage()), expected);
            return false;
        }
    }

    /** Whether more can be asked of it. */
    private boolean answers(String where, SearchCluster cluster) throws InterruptedException {
        return attempt(where, "a cluster that can be reached and accepts the login", () -> version(where, cluster))
                && cluster.about().hasPoints();
    }

    private void names() {
        var all = indices.stream().map(index -> index.plan().to()).toList();
        if (new HashSet<>(all).size() < all.size()) {
            problem("indices", "two that become one: " + all, "a dedicated index for each");
        }
    }

    private void version(String where, SearchCluster cluster) throws InterruptedException {
        if (!cluster.about().hasPoints()) {
            problem(
                    where,
                    cluster.about().words(),
                    "Elasticsearch 7.12, OpenSearch 2.4, or newer, which have points in time");
        }
    }

    /** @return the shared index, if it is one from which documents can be moved */
    private Optional<IndexFacts> shared(String where, TenantDocuments index) throws InterruptedException {
        var facts = new ArrayList<IndexFacts>();
        try {
            shared(where, index, facts);
        } catch (SearchFailure e) {
            problem(where, String.valueOf(e.getMessage()), "an index of which we may read everything");
            if (e.is(Kind.PASSING)) {
                unavailable.add(index.plan().from());
            }
        }
        return facts.stream().findFirst();
    }

    /** @param facts gets the index as soon as it is found, whatever becomes of the rest */
    private void shared(String where, TenantDocuments index, List<IndexFacts> facts) throws InterruptedException {
        var from = index.plan().from();
        var found = source.indices(from);
        var names = found.stream().map(IndexFacts::name).toList();
        if (!names.equals(List.of(from))) {
            problem(
                    where,
                    found.isEmpty() ? "not at the source" : "an alias of " + names,
                    "an index, each by its own name");
            return;
        }
        var shared = found.getFirst();
        facts.add(shared);
        if (!shared.losesSources().isEmpty()) {
            problem(
                    where,
                    shared.losesSources(),
                    "whole sources; these documents have to be written by the application");
        }
        owners(where, index.plan());
        readable(index.plan());
        changeField(where, index.plan());
    }

    /** Whether a point in time is given to us, and at once given back. */
    private void readable(MovedIndex plan) throws InterruptedException {
        source.closePoint(source.openPoint(plan.from(), Duration.ofSeconds(10)));
    }

    /** What the query finds is the tenant's alone, and all of it. */
    private void owners(String where, MovedIndex plan) throws InterruptedException {
        var question = Json.object().put("size", 0).put("track_total_hits", true);
        question.set("query", plan.query());
        var terms = Json.object().put("field", plan.owner()).put("size", OTHERS_SHOWN);
        var missing = Json.object().put("field", plan.owner());
        question.set(
                "aggs",
                Json.object("owners", Json.object("terms", terms)).set("none", Json.object("missing", missing)));
        var answer = source.summary(plan.from(), question);
        var owners = answer.path("aggregations").path("owners").path("buckets");
        var others = owners.valueStream()
                .filter(owner -> !key(owner).equals(plan.value()))
                .map(owner -> "%d of '%s'".formatted(owner.path("doc_count").asLong(), key(owner)))
                .toList();
        if (!others.isEmpty()) {
            problem(
                    where,
                    "finds documents of others as well: " + others,
                    "a filter that finds those of '%s' alone".formatted(plan.value()));
        }
        var none = answer.path("aggregations").path("none").path("doc_count").asLong();
        if (none > 0) {
            problem(
                    where,
                    "finds %d documents without %s".formatted(none, plan.owner()),
                    "an owner's field that each has");
        }
        var total = answer.path("hits").path("total").path("value").asLong();
        tenants.put(plan.from(), total);
        if (total == 0 && !empty.contains(plan.from())) {
            problem(where, "no document of '%s'".formatted(plan.value()), "the tenant's documents, or empty: true");
        }
        leftOut(where, plan);
    }

    private static String key(JsonNode bucket) {
        return bucket.path("key_as_string").asString(bucket.path("key").asString());
    }

    private void leftOut(String where, MovedIndex plan) throws InterruptedException {
        if (plan.filter().isEmpty()) {
            return;
        }
        var bool = Json.object("filter", plan.owned()).set("must_not", plan.query());
        var question =
                Json.object().put("size", 0).put("track_total_hits", true).set("query", Json.object("bool", bool));
        var left = source.summary(plan.from(), question)
                .path("hits")
                .path("total")
                .path("value")
                .asLong();
        if (left > 0) {
            problem(
                    where,
                    "its filter leaves out %d documents of '%s'".formatted(left, plan.value()),
                    "a filter that finds all of them");
        }
    }

    private void changeField(String where, MovedIndex plan) throws InterruptedException {
        if (plan.changed().isEmpty()) {
            return;
        }
        var field = plan.changed().get();
        var question = Json.object().put("size", 0).put("track_total_hits", true);
        question.set("query", plan.query());
        question.set("aggs", Json.object("none", Json.object("missing", Json.object("field", field))));
        var none = source.summary(plan.from(), question)
                .path("aggregations")
                .path("none")
                .path("doc_count")
                .asLong();
        if (none > 0) {
            problem(
                    where + ".changes",
                    "%d documents have no %s".formatted(none, field),
                    "a field that each write sets, or changes: {held: true}");
        }
    }

    private void dedicated(String where, TenantDocuments index, IndexFacts shared) throws InterruptedException {
        var plan = index.plan();
        var there = target.indices(plan.to());
        if (!there.isEmpty() && index.dedicated().found().isEmpty()) {
            problem(
                    where,
                    "%s is at the target, and not of this migration".formatted(plan.to()),
                    "no index and no alias of that name");
            return;
        }
        if (there.isEmpty()) {
            rights(where, plan);
            template(where, index, shared);
            target.simulate(plan.to(), index.dedicated().definition(shared, "dry-run"));
        }
        for (var setting : List.of("index.default_pipeline", "index.final_pipeline")) {
            var name = index.dedicated()
                    .planned(shared)
                    .getOrDefault(setting, StringNode.valueOf("_none"))
                    .asString();
            if (!name.equals("_none") && !target.hasPipeline(name)) {
                problem(
                        where,
                        "%s is '%s', which the target does not have".formatted(setting, name),
                        "that pipeline, or another by settings");
            }
        }
    }

    private void rights(String where, MovedIndex plan) throws InterruptedException {
        for (var missing : new IndexRights(source, target, plan, !unavailable.contains(plan.from())).missing()) {
            problem(where, missing, "that right, for the run as well");
        }
    }

    /** Nothing but what is moved is to be in it. */
    private void template(String where, TenantDocuments index, IndexFacts shared) throws InterruptedException {
        var plan = index.plan();
        JsonNode template;
        try {
            template = target.template(plan.to());
        } catch (SearchFailure e) {
            if (e.is(Kind.NOT_THERE)) {
                return;
            }
            throw e;
        }
        var wanted = index.dedicated().definition(shared, "").path("settings");
        var settings = flat("", template.path("settings")).stream()
                .filter(name -> !wanted.has(name) && !name.equals("index.number_of_shards"))
                .toList();
        if (!template.path("mappings").isEmpty() || !template.path("aliases").isEmpty() || !settings.isEmpty()) {
            problem(
                    where,
                    "a template of the target would add to %s: settings %s, mappings %s, aliases %s"
                            .formatted(plan.to(), settings, template.path("mappings"), template.path("aliases")),
                    "no template for that name");
        }
    }

    private static List<String> flat(String before, JsonNode settings) {
        var names = new ArrayList<String>();
        settings.properties().forEach(one -> {
            var name = before.isEmpty() ? one.getKey() : before + "." + one.getKey();
            if (one.getValue().isObject()) {
                names.addAll(flat(name, one.getValue()));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    private void alias(String where, TenantDocuments index, String alias) throws InterruptedException {
        var plan = index.plan();
        var strangers = index.aliases().strangers(alias);
        if (!strangers.isEmpty()) {
            problem(
                    where + ".aliases",
                    "%s points to %s".formatted(alias, strangers),
                    "an alias that points to no other index");
        }
        var one = Objects.equals(source.about().uuid(), target.about().uuid());
        var before = source.index(plan.from()).map(shared -> shared.aliases().path(alias));
        if (one
                && before.isPresent()
                && before.get().isObject()
                && !before.get().path("filter").isObject()) {
            problem(
                    where + ".aliases",
                    "%s has no filter, so that it is the other tenants' as well".formatted(alias),
                    "an alias by which this tenant alone is served");
        }
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of("search." + where, found, expected));
    }
}
