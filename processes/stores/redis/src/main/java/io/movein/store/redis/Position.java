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

    /** Nothing was seen yet. */
    static final Position NONE = new Position("", -1, -1);

    /** Up to which all lanes have everything; {@link #NONE} where one has no whole copy. */
    static Position least(List<Lane> lanes) {
        return lanes.stream()
                .map(Lane::position)
                .min(Comparator.comparingLong(Position::offset))
                .orElse(NONE);
    }
}
