package io.movein.standin.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.movein.standin.github.model.IssueChange;
import io.movein.standin.github.model.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The changes as one JSON document per line, appended as they happen. A last line that was cut off (the process was killed
 * while writing it) is dropped; a broken line anywhere else is an error.
 */
final class Journal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final Duration RETRY = Duration.ofMillis(500);

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Path file;
    private final List<IssueChange> past;
    private final FileChannel out;

    private Journal(Path file, List<IssueChange> past, FileChannel out) {
        this.file = file;
        this.past = past;
        this.out = out;
    }

    static Journal open(Path directory, RepositoryName repository) throws IOException {
        Files.createDirectories(directory);
        var file = directory.resolve(repository.owner() + "." + repository.name() + ".jsonl");
        var channel = locked(file);
        var past = read(file);
        return new Journal(file, past, channel);
    }

    /** What happened before this start, oldest first. */
    List<IssueChange> past() {
        return past;
    }

    synchronized void append(IssueChange change) {
        try {
            append((JSON.writeValueAsString(change) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + change + " to " + file, e);
        }
    }

    /** A full disk is waited for: what is half written is taken back, so that nothing is torn, lost or answered before it is kept. */
    private void append(byte[] line) throws IOException {
        var isTold = false;
        while (true) {
            var before = out.size();
            try {
                for (var left = ByteBuffer.wrap(line); left.hasRemaining(); ) {
                    out.write(left);
                }
                return;
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                out.truncate(before);
                if (!isTold) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "cannot write to {0}, trying again: {1}",
                            file,
                            e.getMessage());
                    isTold = true;
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** Also while it waits for space. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Two writers would tear it apart. */
    private static FileChannel locked(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException sameProcess) {
            // told below
        }
        channel.close();
        throw new IOException(
                file + " is in use by another local GitHub; stop that one or choose another data directory");
    }

    private static List<IssueChange> read(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var end = endOfWholeLines(bytes);
        if (end < bytes.length) {
            cutTo(file, end);
        }
        var lines = new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        var changes = new ArrayList<IssueChange>();
        for (var i = 0; i < lines.size(); i++) {
            changes.add(change(file, i + 1, lines.get(i)));
        }
        return changes;
    }

    /** A crash may cut in the middle of a character too, so bytes are looked at. */
    private static int endOfWholeLines(byte[] bytes) {
        var end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Writes nothing anew, which could fail half-way on a full disk. */
    private static void cutTo(Path file, long bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    private static IssueChange change(Path file, int line, String text) throws IOException {
        try {
            return JSON.readValue(text, IssueChange.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ", line " + line + ", is no change of an issue: '" + text
                            + "'; put back the file as it was, or move it away to start with an empty repository",
                    e);
        }
    }
}
