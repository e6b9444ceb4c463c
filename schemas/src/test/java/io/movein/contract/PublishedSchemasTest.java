package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The build fails on a change that would part readers from writers: every schema reads, and is read by, every published one of its name.
 * A release publishes what has changed: {@code ./mvnw -pl schemas test -Dmovein.publish=true}.
 */
class PublishedSchemasTest {
    private static final List<Schema> ALL = PublishedSchemas.all();
    private static final Path PUBLISHED = Path.of("src/main/resources/io/movein/contract/published");

    @TestFactory
    Stream<DynamicTest> eachTypeIsCompatibleWithEveryPublishedFormOfIt() {
        return current()
                .map(schema -> DynamicTest.dynamicTest(schema.getName(), () -> {
                    publish(schema);

                    assertThat(incompatibility(schema, publishedAs(schema.getFullName())))
                            .isEmpty();
                }));
    }

    @Test
    void aFieldWithoutADefaultIsSeenAsIncompatible() {
        var before = parse("{'type':'record','name':'R','fields':[{'name':'a','type':'string'}]}");
        var after = parse(
                "{'type':'record','name':'R','fields':[{'name':'a','type':'string'},{'name':'b','type':'string'}]}");

        assertThat(incompatibility(after, List.of(before))).contains("Unable to read schema");
    }

    @Test
    void aFieldThatGoesAwayIsSeenAsIncompatible() {
        var before = parse(
                "{'type':'record','name':'R','fields':[{'name':'a','type':'string'},{'name':'b','type':'string'}]}");
        var after = parse("{'type':'record','name':'R','fields':[{'name':'a','type':'string'}]}");

        assertThat(incompatibility(after, List.of(before))).isNotEmpty();
    }

    @Test
    void everyPublishedFormIsReadByTheCodec() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo((int) current().count());
    }

    static String fingerprint(Schema schema) {
        return "%016x".formatted(SchemaNormalization.parsingFingerprint64(schema));
    }

    static void publish(Path file, String text) throws IOException {
        if (Boolean.getBoolean("movein.publish") && Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    /** The index is what the files are, those of one name in the order in which they were published. */
    private static void publish(Schema schema) throws IOException {
        publish(
                PUBLISHED.resolve(schema.getFullName() + "-" + fingerprint(schema) + ".avsc"),
                SchemaFormatter.format("json/pretty", schema) + "\n");
        if (Boolean.getBoolean("movein.publish")) {
            var index = PUBLISHED.resolve("index");
            var known = Files.readAllLines(index);
            try (var files = Files.list(PUBLISHED)) {
                Files.write(
                        index,
                        files.map(file -> file.getFileName().toString())
                                .filter(name -> name.endsWith(".avsc"))
                                .sorted(Comparator.comparing(PublishedSchemasTest::nameOf)
                                        .thenComparingInt(
                                                name -> known.contains(name) ? known.indexOf(name) : known.size())
                                        .thenComparing(name -> name))
                                .toList());
            }
        }
    }

    private static String nameOf(String file) {
        return file.substring(0, file.lastIndexOf('-'));
    }

    private static Stream<Schema> current() {
        return Arrays.stream(Topic.values()).flatMap(topic -> topic.schemas().stream());
    }

    private static List<Schema> publishedAs(String name) {
        return ALL.stream().filter(schema -> schema.getFullName().equals(name)).toList();
    }

    private static String incompatibility(Schema schema, List<Schema> published) {
        try {
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(schema, published);
            return "";
        } catch (SchemaValidationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }
}
