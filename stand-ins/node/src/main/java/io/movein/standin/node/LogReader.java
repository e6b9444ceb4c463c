package io.movein.standin.node;

import io.movein.standin.node.process.ContainerProcess;
import io.movein.standin.node.process.LogTimes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives out the part of a container's log that a query asks for, as far as it is written by now. */
final class LogReader {

    private static final int CHUNK = 64 * 1024;

    private final LogTimes.Rows times;
    private final Path folder;
    private final LogQuery query;
    private final OutputStream out;
    private boolean lineStarts = true;

    LogReader(Path folder, LogQuery query, OutputStream out) {
        this.folder = folder;
        this.times = new LogTimes.Rows(folder);
        this.query = query;
        this.out = out;
    }

    void copy() throws IOException {
        var log = folder.resolve(ContainerProcess.LOG);
        if (!Files.exists(log)) {
            return;
        }
        try (var in = new RandomAccessFile(log.toFile(), "r")) {
            in.seek(query.since() == null ? 0 : times.reload().firstOffsetSince(query.since()));
            var chunk = new byte[CHUNK];
            for (var read = in.read(chunk); read > 0; read = in.read(chunk)) {
                write(chunk, read, in.getFilePointer() - read);
            }
        }
    }

    private void write(byte[] chunk, int length, long offset) throws IOException {
        if (!query.timestamps()) {
            out.write(chunk, 0, length);
            return;
        }
        times.reload();
        var begin = 0;
        for (var i = 0; i < length; i++) {
            if (lineStarts) {
                out.write((times.at(offset + i) + " ").getBytes(StandardCharsets.UTF_8));
            }
            lineStarts = chunk[i] == '\n';
            if (lineStarts || i == length - 1) {
                out.write(chunk, begin, i + 1 - begin);
                begin = i + 1;
            }
        }
    }
}
