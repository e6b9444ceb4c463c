package io.movein.review.lifecycle;

import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import org.apache.avro.specific.SpecificRecord;

/** What the lifecycle is asked to judge. */
public sealed interface Input {

    /** What somebody asked for; the id is GitHub's, so the same wish has the same id. */
    record Command(String id, SpecificRecord body) implements Input {}

    /** What happened to a run. */
    record Report(SpecificRecord body) implements Input {}

    /** The facts for the wish with this id, see {@link Change.FactsWanted}. */
    record FactsArrived(String migration, String wanted, Facts facts) implements Input {}

    /** The facts for the wish with this id cannot be made sense of, and asking again does not help. */
    record FactsUnusable(String migration, String wanted, String reason) implements Input {}

    /** The command with this id led to a decision that no record can carry. */
    record TooLarge(String id, SpecificRecord body, int bytes) implements Input {}

    /** Time to look at this migration, see {@link Lifecycle#dueAt}. */
    record Recheck(String migration) implements Input {}

    /** The pool as it is now: what waits for capacity may have it. */
    record PoolObserved(PoolFacts pool) implements Input {}
}
