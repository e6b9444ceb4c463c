package io.movein.github;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's own OpenAPI description, as far as it is used here. Requests are held to all of it; of an answer, no field has to be there, but
 * none that GitHub has not, and each has GitHub's type.
 */
final class OpenApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    /** What a path goes on with may have slashes. */
    private static final List<String> LONG = List.of("ref", "path", "branch");

    /** GraphQL has a schema of its own, and the addresses that GitHub gives teams in its answers are described nowhere. */
    private static final Pattern ELSEWHERE = Pattern.compile("/graphql|/organizations/.*");

    private record Operation(String name, String method, Pattern path, JsonNode schemas) {}

    private final ObjectNode document = read();
    private final List<Operation> operations = operations(document.get("operations"));
    private final Map<JsonNode, Schema> compiled = new HashMap<>();

    private static ObjectNode read() {
        try (var file = Objects.requireNonNull(OpenApi.class.getResourceAsStream("github-openapi.json"))) {
            return (ObjectNode) JSON.readTree(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most particular first. */
    private static List<Operation> operations(JsonNode all) {
        return all.properties().stream()
                .map(entry -> {
                    var words = entry.getKey().split(" ", 2);
                    return new Operation(entry.getKey(), words[0], pattern(words[1]), entry.getValue());
                })
                .sorted(Comparator.comparingInt(
                                (Operation it) -> it.path().pattern().length())
                        .reversed())
                .toList();
    }

    private static Pattern pattern(String template) {
        var regex = new StringBuilder();
        for (var part : template.substring(1).split("/")) {
            regex.append('/');
            if (!part.startsWith("{")) {
                regex.append(Pattern.quote(part));
            } else {
                regex.append(LONG.contains(part.substring(1, part.length() - 1)) ? ".+" : "[^/]+");
            }
        }
        return Pattern.compile(regex.toString());
    }

    /** What GitHub knows nothing of; empty where all is as it says. */
    List<String> against(RecordingProxy.Said said) {
        var path = said.target().getPath();
        if (ELSEWHERE.matcher(path).matches()) {
            return List.of();
        }
        var operation = operations.stream()
                .filter(it -> it.method().equals(said.method())
                        && it.path().matcher(path).matches())
                .findFirst();
        return operation
                .map(it -> against(it, said))
                .orElseGet(() -> List.of(said.method() + " " + path + " is no operation of GitHub's"));
    }

    private List<String> against(Operation operation, RecordingProxy.Said said) {
        var found = new ArrayList<String>();
        query(said).forEach((name, value) -> {
            if (!operation.schemas().path("query").has(name)) {
                found.add("?" + name + "=" + value + " is not known");
            }
        });
        schema(operation.schemas().get("request"))
                .filter(_ -> !said.request().isEmpty())
                .ifPresent(schema -> found.addAll(errors("request", schema, said.request())));
        if (said.status() < 300) {
            var answers = operation.schemas().path("answers");
            if (!answers.has(String.valueOf(said.status()))) {
                found.add("the status " + said.status() + " is not known (expected one of " + answers.propertyNames()
                        + ")");
            }
            schema(answers.get(String.valueOf(said.status())))
                    .filter(_ -> !said.answer().isEmpty())
                    .ifPresent(schema -> found.addAll(errors("answer", schema, said.answer())));
        }
        return found.stream().map(it -> operation.name() + ": " + it).toList();
    }

    private static Map<String, String> query(RecordingProxy.Said said) {
        var query = new HashMap<String, String>();
        for (var pair :
                Objects.requireNonNullElse(said.target().getRawQuery(), "").split("&")) {
            if (!pair.isEmpty()) {
                var parts = pair.split("=", 2);
                query.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private Optional<Schema> schema(@Nullable JsonNode of) {
        if (of == null || of.isNull()) {
            return Optional.empty();
        }
        return Optional.of(compiled.computeIfAbsent(of, it -> {
            var whole = JSON.createObjectNode();
            whole.setAll((ObjectNode) it);
            whole.set("$defs", document.get("$defs"));
            return REGISTRY.getSchema(whole);
        }));
    }

    private static List<String> errors(String of, Schema schema, String body) {
        return schema.validate(JSON.readTree(body)).stream()
                .map(error -> of + error.getInstanceLocation() + ": " + error.getMessage())
                .distinct()
                .toList();
    }
}
