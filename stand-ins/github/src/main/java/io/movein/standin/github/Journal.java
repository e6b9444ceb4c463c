package io.movein.standin.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.movein.standin.github.model.Change;
import io.movein.standin.github.model.RepositoryName;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes as one JSON document per line, appended as they happen. A last line that was cut off (the process was killed
 * while writing it) is dropped; a broken line anywhere else is an error.
 */
final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Path file;
    private final List<Change> past;
    private final OutputStream out;

    private Journal(Path file, List<Change> past, OutputStream out) {
        this.file = file;
        this.past = past;
        this.out = out;
    }

    static Journal open(Path directory, RepositoryName repository) throws IOException {
        Files.createDirectories(directory);
        var file = directory.resolve(repository.owner() + "." + repository.name() + ".jsonl");
        var channel = locked(file);
        var past = read(file);
        return new Journal(file, past, Channels.newOutputStream(channel));
    }

    /** What happened before this start, oldest first. */
    List<Change> past() {
        return past;
    }

    synchronized void append(Change change) {
        try {
            out.write((JSON.writeValueAsString(change) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + change + " to " + file + "; see that the disk has space and start again", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
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

    private static List<Change> read(Path file) throws IOException {
        var text = Files.readString(file);
        var whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.length() < text.length()) {
            Files.writeString(file, whole);
        }
        var lines = whole.lines().toList();
        var changes = new ArrayList<Change>();
        for (var i = 0; i < lines.size(); i++) {
            changes.add(change(file, i + 1, lines.get(i)));
        }
        return changes;
    }

    private static Change change(Path file, int line, String text) throws IOException {
        try {
            return JSON.readValue(text, Change.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ", line " + line + ", is no change of an issue: '" + text
                            + "'; put back the file as it was, or move it away to start with an empty repository",
                    e);
        }
    }
}
