package io.movein.process.run;

import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import io.movein.process.pace.Turn;

/** Moves one item, in the thread of a worker. */
@FunctionalInterface
public interface ItemHandler {

    /**
     * Called for an item that may be at the destination already: look there before writing.
     *
     * @return only after the destination was read back
     * @throws InterruptedException                if the run is ending and the item was undone; it is queued again
     * @throws io.movein.process.MigrationFailure if the run cannot go on; the item is queued again
     * @throws Exception                           anything else is this item's failure
     */
    Outcome handle(Item item, Turn turn) throws Exception;
}
