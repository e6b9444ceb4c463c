package io.movein.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Every schema that was ever published: readers of today read the records of all of them. */
public final class PublishedSchemas {
    private static final String FOLDER = "/io/movein/contract/published/";
    private static final List<PublishedSchema> ENTRIES = read();

    private PublishedSchemas() {}

    /**
     * A schema as it was published.
     *
     * @param name        full name of the record
     * @param version     from 1 for each name, in the order of publication
     * @param fingerprint CRC-64-AVRO of its parsing canonical form, 16 hex digits: what Avro's single-object encoding names
     * @param file        `<name>-<fingerprint>.avsc`
     */
    public record PublishedSchema(String name, int version, String fingerprint, String file) {
        /** Avro's JSON; read each time, as hardly any is asked for twice. */
        public String text() {
            return PublishedSchemas.text(file);
        }

        Schema parsed() {
            return new Schema.Parser().parse(text());
        }
    }

    /** By name, and by version in each name. */
    public static List<PublishedSchema> entries() {
        return ENTRIES;
    }

    public static Optional<PublishedSchema> byFingerprint(String fingerprint) {
        return ENTRIES.stream()
                .filter(entry -> entry.fingerprint().equals(fingerprint))
                .findFirst();
    }

    public static Optional<PublishedSchema> newest(String name) {
        return ENTRIES.stream().filter(entry -> entry.name().equals(name)).reduce((_, later) -> later);
    }

    public static Optional<PublishedSchema> version(String name, int version) {
        return ENTRIES.stream()
                .filter(entry -> entry.name().equals(name) && entry.version() == version)
                .findFirst();
    }

    /** Where a schema lies, or will once it is published. */
    static String fileOf(Schema schema) {
        return schema.getFullName() + "-%016x".formatted(SchemaNormalization.parsingFingerprint64(schema)) + ".avsc";
    }

    static List<Schema> all() {
        return ENTRIES.stream().map(PublishedSchema::parsed).toList();
    }

    /** From the resources {@code published/<full name>-<fingerprint>.avsc}, named in {@code published/index}. */
    private static List<PublishedSchema> read() {
        var entries = new ArrayList<PublishedSchema>();
        var versions = new HashMap<String, Integer>();
        for (var file : text("index").lines().toList()) {
            var dash = file.lastIndexOf('-');
            var name = file.substring(0, dash);
            var fingerprint = file.substring(dash + 1, file.length() - ".avsc".length());
            entries.add(new PublishedSchema(name, versions.merge(name, 1, Integer::sum), fingerprint, file));
        }
        return List.copyOf(entries);
    }

    private static String text(String file) {
        try (InputStream in = PublishedSchemas.class.getResourceAsStream(FOLDER + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
