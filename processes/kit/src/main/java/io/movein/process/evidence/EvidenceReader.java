package io.movein.process.evidence;

import com.github.luben.zstd.ZstdInputStream;
import io.movein.process.ExitCode;
import io.movein.process.JsonTrees;
import io.movein.process.MigrationFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Reads evidence that somebody kept, after looking whether it is what was written. */
public final class EvidenceReader {

    private final EvidenceStore store;

    private EvidenceReader(EvidenceStore store) {
        this.store = store;
    }

    /** @throws MigrationFailure (mismatch) if a file is not what {@code SHA256SUMS} says */
    public static EvidenceReader open(EvidenceStore store) throws IOException {
        var sums = new String(bytes(store, EvidenceBundle.SUMS), StandardCharsets.UTF_8);
        for (var line : sums.lines().toList()) {
            var name = line.substring(line.lastIndexOf(' ') + 1);
            check(store, name, store.read(name), line.substring(0, line.indexOf(' ')));
        }
        return new EvidenceReader(store);
    }

    private static void check(EvidenceStore store, String name, InputStream content, String expected)
            throws IOException {
        var found = EvidenceBundle.sha256(content);
        if (!found.equals(expected)) {
            throw new MigrationFailure(
                    ExitCode.MISMATCH,
                    "%s at %s has SHA-256 %s (expected %s): it was changed after the run"
                            .formatted(name, store.location(), found, expected));
        }
    }

    /**
     * A file that the run left beside its evidence.
     *
     * @param into a file that is made
     * @throws MigrationFailure (mismatch) if it is not what the run wrote
     */
    public void fetch(String name, String sha256, Path into) throws IOException {
        try (var content = store.read(name)) {
            Files.copy(content, into);
        }
        check(store, name, Files.newInputStream(into), sha256);
    }

    public JsonNode run() throws IOException {
        return JsonTrees.MAPPER.readTree(bytes(store, EvidenceBundle.RUN));
    }

    public JsonNode checks() throws IOException {
        return JsonTrees.MAPPER.readTree(bytes(store, EvidenceBundle.CHECKS));
    }

    /** One after the other, as many as there may be. */
    public void forEachItem(Consumer<JsonNode> consumer) throws IOException {
        try (var lines = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(store.read(EvidenceBundle.ITEMS)), StandardCharsets.UTF_8))) {
            lines.lines().map(JsonTrees.MAPPER::readTree).forEach(consumer);
        }
    }

    private static byte[] bytes(EvidenceStore store, String name) throws IOException {
        try (var content = store.read(name)) {
            return content.readAllBytes();
        }
    }
}
