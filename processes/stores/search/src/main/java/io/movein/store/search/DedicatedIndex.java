package io.movein.store.search;

import io.movein.process.items.JournalFacts;
import io.movein.store.search.SearchFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The tenant's own index. It stands in the journal before it is made and has a mark in its mapping that is in no other: what is removed is
 * this one or none. While documents are brought it refreshes nothing, has no replica and no pipeline; then it is as planned.
 */
public final class DedicatedIndex {

    /** Of a server or of an index's own life; no new index can be given them. */
    private static final List<String> PRIVATE = List.of(
            "index.uuid",
            "index.provided_name",
            "index.creation_date",
            "index.version.",
            "index.resize.",
            "index.shrink.",
            "index.history.",
            "index.routing.allocation.",
            "index.blocks.",
            "index.lifecycle.",
            "index.plugins.index_state_management.",
            "index.verified_before_close");

    private static final Map<String, String> WHILE_COPYING = new TreeMap<>(Map.of(
            "index.refresh_interval", "-1",
            "index.number_of_replicas", "0",
            "index.auto_expand_replicas", "false",
            "index.default_pipeline", "_none",
            "index.final_pipeline", "_none",
            "index.gc_deletes", "0s"));

    private static final JsonNode DEFAULT = Json.MAPPER.nullNode();

    private final SearchCluster target;
    private final MovedIndex plan;
    private final JournalFacts facts;
    private final Runnable fence;

    DedicatedIndex(SearchCluster target, MovedIndex plan, JournalFacts facts, Runnable fence) {
        this.target = target;
        this.plan = plan;
        this.facts = facts;
        this.fence = fence;
    }

    private String fact() {
        return "search/index/" + plan.to();
    }

    private Optional<String> mark() {
        return facts.get(fact()).filter(mark -> !mark.isEmpty());
    }

    /** Whether this migration may have made it. */
    public boolean mayBeThere() {
        return mark().isPresent();
    }

    private static boolean isPrivate(String setting) {
        return PRIVATE.stream().anyMatch(one -> one.endsWith(".") ? setting.startsWith(one) : setting.equals(one));
    }

    /** What its settings are to be in the end, as on the source but for what the plan says. */
    Map<String, JsonNode> planned(IndexFacts shared) {
        var planned = new TreeMap<>(shared.allSettings());
        planned.keySet().removeIf(DedicatedIndex::isPrivate);
        plan.settings().forEach((name, value) -> planned.put(whole(name), StringNode.valueOf(value)));
        return planned;
    }

    private static String whole(String setting) {
        return setting.startsWith("index.") ? setting : "index." + setting;
    }

    /** As it is made, so that the target can say beforehand whether it would. */
    ObjectNode definition(IndexFacts shared, String mark) {
        var settings = Json.object();
        planned(shared).forEach(settings::set);
        WHILE_COPYING.forEach(settings::put);
        return Json.object("settings", settings).set("mappings", shared.marked(mark));
    }

    /** @return the index, if it is there and this migration made it */
    Optional<IndexFacts> found() throws InterruptedException {
        var mark = mark();
        return mark.isEmpty()
                ? Optional.empty()
                : target.index(plan.to()).filter(found -> found.mark().equals(mark));
    }

    /** Made, or taken again from an attempt before this one. */
    void make(IndexFacts shared) throws InterruptedException {
        fence.run();
        if (found().isPresent()) {
            put(WHILE_COPYING);
            return;
        }
        var mark = UUID.randomUUID().toString();
        facts.put(fact(), mark);
        try {
            target.create(plan.to(), definition(shared, mark));
        } catch (SearchFailure e) {
            if (!e.is(Kind.PASSING) || found().isEmpty()) {
                throw e;
            }
        }
        same(shared);
    }

    /** A template of the target may have added to it. */
    private void same(IndexFacts shared) throws InterruptedException {
        var made = found().orElseThrow(() -> target.failure(Kind.PERMANENT, "%s does not exist".formatted(plan.to())));
        if (!made.unmarked().equals(shared.unmarked())) {
            throw target.failure(
                    Kind.PERMANENT,
                    "%s has the mapping %s (expected the shared index's, %s); look for a template of that name"
                            .formatted(plan.to(), made.unmarked(), shared.unmarked()));
        }
        var wanted = definition(shared, "").path("settings");
        for (var setting : made.allSettings().keySet()) {
            if (!isPrivate(setting) && !wanted.has(setting) && !isImplied(setting)) {
                throw target.failure(
                        Kind.PERMANENT,
                        "%s has the setting %s (expected it from neither side); look for a template of that name"
                                .formatted(plan.to(), setting));
            }
        }
    }

    /** Written down by a server for every index. */
    private static boolean isImplied(String setting) {
        return setting.equals("index.number_of_shards") || setting.equals("index.replication.type");
    }

    private void put(Map<String, String> settings) throws InterruptedException {
        var all = Json.object();
        settings.forEach(all::put);
        target.settings(plan.to(), all);
    }

    /** Everything is at the target: from now on it is as planned. */
    void finish(IndexFacts shared) throws InterruptedException {
        fence.run();
        var planned = planned(shared);
        var last = Json.object();
        WHILE_COPYING.keySet().forEach(setting -> last.set(setting, planned.getOrDefault(setting, DEFAULT)));
        target.settings(plan.to(), last);
        target.refresh(plan.to());
    }

    /** Those that were another while it was filled, in words. */
    static String words(Map<String, JsonNode> settings) {
        var words = new TreeMap<String, String>();
        for (var setting : WHILE_COPYING.keySet()) {
            var value = settings.getOrDefault(setting, DEFAULT);
            words.put(setting.replaceFirst("index\\.", ""), value.isNull() ? "default" : value.asString());
        }
        return words.toString();
    }

    /** The mark goes; the journal's goes with the migration. */
    void release() throws InterruptedException {
        var found = found();
        if (found.isPresent()) {
            var meta = Json.objectOf(found.get().unmarked().path("_meta"));
            fence.run();
            target.mappings(plan.to(), Json.object("_meta", meta));
        }
        facts.put(fact(), "");
    }

    /** @return whether there was one of this migration's */
    boolean remove() throws InterruptedException {
        fence.run();
        var ours = found().isPresent();
        if (ours) {
            target.delete(plan.to());
        }
        facts.put(fact(), "");
        return ours;
    }
}
