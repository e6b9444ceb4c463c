package io.movein.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/** Every schema that was ever published: readers of today read the records of all of them. */
final class PublishedSchemas {
    private static final String FOLDER = "/io/movein/contract/published/";

    private PublishedSchemas() {}

    /** From the resources {@code published/<full name>/<fingerprint>.avsc}, named in {@code published/index}. */
    static List<Schema> all() {
        return text("index")
                .lines()
                .map(file -> new Schema.Parser().parse(text(file)))
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = PublishedSchemas.class.getResourceAsStream(FOLDER + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
