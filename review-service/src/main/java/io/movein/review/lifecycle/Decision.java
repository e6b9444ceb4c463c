package io.movein.review.lifecycle;

import io.movein.review.plan.PlanDecision;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What follows from an input, in order. No changes: nothing does. */
public record Decision(List<Change> changes) {

    public List<Change.Happened> events() {
        return only(Change.Happened.class).toList();
    }

    /** Those of migration plans. */
    public List<PlanDecision.Event> planEvents() {
        return only(Change.PlanDecided.class)
                .flatMap(decided -> decided.events().stream())
                .toList();
    }

    public List<Change.Ordered> orders() {
        return only(Change.Ordered.class).toList();
    }

    /** The facts that are wanted now and were not before. */
    public List<Change.FactsWanted> factsWanted() {
        return only(Change.FactsWanted.class)
                .filter(Predicate.not(wish -> wish.wanted() == null))
                .toList();
    }

    private <C extends Change> Stream<C> only(Class<C> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast);
    }
}
