package io.movein.store.redis;

import java.util.Comparator;
import java.util.List;

/**
 * A place in a server's replication stream, up to which everything was seen.
 *
 * @param history  the server's replication id
 * @param offset   of the last byte seen
 * @param database that the stream's commands are about there; -1 where it has named none yet
 */
public record Position(String history, long offset, int database) {

    @Override
    public String toString() {
        return "offset %d of history %s".formatted(offset, history);
    }

    /** Nothing was seen yet. */
    static final Position NONE = new Position("", -1, -1);

    /** Up to which all streams have everything; {@link #NONE} where one has no whole copy, or one of another history. */
    static Position least(List<TargetStream> streams) {
        var positions = streams.stream().map(TargetStream::position).toList();
        return positions.stream().map(Position::history).distinct().count() > 1
                ? NONE
                : positions.stream()
                        .min(Comparator.comparingLong(Position::offset))
                        .orElse(NONE);
    }

    /**
     * Whether everything up to the end was seen. Offsets of two histories say nothing of one another: a server that starts anew counts
     * from the beginning, and what was seen before may be less.
     */
    boolean reaches(Position end) {
        return end.offset >= 0 && history.equals(end.history) && offset >= end.offset;
    }

    /** Whether it says more than an earlier one of the same stream, which a server that takes over goes on with under a name of its own. */
    boolean isBeyond(Position earlier) {
        return offset > earlier.offset || offset == earlier.offset && !history.equals(earlier.history);
    }
}
