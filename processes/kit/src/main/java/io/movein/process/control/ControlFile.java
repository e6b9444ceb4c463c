package io.movein.process.control;

import io.movein.process.JsonTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The file to which commands are appended, one JSON per line. Mounted from a ConfigMap it is a link that is turned to another file
 * with each change, so it is looked at and not watched.
 */
final class ControlFile {

    private static final int MOST_BYTES = 1024 * 1024;
    private static final long SETTLED_AFTER_MILLIS = 2_000;
    /** A line, not looked into yet. */
    record Line(String id, String command, String value) {}

    private record FileState(Path real, @Nullable Object key, long modified, long size) {}

    private final Path file;
    private @Nullable FileState last;

    ControlFile(Path file) {
        this.file = file;
    }

    /** Every line of the file if it may have changed since the last call; empty if it has not, or is not there. */
    List<Line> changed() throws IOException {
        var now = state();
        if (now.isEmpty() || now.get().equals(last)) {
            return List.of();
        }
        var lines = read();
        last = isSettled(now.get()) ? now.get() : null;
        return lines;
    }

    /**
     * Two changes within a tick of the file system's clock leave the same times, and may leave the same size: a young file is read again.
     */
    private static boolean isSettled(FileState state) {
        return state.modified < System.currentTimeMillis() - SETTLED_AFTER_MILLIS;
    }

    private Optional<FileState> state() throws IOException {
        try {
            var real = file.toRealPath();
            var attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return Optional.of(new FileState(
                    real, attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size()));
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
    }

    private List<Line> read() throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("%s is larger than %d bytes".formatted(file, MOST_BYTES));
        }
        var lines = new ArrayList<Line>();
        for (var text : Files.readString(file).lines().toList()) {
            parse(text).ifPresent(lines::add);
        }
        return lines;
    }

    /** A line that is still being written is none yet; one that never becomes one has no id to answer to. */
    private static Optional<Line> parse(String text) {
        try {
            var node = JsonTrees.MAPPER.readTree(text);
            return node.path("id").isString() && node.path("command").isString()
                    ? Optional.of(new Line(
                            node.get("id").asString(),
                            node.get("command").asString(),
                            node.path("value").asString("")))
                    : Optional.empty();
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }
}
