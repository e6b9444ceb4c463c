package io.movein.store.postgresql;

import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Copies rows from one side to the other as the servers' own COPY gives them. All of a part arrive, or none. */
public final class TableCopy {

    private static final int PIECE = 64 * 1024;

    private final PostgresSession source;
    private final PostgresSession target;
    private final String format;

    private TableCopy(PostgresSession source, PostgresSession target, String format) {
        this.source = source;
        this.target = target;
        this.format = format;
    }

    /** Told of bytes before they are sent on. */
    @FunctionalInterface
    public interface Pacing {
        void take(long bytes) throws InterruptedException;
    }

    /** What was copied. */
    public record Copied(long rows, long bytes) {}

    /** @param where over the table, called {@code t} */
    public static Copied copy(
            PostgresSession source, PostgresSession target, TablePart part, String where, Pacing pacing)
            throws InterruptedException {
        var format = part.table().binary() ? "binary" : "text";
        return new TableCopy(source, target, format).copy(part, where, pacing);
    }

    private Copied copy(TablePart part, String where, Pacing pacing) throws InterruptedException {
        var into = "copy %s (%s) from stdin (format %s)"
                .formatted(part.leaf().name().sql(), SqlText.names(part.table().copied()), format);
        CopyIn in;
        try {
            in = target.copies().copyIn(into);
        } catch (SQLException e) {
            throw target.failure(into, e);
        }
        try {
            var bytes = pump(part.select(where), in, pacing);
            return new Copied(end(in, into), bytes);
        } finally {
            if (in.isActive()) {
                cancel(in);
            }
        }
    }

    private long pump(String select, CopyIn in, Pacing pacing) throws InterruptedException {
        var bytes = 0L;
        var unpaced = 0L;
        try {
            var out = source.copies().copyOut("copy (%s) to stdout (format %s)".formatted(select, format));
            byte[] row;
            while ((row = out.readFromCopy()) != null) {
                bytes += row.length;
                unpaced += row.length;
                if (unpaced >= PIECE) {
                    pacing.take(unpaced);
                    unpaced = 0;
                }
                write(in, row);
            }
            pacing.take(unpaced);
            return bytes;
        } catch (SQLException e) {
            throw source.failure(select, e);
        }
    }

    private void write(CopyIn in, byte[] row) {
        try {
            in.writeToCopy(row, 0, row.length);
        } catch (SQLException e) {
            throw target.failure("copy", e);
        }
    }

    private long end(CopyIn in, String into) {
        try {
            return in.endCopy();
        } catch (SQLException e) {
            throw target.failure(into, e);
        }
    }

    private static void cancel(CopyIn in) {
        try {
            in.cancelCopy();
        } catch (SQLException e) {
            // the session is closed next, which has the same effect
        }
    }
}
