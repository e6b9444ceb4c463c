package io.movein.review.plan.artifact;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published JSON Schema of an artifact, and what a document lacks by it. */
final class ArtifactSchema {
    static final String SCHEMA = "artifact.schema";
    private static final int LONGEST_VALUE = 80;
    private static final Map<StageArtifact, ArtifactSchema> ALL = all();

    private final StageArtifact artifact;
    private final Schema schema;

    private ArtifactSchema(StageArtifact artifact, SchemaRegistry registry) {
        this.artifact = artifact;
        this.schema = registry.getSchema(JsonMapper.builder().build().readTree(artifact.schema()));
    }

    static ArtifactSchema of(StageArtifact artifact) {
        return Objects.requireNonNull(ALL.get(artifact));
    }

    private static Map<StageArtifact, ArtifactSchema> all() {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var schemas = new EnumMap<StageArtifact, ArtifactSchema>(StageArtifact.class);
        for (var artifact : StageArtifact.values()) {
            schemas.put(artifact, new ArtifactSchema(artifact, registry));
        }
        return schemas;
    }

    /** The document with what it lacks. */
    ArtifactDocument held(ArtifactDocument document) {
        var problems = schema.validate(document.root()).stream()
                .map(error -> problem(document, error))
                .distinct()
                .sorted(Comparator.comparing(ArtifactProblem::getLine))
                .toList();
        return new ArtifactDocument(document.path(), document.root(), document.lines(), problems);
    }

    private ArtifactProblem problem(ArtifactDocument document, Error error) {
        var at = error.getInstanceLocation().toString();
        var property = String.valueOf(error.getProperty());
        return switch (error.getKeyword()) {
            case "required" ->
                entry(document, at).problem(SCHEMA, words(at + "/" + property) + " is missing", "a value", remedy());
            case "additionalProperties" ->
                entry(document, at + "/" + property)
                        .problem(
                                SCHEMA,
                                words(at + "/" + property) + " is not known",
                                "the keys of the schema",
                                remedy());
            default ->
                entry(document, at)
                        .problem(
                                SCHEMA, words(at) + " is " + shown(error.getInstanceNode()), expected(error), remedy());
        };
    }

    private static ArtifactEntry entry(ArtifactDocument document, String pointer) {
        return new ArtifactEntry(document, document.root(), pointer);
    }

    private String remedy() {
        return "see the comments of the template, or the schema of " + artifact.file();
    }

    private static String shown(JsonNode value) {
        var text = value.isEmpty() && value.isContainer() ? "empty" : "'" + value.asString(value.toString()) + "'";
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    private static String expected(Error error) {
        var rule = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "type" -> "type " + list(rule);
            case "enum" -> "one of " + list(rule);
            case "const" -> list(rule);
            case "minimum" -> "at least " + list(rule);
            case "maximum" -> "at most " + list(rule);
            case "minLength" -> "at least " + list(rule) + " characters";
            case "maxLength" -> "at most " + list(rule) + " characters";
            case "minItems" -> "at least " + list(rule) + " of them";
            case "maxItems" -> "at most " + list(rule) + " of them";
            case "pattern" -> "text of the form " + list(rule);
            default -> String.valueOf(error.getMessage());
        };
    }

    private static String list(JsonNode rule) {
        return rule.isArray()
                ? StreamSupport.stream(rule.spliterator(), false)
                        .map(ArtifactSchema::list)
                        .collect(Collectors.joining(", "))
                : rule.asString(rule.toString());
    }

    /** {@code items[2].name} */
    private static String words(String pointer) {
        var words = new StringBuilder();
        for (var step : List.of(pointer.split("/"))) {
            if (step.matches("\\d+")) {
                words.append('[').append(step).append(']');
            } else if (!step.isEmpty()) {
                words.append(words.isEmpty() ? "" : ".").append(step);
            }
        }
        return words.isEmpty() ? "the file" : words.toString();
    }
}
