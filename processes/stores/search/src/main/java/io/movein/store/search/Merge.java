package io.movein.store.search;

import java.util.Iterator;
import java.util.Optional;

/** Two listings beside each other. */
final class Merge {

    interface Pair {
        void take(Optional<Listed> source, Optional<Listed> target) throws InterruptedException;
    }

    private Merge() {}

    static void each(Listing source, Listing target, Pair pair) throws InterruptedException {
        var from = source.sorted();
        var to = target.sorted();
        var one = next(from);
        var other = next(to);
        while (one.isPresent() || other.isPresent()) {
            var order = one.isEmpty() ? 1 : other.isEmpty() ? -1 : Listed.ORDER.compare(one.get(), other.get());
            pair.take(order <= 0 ? one : Optional.empty(), order >= 0 ? other : Optional.empty());
            if (order <= 0) {
                one = next(from);
            }
            if (order >= 0) {
                other = next(to);
            }
        }
    }

    private static Optional<Listed> next(Iterator<Listed> all) {
        return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }
}
