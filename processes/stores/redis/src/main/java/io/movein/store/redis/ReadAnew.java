package io.movein.store.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys that were read anew from the source, each of which has at the target everything up to the offset at which it was read, and is
 * so ahead of the target's position. What a transaction brings counts once the target has it, and is forgotten if it has not.
 */
final class ReadAnew {

    private final Map<Key, Long> there = new HashMap<>();
    private final Map<Key, Long> underWay = new HashMap<>();

    /** The position of the target after the transaction that is under way. */
    private long after = -1;

    /** A process before read keys anew up to here, and nobody knows which. */
    private long byAnother = -1;

    void byAnother(long upTo) {
        byAnother = upTo;
    }

    /** By the transaction that comes next. */
    void read(Collection<Key> keys, long offset) {
        keys.forEach(key -> underWay.put(key, offset));
    }

    /**
     * Begins the transaction.
     *
     * @param position that the target has after it
     * @return up to which offset some keys are then ahead; negative if it brings none
     */
    long underWay(long position) {
        after = position;
        return underWay.isEmpty()
                ? -1
                : Math.max(
                        byAnother,
                        underWay.values().stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .orElse(-1));
    }

    /** The target says how far it is: whether it has what was under way. */
    void found(long position) {
        if (after >= 0 && position >= after) {
            there.putAll(underWay);
        }
        underWay.clear();
        after = -1;
        there.values().removeIf(offset -> offset <= position);
    }

    /** Everything is copied anew. */
    void forget() {
        there.clear();
        underWay.clear();
        after = -1;
        byAnother = -1;
    }

    /** Whether the key has what was done up to there. */
    boolean has(Key key, Position write) {
        return !there.isEmpty() && there.getOrDefault(key, -1L) >= write.offset();
    }

    /** The same, or it may have it: then it has to be read anew, as doing it again might do it twice. */
    boolean mayHave(Key key, Position write) {
        return byAnother >= write.offset() || has(key, write);
    }
}
