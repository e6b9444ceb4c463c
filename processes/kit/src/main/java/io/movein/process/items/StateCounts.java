package io.movein.process.items;

import java.util.EnumMap;
import java.util.Map;

/** Counts that move along with the items. */
final class StateCounts {

    private final Map<ItemState, Counts.Tally> tallies = new EnumMap<>(ItemState.class);

    synchronized void clear() {
        tallies.clear();
    }

    synchronized void add(ItemState state, long items, long bytes) {
        tallies.put(state, of(state).plus(items, bytes));
    }

    synchronized void move(ItemState from, ItemState to, long bytes) {
        add(from, -1, -bytes);
        add(to, 1, bytes);
    }

    synchronized Counts now() {
        return new Counts(
                of(ItemState.QUEUED),
                of(ItemState.RUNNING),
                of(ItemState.MIGRATED),
                of(ItemState.SKIPPED),
                of(ItemState.FAILED));
    }

    private Counts.Tally of(ItemState state) {
        return tallies.getOrDefault(state, Counts.Tally.NONE);
    }
}
