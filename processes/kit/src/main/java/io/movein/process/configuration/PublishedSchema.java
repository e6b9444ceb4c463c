package io.movein.process.configuration;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.movein.process.ConfigurationProblem;
import io.movein.process.JsonTrees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A program's JSON Schema, bundled with the kit's as 2020-12 describes it: a reader needs nothing else. */
final class PublishedSchema {

    private static final String KIT = "https://movein.io/schemas/process-kit.json#";
    private static final int LONGEST_VALUE = 80;
    private final ObjectNode bundle;
    private final Schema schema;

    private PublishedSchema(ObjectNode bundle) {
        this.bundle = bundle;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(bundle);
    }

    static PublishedSchema of(String program, String kit) {
        var bundle = (ObjectNode) JsonTrees.MAPPER.readTree(program);
        bundle.withObject("/$defs").set("process-kit", JsonTrees.MAPPER.readTree(kit));
        return new PublishedSchema(bundle);
    }

    String text() {
        return JsonTrees.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(bundle);
    }

    List<ConfigurationProblem> problems(YamlDocument document) {
        var problems = new LinkedHashSet<ConfigurationProblem>();
        for (var error : schema.validate(document.root())) {
            problems.add(problem(document, error));
        }
        var sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(ConfigurationProblem::line));
        return sorted;
    }

    /** The document with the schema's defaults where it says nothing. */
    JsonNode withDefaults(JsonNode document) {
        return Defaults.of(bundle).into(document);
    }

    private ConfigurationProblem problem(YamlDocument document, Error error) {
        var at = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required" -> {
                var missing = Pointers.child(at, String.valueOf(error.getProperty()));
                yield new ConfigurationProblem(document.line(at), Pointers.words(missing), "missing", "a value");
            }
            case "additionalProperties", "unevaluatedProperties" -> {
                var unknown = Pointers.child(at, String.valueOf(error.getProperty()));
                var known = String.join(
                        ", ",
                        new TreeSet<>(surroundings(error).path("properties").propertyNames()));
                yield new ConfigurationProblem(
                        document.line(unknown), Pointers.words(unknown), "not known", "one of " + known);
            }
            default -> new ConfigurationProblem(document.line(at), Pointers.words(at), found(error), expected(error));
        };
    }

    /** The schema object in which the broken rule stands. */
    private JsonNode surroundings(Error error) {
        var location = error.getSchemaLocation().toString();
        var resource = location.startsWith(KIT) ? bundle.at("/$defs/process-kit") : bundle;
        return resource.at(Pointers.parent(location.substring(location.indexOf('#') + 1)));
    }

    /** Somebody may have written a password where its secret's name belongs: that is not repeated on an issue. */
    private static String found(Error error) {
        var value = String.valueOf(error.getInstanceNode());
        if (error.getSchemaLocation().toString().contains("/$defs/secret")) {
            return "a value that is not shown";
        }
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    private String expected(Error error) {
        var rule = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "type" -> "type " + words(rule);
            case "enum" -> "one of " + words(rule);
            case "const" -> words(rule);
            case "minimum" -> "at least " + words(rule);
            case "maximum" -> "at most " + words(rule);
            case "minLength" -> "at least %s characters".formatted(words(rule));
            case "maxLength" -> "at most %s characters".formatted(words(rule));
            case "minItems" -> "at least %s of them".formatted(words(rule));
            case "maxItems" -> "at most %s of them".formatted(words(rule));
            case "pattern" -> surroundings(error).path("description").asString("text of the form " + words(rule));
            default -> error.getMessage();
        };
    }

    private static String words(JsonNode rule) {
        return rule.isArray()
                ? StreamSupport.stream(rule.spliterator(), false)
                        .map(PublishedSchema::words)
                        .collect(Collectors.joining(", "))
                : rule.asString(rule.toString());
    }
}
