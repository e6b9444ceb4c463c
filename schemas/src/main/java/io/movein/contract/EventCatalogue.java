package io.movein.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** The page about everything that travels over the topics, written from the schemas, so that it cannot differ from them. */
public final class EventCatalogue {
    private static final List<Topic> ORDER = List.of(
            Topic.EVENTS,
            Topic.EVENTS_JSON,
            Topic.MIGRATIONS,
            Topic.PLANS,
            Topic.PROGRESS,
            Topic.COMMANDS,
            Topic.RUN_ORDERS,
            Topic.RUN_REPORTS,
            Topic.ISSUE_ACTIVITY);
    /** What these fields are is said once in the schemas and is the same everywhere. */
    private static final Map<String, String> EVERYWHERE = Map.of(
            "migration", "The migration, `owner/repo#number`.",
            "sequence", "Number of the event in its migration, from 1, without gaps.",
            "at", "When it was decided or seen.",
            "status", "The migration after this event.",
            "run", "Number of the run, from 1.",
            "actor", "Who did it.",
            "url", "Address of the comment.",
            "command", "Id of the command.");

    /** The headers of every record. */
    static final Map<String, String> HEADERS = headersInOrder();

    /** Those of them that a record has only in Confluent's wire format. */
    static final Set<String> SOMETIMES = Set.of("ce_dataschema");

    /** The one kind of record that has no schema of Avro. */
    static final String STRUCTURED = "StructuredCloudEvent";

    static final String MIRROR =
            "An event of movein.events as JSON, with its record under data, and a single header, content-type. One that "
                    + "would be larger than 1,000,000 bytes as JSON has dataref instead of data: its record is on that topic under the same id.";

    private EventCatalogue() {}

    /** Writes the page into the file that is named. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text());
    }

    static String text() {
        var page = new StringBuilder(INTRODUCTION.replace("%s", headers()));
        page.append("\n## Topics\n\n| topic | written by | partitions | kinds of record |\n|---|---|--:|--:|\n");
        ORDER.forEach(topic -> page.append("| [`%s`](#%s) | %s | %d | %d |%n"
                .formatted(
                        topic.topicName(),
                        anchor(topic),
                        topic.writer(),
                        topic.partitions(),
                        topic == Topic.EVENTS_JSON ? 1 : topic.types().size())));
        ORDER.forEach(topic -> topic(page, topic));
        page.append("\n## What they are made of\n");
        parts().values().forEach(part -> type(page, part));
        return page.toString();
    }

    private static Map<String, String> headersInOrder() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "`1.0`");
        headers.put(
                "ce_id",
                "unique for its source, even after a loss of Kafka's data; the same id twice is the same record. An event's id is "
                        + "`<migration>/<sequence>@<topic id>`: sequences start again if `movein.events` is lost and recreated, which then has another id.");
        headers.put("ce_type", "the full name of the Avro record, e.g. `io.movein.event.RunStarted`");
        headers.put("ce_source", "the sender, e.g. `/movein/review`");
        headers.put("ce_subject", "the migration");
        headers.put("ce_time", "when it was sent");
        headers.put(
                "ce_dataschema",
                "in Confluent's wire format only: `urn:movein:schema:<fingerprint>`, the schema, for consumers that use no registry");
        headers.put("content-type", "`application/avro`");
        headers.put(
                "traceparent",
                "[W3C Trace Context](https://www.w3.org/TR/trace-context/), continued from what caused the record");
        return headers;
    }

    private static String headers() {
        return "| header | what it is |\n|---|---|\n"
                + HEADERS.entrySet().stream()
                        .map(header -> "| `" + header.getKey() + "` | " + header.getValue() + " |")
                        .collect(Collectors.joining("\n"));
    }

    private static String anchor(Topic topic) {
        return topic.topicName().replace(".", "");
    }

    private static void topic(StringBuilder page, Topic topic) {
        page.append("\n## ").append(topic.topicName()).append("\n");
        if (topic == Topic.EVENTS_JSON) {
            page.append("\n### %s%n%n%s Empty unless `MOVEIN_EVENTS_JSON` is set.%n".formatted(STRUCTURED, MIRROR));
        }
        topic.schemas().forEach(schema -> type(page, schema));
    }

    private static void type(StringBuilder page, Schema schema) {
        page.append("\n### ").append(schema.getName()).append("\n\n");
        page.append("`")
                .append(schema.getFullName())
                .append("`")
                .append(schema.getDoc() == null ? "" : ": " + oneLine(schema.getDoc()))
                .append("\n\n");
        if (schema.getType() == Schema.Type.ENUM) {
            page.append("One of ")
                    .append(schema.getEnumSymbols().stream()
                            .map(symbol -> "`" + symbol + "`")
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
            return;
        }
        page.append("| field | type | what it is |\n|---|---|---|\n");
        schema.getFields()
                .forEach(field -> page.append(
                        "| `%s` | %s | %s |%n".formatted(field.name(), name(field.schema()), meaning(field))));
    }

    private static String meaning(Schema.Field field) {
        var doc = field.doc() == null
                ? EVERYWHERE.getOrDefault(field.name(), meaning(field.schema()))
                : oneLine(field.doc());
        return doc.replace("|", "\\|");
    }

    /** Of a field that is no more than what its type says. */
    private static String meaning(Schema schema) {
        var named = schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
        var doc = named.getType() == Schema.Type.RECORD || named.getType() == Schema.Type.ENUM ? named.getDoc() : null;
        return doc == null ? "" : oneLine(doc);
    }

    static String oneLine(String doc) {
        return doc.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String name(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                                .filter(one -> one.getType() != Schema.Type.NULL)
                                .map(EventCatalogue::name)
                                .collect(Collectors.joining(" or "))
                        + ", may be null";
            case ARRAY -> "list of " + name(schema.getElementType());
            case MAP -> "map of " + name(schema.getValueType());
            case RECORD, ENUM ->
                "[%s](#%s)".formatted(schema.getName(), schema.getName().toLowerCase(Locale.ROOT));
            default ->
                schema.getLogicalType() == null
                        ? schema.getType().getName()
                        : schema.getLogicalType().getName();
        };
    }

    /** Records and enums inside of records, by name. */
    private static Map<String, Schema> parts() {
        var found = new LinkedHashMap<String, Schema>();
        ORDER.forEach(topic ->
                topic.schemas().forEach(schema -> schema.getFields().forEach(field -> collect(field.schema(), found))));
        var sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparing(Schema::getName));
        return sorted.stream()
                .collect(Collectors.toMap(Schema::getFullName, schema -> schema, (a, b) -> a, LinkedHashMap::new));
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(one -> collect(one, found));
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case ENUM -> found.put(schema.getFullName(), schema);
            case RECORD -> {
                if (found.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            default -> {}
        }
    }

    private static final String INTRODUCTION = """
            # The event catalogue

            Everything that Movein's services tell each other and the outside. `movein.events` is the public part: the ordered history
            of every migration, for anyone who wants to follow along. Every event carries the whole status of its migration, so the newest
            record of a key is enough to show it. `movein.migrations` is the table for that history: compacted, the newest status of each
            migration, read from the beginning in seconds; a closed migration leaves it after 400 days by a record without a value.
            `movein.plans` is the same for migration plans. The other topics are the services' own.

            This page is written from the schemas in `schemas/src/main/avro`; a test fails when it is not current. After a change:
            `./mvnw -pl schemas test -Dmovein.publish=true`.

            ## What a record looks like

            The key is the migration, or the migration plan, `owner/repo#number`, so the records of each are in order. The value is Avro in its
            [single-object encoding](https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding). The headers make it a
            [CloudEvent](https://cloudevents.io) in binary mode:

            %s

            `./movein events` shows the stream as JSON, one CloudEvent per line. Read it with `isolation.level=read_committed`: review
            writes in transactions.

            For programs: [asyncapi.json](https://www.asyncapi.com/docs/reference/specification/v3.0.0) is beside the published schemas in
            `schemas/src/main/resources/io/movein/contract/published`, and every service answers `GET /schemas` (all that were ever
            published), `/schemas/<fingerprint>` (what a record's first bytes name), `/schemas/<record>` (the newest) and
            `/schemas/<record>/<version>`. [The stream for other programs](stream.md) says how to read it.

            Schemas only grow: new fields have defaults, nothing is renamed or removed, enums fall back to `UNKNOWN`. A build step checks
            every schema against all that were ever published.
            """;
}
