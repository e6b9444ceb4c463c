package io.movein.store.search;

import io.movein.process.items.JournalFacts;
import io.movein.store.search.SearchFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names by which the application finds the tenant's documents, from the shared index to its own: all at one moment where both are on
 * one cluster; a name of several indices leads to each document once all the while, as it goes from index to index. Each is compared
 * before and read back after; what it was stands in the journal before it is changed.
 */
final class AliasSwitch {

    private static final String NONE = "none";

    private final SearchCluster source;
    private final SearchCluster target;
    private final MovedIndex plan;
    private final List<MovedIndex> all;
    private final JournalFacts facts;
    private final Runnable fence;

    /** @param all indices that move, of which several may be found by one name */
    AliasSwitch(
            SearchCluster source,
            SearchCluster target,
            MovedIndex plan,
            List<MovedIndex> all,
            JournalFacts facts,
            Runnable fence) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.all = all;
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
        var one = oneCluster();
        for (var index : sharing(alias)) {
            holders.remove(index.to());
            if (one) {
                holders.remove(index.from());
            }
        }
        return holders;
    }

    /** Indices that are to be found by the name. */
    private List<MovedIndex> sharing(String alias) {
        return all.stream().filter(index -> index.aliases().contains(alias)).toList();
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
            actions.add(action(
                    "add",
                    plan.to(),
                    alias,
                    withoutFilter(before, sharing(alias).size() > 1)));
        }
        var unknown = act(actions);
        for (var alias : plan.aliases()) {
            isSwitched(alias, unknown);
        }
    }

    /** Every document of the dedicated index is the tenant's; its routing stays, and which of several is written to. */
    private static JsonNode withoutFilter(JsonNode before, boolean several) {
        var copy = Json.objectOf(before).deepCopy();
        copy.remove("filter");
        if (!several) {
            copy.remove("is_write_index");
        }
        return copy;
    }

    private static ObjectNode action(String what, String index, String alias, JsonNode more) {
        var one = Json.object("index", index).put("alias", alias);
        return Json.object(what, one.setAll(Json.objectOf(more)));
    }

    /**
     * An answer that was lost says nothing: it is read back.
     *
     * @return what is to be said where it was not carried out
     */
    private Optional<SearchFailure> act(List<ObjectNode> actions) throws InterruptedException {
        try {
            target.aliases(actions);
            return Optional.empty();
        } catch (SearchFailure e) {
            if (!e.is(Kind.PASSING)) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void isSwitched(String alias, Optional<SearchFailure> unknown) throws InterruptedException {
        var holders = target.holders(alias);
        if (!holders.contains(plan.to())
                || (oneCluster() && holders.contains(plan.from()))
                || !strangers(alias).isEmpty()) {
            throw target.failure(
                    Kind.PERMANENT,
                    "alias %s points to %s after the switch (expected %s in place of %s)%s"
                            .formatted(
                                    alias,
                                    holders,
                                    plan.to(),
                                    plan.from(),
                                    unknown.map(e -> ": " + e.getMessage()).orElse("")));
        }
    }

    /**
     * As it was before, where this migration changed it.
     *
     * @return whether there was one to set back
     */
    boolean undo() throws InterruptedException {
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
        return !actions.isEmpty();
    }

    void forget() {
        plan.aliases().forEach(alias -> facts.put(fact(alias), ""));
    }
}
