package io.movein.process.evidence;

import com.github.luben.zstd.ZstdOutputStream;
import io.movein.process.JsonTrees;
import io.movein.process.items.ItemRecord;
import io.movein.process.items.ItemState;
import io.movein.process.items.Journal;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.Rows;
import io.movein.process.report.TerminationMessage.EvidenceReceipt;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The proof of a run: {@code items.ndjson.zst} (each item, what became of it), {@code checks.json}, {@code run.json}, and
 * {@code SHA256SUMS} of these, which {@code sha256sum -c} takes. Written, read back, and only then given out; the receipt's digest is
 * that of {@code SHA256SUMS}.
 */
public final class EvidenceBundle {

    public static final String ITEMS = "items.ndjson.zst";
    public static final String CHECKS = "checks.json";
    public static final String RUN = "run.json";
    public static final String SUMS = "SHA256SUMS";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private EvidenceBundle() {}

    /**
     * @param folder for the files until they are at the store; they are removed
     * @throws IOException if the store has not what was written
     */
    public static EvidenceReceipt write(
            Journal journal, List<CheckOutcome> checks, RunFacts facts, EvidenceStore store, Path folder)
            throws IOException {
        var workshop = Files.createTempDirectory(Files.createDirectories(folder), "evidence");
        try {
            items(journal, workshop.resolve(ITEMS));
            var pretty = JsonTrees.MAPPER.writerWithDefaultPrettyPrinter();
            var rows = JSON.arrayNode().addAll(checks.stream().map(Rows::of).toList());
            pretty.writeValue(workshop.resolve(CHECKS), rows);
            pretty.writeValue(workshop.resolve(RUN), Tree.of(facts));
            return deliver(workshop, store);
        } finally {
            for (var name : List.of(ITEMS, CHECKS, RUN, SUMS)) {
                Files.deleteIfExists(workshop.resolve(name));
            }
            Files.delete(workshop);
        }
    }

    private static EvidenceReceipt deliver(Path workshop, EvidenceStore store) throws IOException {
        var sums = new LinkedHashMap<String, String>();
        for (var name : List.of(ITEMS, CHECKS, RUN)) {
            sums.put(name, deliver(store, name, workshop.resolve(name)));
        }
        Files.writeString(workshop.resolve(SUMS), text(sums));
        return new EvidenceReceipt(store.location(), deliver(store, SUMS, workshop.resolve(SUMS)));
    }

    /**
     * Writes a file and reads it back.
     *
     * @return its SHA-256, in hex
     * @throws IOException if the store has not what was written
     */
    public static String deliver(EvidenceStore store, String name, Path file) throws IOException {
        var written = sha256(Files.newInputStream(file));
        store.write(name, file);
        var found = sha256(store.read(name));
        if (!found.equals(written)) {
            throw new IOException("%s at %s has SHA-256 %s (expected %s, as written)"
                    .formatted(name, store.location(), found, written));
        }
        return written;
    }

    private static String text(Map<String, String> sums) {
        var text = new StringBuilder();
        sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
        return text.toString();
    }

    private static void items(Journal journal, Path file) throws IOException {
        try (var out = new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            journal.forEach(EnumSet.allOf(ItemState.class), item -> line(item, out));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void line(ItemRecord item, OutputStream out) {
        try {
            out.write(JsonTrees.MAPPER.writeValueAsBytes(node(item)));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode node(ItemRecord item) {
        var node = JSON.objectNode().put("key", item.item().key());
        putIf(node, "group", item.item().group());
        node.put("state", item.state().toString());
        if (item.item().bytes() >= 0) {
            node.put("bytes", item.item().bytes());
        }
        node.put("attempts", item.item().attempts()).put("at", item.at().toString());
        putIf(node, "blame", item.blame());
        putIf(node, "code", item.code());
        putIf(node, "text", item.text());
        if (item.state() == ItemState.MIGRATED) {
            node.put("moved", item.moved());
        }
        putIf(node, "sha256", item.sha256());
        putJson(node, "detail", item.item().detail());
        putJson(node, "result", item.result());
        return node;
    }

    private static void putIf(ObjectNode node, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static void putJson(ObjectNode node, String name, @Nullable String json) {
        if (json != null && !json.isEmpty()) {
            node.set(name, JsonTrees.MAPPER.readTree(json));
        }
    }

    static String sha256(InputStream content) throws IOException {
        try (var digesting = new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
