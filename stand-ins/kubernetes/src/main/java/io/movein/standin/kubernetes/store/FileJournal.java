package io.movein.standin.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line per write, in a file that is rewritten with only the living objects at every start. A last line that a
 * crash cut off is left out.
 */
public final class FileJournal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileJournal.class.getName());
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Path file;
    private @Nullable FileChannel out;

    public FileJournal(Path directory) {
        file = directory.resolve("objects.jsonl");
    }

    /** Tells what is kept, and gives the last revision. */
    long read(BiConsumer<ObjectKind, ObjectNode> put) {
        var living = new LinkedHashMap<String, ObjectNode>();
        var revision = readAll(living);
        try {
            Files.createDirectories(file.getParent());
            rewrite(living, revision);
            out = FileChannel.open(file, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write the cluster's journal %s (%s); it is whole, so mend that (a full disk needs room) and start again"
                            .formatted(file, e),
                    e);
        }
        living.values().forEach(line -> put.accept(kind(line), (ObjectNode) line.get("object")));
        return revision;
    }

    private long readAll(LinkedHashMap<String, ObjectNode> living) {
        try {
            return Files.exists(file) ? replay(living) : 1;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the cluster's journal %s (%s); move it away to begin anew".formatted(file, e), e);
        }
    }

    void put(ObjectKind kind, ObjectNode object) {
        write("put", kind, object);
    }

    void remove(ObjectKind kind, ObjectNode last) {
        write("remove", kind, last);
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long replay(LinkedHashMap<String, ObjectNode> living) throws IOException {
        var revision = 1L;
        for (var text : wholeLines(Files.readAllBytes(file))) {
            var line = Json.parse(text);
            revision = Math.max(revision, line.path("revision").asLong());
            if (line.has("object")) {
                var key = Json.text(line, "object", "kind") + "/" + Meta.namespace(line.get("object")) + "/"
                        + Meta.name(line.get("object"));
                living.remove(key);
                if (Json.text(line, "do").equals("put")) {
                    living.put(key, line);
                }
            }
        }
        return revision;
    }

    /** A crash may cut in the middle of a character too, so bytes are looked at. */
    private static List<String> wholeLines(byte[] bytes) {
        var end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    }

    private void rewrite(LinkedHashMap<String, ObjectNode> living, long revision) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        var text = new StringBuilder(Json.object().put("revision", revision).toString()).append('\n');
        living.values().forEach(line -> text.append(line).append('\n'));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(String action, ObjectKind kind, ObjectNode object) {
        var line = Json.object().put("do", action).put("revision", Long.parseLong(Meta.version(object)));
        line.set(
                "object", object.deepCopy().put("apiVersion", kind.apiVersion()).put("kind", kind.name()));
        try {
            append(Objects.requireNonNull(out, "not read yet"), (line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the cluster's journal %s".formatted(file), e);
        }
    }

    /** A full disk is waited for: what is half written is taken back, so that nothing is torn, lost or answered before it is kept. */
    private void append(FileChannel channel, byte[] line) throws IOException {
        var isTold = false;
        while (true) {
            var before = channel.size();
            try {
                for (var left = ByteBuffer.wrap(line); left.hasRemaining(); ) {
                    channel.write(left);
                }
                return;
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                channel.truncate(before);
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

    private static ObjectKind kind(ObjectNode line) {
        return Kinds.of(line.get("object"))
                .orElseThrow(() -> new IllegalStateException(
                        "the journal holds an unknown kind: " + Json.text(line, "object", "kind")));
    }
}
