package io.movein.store.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hash slots of a cluster, or all keys of a server that is a node of none. Never changed. */
public final class Slots {

    /** All keys, whichever their slots. */
    public static final Slots UNDIVIDED = new Slots(new BitSet(), true);

    static final Slots NONE = new Slots(new BitSet(), false);

    /** Slots that a cluster has. */
    static final int COUNT = SlotHash.SLOT_COUNT;

    private final BitSet numbers;
    private final boolean undivided;

    private Slots(BitSet numbers, boolean undivided) {
        this.numbers = numbers;
        this.undivided = undivided;
    }

    /** From the first to the last, both among them. */
    static Slots range(int first, int last) {
        var numbers = new BitSet(COUNT);
        numbers.set(first, last + 1);
        return new Slots(numbers, false);
    }

    /** As {@link #toString} writes them. */
    static Slots parse(String ranges) {
        var numbers = new BitSet(COUNT);
        for (var range : ranges.split(",")) {
            var ends = range.split("-");
            numbers.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return new Slots(numbers, false);
    }

    /** The slot of a key: of what stands between its first braces, if anything does. */
    public static int of(byte[] key) {
        return SlotHash.getSlot(key);
    }

    public boolean isUndivided() {
        return undivided;
    }

    boolean isEmpty() {
        return !undivided && numbers.isEmpty();
    }

    int first() {
        return numbers.nextSetBit(0);
    }

    int count() {
        return undivided ? COUNT : numbers.cardinality();
    }

    public boolean owns(byte[] key) {
        return undivided || numbers.get(of(key));
    }

    /** Those that are among both. */
    Slots and(Slots other) {
        if (undivided || other.undivided) {
            return undivided ? other : this;
        }
        var both = (BitSet) numbers.clone();
        both.and(other.numbers);
        return new Slots(both, false);
    }

    /** A short text in braces before which a key is in one of these slots. */
    String tag() {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(Integer::toString)
                .filter(text -> numbers.get(SlotHash.getSlot(text)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slots slots && slots.undivided == undivided && slots.numbers.equals(numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** As the server writes them: {@code 0-5460,5470}. */
    @Override
    public String toString() {
        return undivided
                ? "all"
                : numbers.stream()
                        .filter(number -> number == 0 || !numbers.get(number - 1))
                        .mapToObj(first -> {
                            var last = numbers.nextClearBit(first) - 1;
                            return first == last ? Integer.toString(first) : first + "-" + last;
                        })
                        .collect(Collectors.joining(","));
    }
}
