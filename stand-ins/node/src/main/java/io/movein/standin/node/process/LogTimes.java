package io.movein.standin.node.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the bytes of a log were written: rows of {@code size milliseconds}, one per look that found the log longer. So the
 * program writes to a plain file, which outlives the node, and its lines still have times, exact to one look.
 */
public final class LogTimes {

    private static final String FILE = "log.times";

    private final Path folder;
    private long known;

    public LogTimes(Path folder) {
        this.folder = folder;
        var rows = read(folder);
        this.known = rows.isEmpty() ? 0 : rows.lastKey();
    }

    public synchronized void sample(Instant now) {
        try {
            var size = Files.size(folder.resolve(ContainerProcess.LOG));
            if (size > known) {
                Files.writeString(
                        folder.resolve(FILE),
                        size + " " + now.toEpochMilli() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                known = size;
            }
        } catch (NoSuchFileException notYet) {
            // the shell has not come to open it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows as they are on disk: log size → when it was first seen that long. */
    public static final class Rows {

        private final Path folder;
        private TreeMap<Long, Instant> rows = new TreeMap<>();

        public Rows(Path folder) {
            this.folder = folder;
        }

        public Rows reload() {
            rows = read(folder);
            return this;
        }

        /** When the byte at this offset was written; now, if nobody has looked since. */
        public Instant at(long offset) {
            var row = rows.higherEntry(offset);
            return row == null ? Instant.now() : row.getValue();
        }

        public long firstOffsetSince(Instant since) {
            return rows.entrySet().stream()
                    .filter(row -> row.getValue().isBefore(since))
                    .mapToLong(Map.Entry::getKey)
                    .max()
                    .orElse(0);
        }
    }

    private static TreeMap<Long, Instant> read(Path folder) {
        var rows = new TreeMap<Long, Instant>();
        try {
            for (var row : Files.readAllLines(folder.resolve(FILE))) {
                var space = row.indexOf(' ');
                rows.put(
                        Long.parseLong(row.substring(0, space)),
                        Instant.ofEpochMilli(Long.parseLong(row.substring(space + 1))));
            }
        } catch (IOException noneYet) {
            // an empty log has no times
        }
        return rows;
    }
}
