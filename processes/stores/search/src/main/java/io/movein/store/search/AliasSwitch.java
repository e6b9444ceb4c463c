package io.movein.store.search;

import io.movein.process.items.JournalFacts;
import io.movein.store.search.SearchFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names by which the application finds the tenant's documents, from the shared index to its own: all at one moment where both are on
 * one cluster. Each is compared before and read back after; what it was stands in the journal before it is changed.
 */
final class AliasSwitch {

    private static final String NONE = "none";

    private final SearchCluster source;
    private final SearchCluster target;
    private final MovedIndex plan;
    private final JournalFacts facts;
    private final Runnable fence;

    AliasSwitch(SearchCluster source, SearchCluster target, MovedIndex plan, JournalFacts facts, Runnable fence) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.facts = facts;
        this.fence = fence;
    }

    private String fact(String alias) {
        return "search/alias/%s/%s".formatted(plan.to(), alias);
    }

    private boolean oneCluster() throws InterruptedException {
        return source.about().uuid().equals(target.about().uuid());
    }

    /** Others than those that may have it before the switch. */
    Set<String> strangers(String alias) throws InterruptedException {
        var holders = new TreeSet<>(target.holders(alias));
        holders.remove(plan.to());
        if (oneCluster()) {
            holders.remove(plan.from());
        }
        return holders;
    }

    void make(IndexFacts shared) throws InterruptedException {
        if (plan.aliases().isEmpty()) {
            return;
        }
        fence.run();
        var one = oneCluster();
        var actions = new ArrayList<ObjectNode>();
        for (var alias : plan.aliases()) {
            var strangers = strangers(alias);
            if (!strangers.isEmpty()) {
                throw target.failure(
                        Kind.PERMANENT,
                        "alias %s points to %s (expected no index other than %s before the switch)"
                                .formatted(alias, strangers, plan.from()));
            }
            var before = shared.aliases().path(alias);
            facts.put(fact(alias), one && before.isObject() ? before.toString() : NONE);
            if (one && before.isObject()) {
                actions.add(action("remove", plan.from(), alias, Json.object()));
            }
            actions.add(action("add", plan.to(), alias, withoutFilter(before)));
        }
        act(actions);
        for (var alias : plan.aliases()) {
            is(alias, Set.of(plan.to()));
        }
    }

    /** Every document of the dedicated index is the tenant's; by which routing it is looked for stays. */
    private static JsonNode withoutFilter(JsonNode before) {
        var copy = Json.objectOf(before).deepCopy();
        copy.remove("filter");
        copy.remove("is_write_index");
        return copy;
    }

    private static ObjectNode action(String what, String index, String alias, JsonNode more) {
        var one = Json.object("index", index).put("alias", alias);
        return Json.object(what, one.setAll(Json.objectOf(more)));
    }

    /** An answer that was lost says nothing: it is read back. */
    private void act(List<ObjectNode> actions) throws InterruptedException {
        try {
            target.aliases(actions);
        } catch (SearchFailure e) {
            if (!e.is(Kind.PASSING)) {
                throw e;
            }
        }
    }

    private void is(String alias, Set<String> expected) throws InterruptedException {
        var holders = target.holders(alias);
        if (!holders.equals(expected)) {
            throw target.failure(
                    Kind.PERMANENT,
                    "alias %s points to %s after the switch (expected %s)".formatted(alias, holders, expected));
        }
    }

    /** As it was before, where this migration changed it. */
    void undo() throws InterruptedException {
        var actions = new ArrayList<ObjectNode>();
        for (var alias : plan.aliases()) {
            var before = facts.get(fact(alias)).filter(text -> !text.isEmpty());
            if (before.isPresent() && target.holders(alias).contains(plan.to())) {
                actions.add(action("remove", plan.to(), alias, Json.object()));
                if (!before.get().equals(NONE)) {
                    actions.add(action("add", plan.from(), alias, Json.read(before.get())));
                }
            }
        }
        if (!actions.isEmpty()) {
            fence.run();
            act(actions);
        }
        for (var alias : plan.aliases()) {
            if (target.holders(alias).contains(plan.to())
                    && facts.get(fact(alias)).filter(text -> !text.isEmpty()).isPresent()) {
                throw target.failure(Kind.PASSING, "alias %s still points to %s".formatted(alias, plan.to()));
            }
        }
        forget();
    }

    void forget() {
        plan.aliases().forEach(alias -> facts.put(fact(alias), ""));
    }
}
