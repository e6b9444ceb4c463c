package io.movein.store.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyIn;

/** Copies rows from one side to the other as the servers' own COPY gives them. All of a part arrive, or none. */
public final class TableCopy {

    private static final int PIECE = 64 * 1024;

    private final PostgresSession source;
    private final PostgresSession target;
    private final boolean binary;

    private TableCopy(PostgresSession source, PostgresSession target, boolean binary) {
        this.source = source;
        this.target = target;
        this.binary = binary;
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
            throws IOException, InterruptedException {
        return copy(source, target, part, where, pacing, OutputStream.nullOutputStream());
    }

    /**
     * @param where over the table, called {@code t}
     * @param also  gets the same bytes, of which {@link #restore} makes the rows again
     * @throws IOException if that does not take them
     */
    public static Copied copy(
            PostgresSession source,
            PostgresSession target,
            TablePart part,
            String where,
            Pacing pacing,
            OutputStream also)
            throws IOException, InterruptedException {
        return new TableCopy(source, target, part.table().binary()).copy(part, where, pacing, also);
    }

    /** @return rows that were written: all that are in the bytes, or none */
    public static long restore(
            PostgresSession target, TableName leaf, List<String> columns, boolean binary, InputStream bytes)
            throws IOException {
        var into = into(leaf, columns, binary);
        try {
            return target.copies().copyIn(into, bytes);
        } catch (SQLException e) {
            throw target.failure(into, e);
        }
    }

    private static String into(TableName leaf, List<String> columns, boolean binary) {
        return "copy %s (%s) from stdin (format %s)".formatted(leaf.sql(), SqlText.names(columns), format(binary));
    }

    private static String format(boolean binary) {
        return binary ? "binary" : "text";
    }

    private Copied copy(TablePart part, String where, Pacing pacing, OutputStream also)
            throws IOException, InterruptedException {
        var into = into(part.leaf().name(), part.table().copied(), binary);
        CopyIn in;
        try {
            in = target.copies().copyIn(into);
        } catch (SQLException e) {
            throw target.failure(into, e);
        }
        try {
            var bytes = pump(part.select(where), in, pacing, also);
            return new Copied(end(in, into), bytes);
        } finally {
            if (in.isActive()) {
                cancel(in);
            }
        }
    }

    private long pump(String select, CopyIn in, Pacing pacing, OutputStream also)
            throws IOException, InterruptedException {
        var bytes = 0L;
        var unpaced = 0L;
        try {
            var out = source.copies().copyOut("copy (%s) to stdout (format %s)".formatted(select, format(binary)));
            byte[] row;
            while ((row = out.readFromCopy()) != null) {
                bytes += row.length;
                unpaced += row.length;
                if (unpaced >= PIECE) {
                    pacing.take(unpaced);
                    unpaced = 0;
                }
                write(in, row);
                also.write(row);
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
