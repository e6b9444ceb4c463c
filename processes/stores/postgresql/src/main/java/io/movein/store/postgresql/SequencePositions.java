package io.movein.store.postgresql;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far sequences are, and the same again elsewhere. No transaction holds them still: read when nobody draws from them. */
public final class SequencePositions {

    private SequencePositions() {}

    /**
     * Where a sequence stands.
     *
     * @param called whether the last value was given out already
     */
    public record Position(long last, boolean called) {
        @Override
        public String toString() {
            return called ? "after " + last : "at " + last;
        }
    }

    public static SortedMap<TableName, Position> read(PostgresSession session, Collection<TableName> sequences) {
        var positions = new TreeMap<TableName, Position>();
        for (var sequence : sequences) {
            var row = session.row("select last_value, is_called from " + sequence.sql());
            positions.put(sequence, new Position(row.number(0), row.truth(1)));
        }
        return positions;
    }

    public static void write(PostgresSession session, SortedMap<TableName, Position> positions) {
        positions.forEach((sequence, position) -> session.rows("select setval(%s::regclass, %d, %s)"
                .formatted(SqlText.literal(sequence.sql()), position.last(), position.called())));
    }

    /** Those that are behind come to be as far; whoever draws from them meanwhile never sees one go back. */
    public static void raise(PostgresSession session, SortedMap<TableName, Position> positions) {
        positions.forEach((sequence, position) ->
                session.rows("select setval(%s::regclass, %d, %s) from %s where last_value < %2$d"
                        .formatted(
                                SqlText.literal(sequence.sql()), position.last(), position.called(), sequence.sql())));
    }
}
