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
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.MinimalPrettyPrinter;
import tools.jackson.databind.node.JsonNodeFactory;

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
        try (var out = new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
                var json = JsonTrees.MAPPER
                        .writer()
                        .with(new MinimalPrettyPrinter(""))
                        .createGenerator(out)) {
            journal.forEach(EnumSet.allOf(ItemState.class), item -> line(item, json));
        }
    }

    private static void line(ItemRecord item, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("key", item.item().key());
        putIf(json, "group", item.item().group());
        json.writeStringProperty("state", item.state().toString());
        if (item.item().bytes() >= 0) {
            json.writeNumberProperty("bytes", item.item().bytes());
        }
        json.writeNumberProperty("attempts", item.item().attempts());
        json.writeStringProperty("at", item.at().toString());
        putIf(json, "blame", item.blame());
        putIf(json, "code", item.code());
        putIf(json, "text", item.text());
        if (item.state() == ItemState.MIGRATED) {
            json.writeNumberProperty("moved", item.moved());
        }
        putIf(json, "sha256", item.sha256());
        putJson(json, "detail", item.item().detail());
        putJson(json, "result", item.result());
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void putIf(JsonGenerator json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    /** Token by token: trees of all items cost more than the rest of the evidence. */
    private static void putJson(JsonGenerator json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            try (var parser = JsonTrees.MAPPER.createParser(value)) {
                parser.nextToken();
                json.writeName(name);
                json.copyCurrentStructure(parser);
            }
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
