package io.movein.process.configuration;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a program's configuration is written: YAML of at most {@link #MOST_BYTES}, by a published JSON Schema (2020-12), read into a
 * record. The schema is the one place that says what is right and what is the default; the record holds what was read.
 *
 * @param <C> the record
 */
public final class ConfigurationFormat<C> {

    /** As many as the form takes. */
    public static final int MOST_BYTES = 32 * 1024;

    private final Class<C> type;
    private final PublishedSchema schema;

    private ConfigurationFormat(Class<C> type, PublishedSchema schema) {
        this.type = type;
        this.schema = schema;
    }

    /**
     * @param resource of the schema on the class path of the record, beside it where the name is relative; it may refer to
     *                 {@code https://movein.io/schemas/process-kit.json#/$defs/…} for what programs have in common
     */
    public static <C> ConfigurationFormat<C> of(Class<C> type, String resource) {
        return new ConfigurationFormat<>(
                type, PublishedSchema.of(text(type, resource), text(PublishedSchema.class, "process-kit.json")));
    }

    /** The schema by itself, with everything that it refers to: for editors, and for whoever checks a configuration elsewhere. */
    public String schema() {
        return schema.text();
    }

    /** @throws ConfigurationFailure with every problem at once */
    public C read(Path file) {
        try (var content = Files.newInputStream(file)) {
            var bytes = content.readNBytes(MOST_BYTES + 1);
            return read(new String(bytes, StandardCharsets.UTF_8), bytes.length);
        } catch (IOException e) {
            throw failure(List.of(
                    ConfigurationProblem.of(file.toString(), "cannot be read: " + e.getMessage(), "a YAML file")));
        }
    }

    /** @throws ConfigurationFailure with every problem at once */
    public C read(String yaml) {
        return read(yaml, yaml.getBytes(StandardCharsets.UTF_8).length);
    }

    private C read(String yaml, int bytes) {
        if (bytes > MOST_BYTES) {
            throw failure(List.of(
                    ConfigurationProblem.of("", "more than %d bytes".formatted(MOST_BYTES), "at most as many")));
        }
        var document = YamlDocument.parse(yaml);
        var problems = document.problems().isEmpty() ? schema.problems(document) : document.problems();
        if (!problems.isEmpty()) {
            throw failure(problems);
        }
        return bind(document);
    }

    private C bind(YamlDocument document) {
        var records = new Records(document);
        var plan = records.read(schema.withDefaults(document.root()), type, "");
        if (!records.problems().isEmpty()) {
            throw failure(records.problems());
        }
        return type.cast(Objects.requireNonNull(plan));
    }

    private static ConfigurationFailure failure(List<ConfigurationProblem> problems) {
        return new ConfigurationFailure("the configuration is not right:", problems);
    }

    private static String text(Class<?> beside, String resource) {
        try (InputStream content = beside.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalArgumentException(
                        "no resource '%s' beside %s (expected the JSON Schema)".formatted(resource, beside.getName()));
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
