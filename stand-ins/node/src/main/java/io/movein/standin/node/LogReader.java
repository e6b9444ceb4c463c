package io.movein.standin.node;

import io.movein.standin.node.process.ContainerProcess;
import io.movein.standin.node.process.LogTimes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Gives out the part of a container's log that a query asks for, and what is still to come while it follows. */
final class LogReader {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int CHUNK = 64 * 1024;

    private final LogTimes.Rows times;
    private final Path folder;
    private final LogQuery query;
    private final BooleanSupplier running;
    private final OutputStream out;
    private long left;
    private boolean lineStarts = true;

    LogReader(Path folder, LogQuery query, BooleanSupplier running, OutputStream out) {
        this.folder = folder;
        this.times = new LogTimes.Rows(folder);
        this.query = query;
        this.running = running;
        this.out = out;
        this.left = query.limitBytes().orElse(Long.MAX_VALUE);
    }

    void copy() throws IOException, InterruptedException {
        var log = folder.resolve(ContainerProcess.LOG);
        while (!Files.exists(log) && query.follow() && running.getAsBoolean()) {
            Thread.sleep(LOOK);
        }
        if (!Files.exists(log)) {
            return;
        }
        try (var in = new RandomAccessFile(log.toFile(), "r")) {
            in.seek(start(in));
            var more = true;
            while (more && left > 0) {
                // asked before reading, so that what was written before the end is not missed
                more = query.follow() && running.getAsBoolean();
                if (copyWhatIsThere(in) == 0 && more) {
                    Thread.sleep(LOOK);
                }
            }
        }
    }

    private long start(RandomAccessFile in) throws IOException {
        var since = query.since() == null ? 0 : times.reload().firstOffsetSince(query.since());
        return query.tailLines().isEmpty()
                ? since
                : Math.max(since, tail(in, query.tailLines().getAsLong()));
    }

    /** Where the last {@code lines} lines begin; a last one without an end counts. */
    private static long tail(RandomAccessFile in, long lines) throws IOException {
        var length = in.length();
        if (lines == 0) {
            return length;
        }
        var seen = 0L;
        for (var end = length; end > 0; end = Math.max(0, end - CHUNK)) {
            var begin = Math.max(0, end - CHUNK);
            var chunk = new byte[(int) (end - begin)];
            in.seek(begin);
            in.readFully(chunk);
            for (var i = chunk.length - 1; i >= 0; i--) {
                if (chunk[i] == '\n' && begin + i < length - 1 && ++seen == lines) {
                    return begin + i + 1;
                }
            }
        }
        return 0;
    }

    private long copyWhatIsThere(RandomAccessFile in) throws IOException {
        var copied = 0L;
        var chunk = new byte[CHUNK];
        for (var read = in.read(chunk); read > 0 && left > 0; read = in.read(chunk)) {
            write(chunk, read, in.getFilePointer() - read);
            copied += read;
        }
        out.flush();
        return copied;
    }

    private void write(byte[] chunk, int length, long offset) throws IOException {
        if (!query.timestamps()) {
            emit(chunk, 0, length);
            return;
        }
        times.reload();
        var begin = 0;
        for (var i = 0; i < length; i++) {
            if (lineStarts) {
                var time = (times.at(offset + i) + " ").getBytes(StandardCharsets.UTF_8);
                emit(time, 0, time.length);
            }
            lineStarts = chunk[i] == '\n';
            if (lineStarts || i == length - 1) {
                emit(chunk, begin, i + 1 - begin);
                begin = i + 1;
            }
        }
    }

    private void emit(byte[] bytes, int begin, int length) throws IOException {
        var most = (int) Math.min(length, left);
        out.write(bytes, begin, most);
        left -= most;
    }
}
