package io.movein.process.run;

import io.movein.process.items.Item;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Items that are claimed and not begun yet, in the order of the journal; whoever finds none claims some more. For use by all workers. */
final class Claims implements AutoCloseable {

    private final Journal journal;
    private final IntSupplier some;
    private final Deque<Item> claimed = new ArrayDeque<>();
    private boolean closed;

    /** @param some how many are claimed at once */
    Claims(Journal journal, IntSupplier some) {
        this.journal = journal;
        this.some = some;
    }

    synchronized boolean any() {
        if (claimed.isEmpty() && !closed) {
            claimed.addAll(journal.claim(some.getAsInt()));
        }
        return !claimed.isEmpty();
    }

    /** Empty if none is queued any more, or this is closed. */
    synchronized Optional<Item> next() {
        return any() ? Optional.of(claimed.removeFirst()) : Optional.empty();
    }

    /** What was not begun is queued again. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!claimed.isEmpty()) {
            journal.record(claimed.removeFirst(), new Outcome.Released());
        }
    }
}
