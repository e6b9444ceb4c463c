package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** RFC 6902, with the refusals that the real server gives. */
final class JsonPatch {
    private JsonPatch() {}

    /** @throws PatchRefusedException if an operation does not fit the object */
    static ObjectNode apply(ObjectNode original, JsonNode operations) {
        if (!operations.isArray()) {
            throw new PatchRefusedException(
                    true, "json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        var patched = original.deepCopy();
        operations.forEach(operation -> apply(patched, operation, Json.text(operation, "op")));
        return patched;
    }

    private static void apply(ObjectNode root, JsonNode operation, String op) {
        var path = path(Json.text(operation, "path"));
        switch (op) {
            case "add" -> add(root, path, operation.path("value").deepCopy());
            case "remove" -> remove(root, path, op);
            case "replace" -> {
                remove(root, path, op);
                add(root, path, operation.path("value").deepCopy());
            }
            case "move" -> add(root, path, remove(root, path(Json.text(operation, "from")), op));
            case "copy" ->
                add(
                        root,
                        path,
                        find(root, path(Json.text(operation, "from")), op).deepCopy());
            case "test" -> test(root, path, operation);
            default -> throw new PatchRefusedException(true, "Unexpected kind: " + op);
        }
    }

    private static void test(ObjectNode root, List<String> path, JsonNode operation) {
        var found = Json.at(root, path.toArray(String[]::new));
        var expected = operation.path("value");
        if (!(found.equals(expected) || found.isMissingNode() && expected.isNull())) {
            throw refused("testing value %s failed: test failed".formatted(Json.text(operation, "path")));
        }
    }

    private static void add(ObjectNode root, List<String> path, JsonNode value) {
        var last = path.getLast();
        switch (find(root, path.subList(0, path.size() - 1), "add")) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(array, last, array.size()), value);
            default -> throw missing("add", path);
        }
    }

    private static JsonNode remove(ObjectNode root, List<String> path, String op) {
        var last = path.getLast();
        var removed = switch (find(root, path.subList(0, path.size() - 1), op)) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode array -> array.remove(index(array, last, array.size() - 1));
            default -> null;
        };
        if (removed == null) {
            throw missing(op, path);
        }
        return removed;
    }

    private static JsonNode find(ObjectNode root, List<String> path, String op) {
        JsonNode found = root;
        for (var step : path) {
            found = found instanceof ArrayNode array
                    ? array.path(index(array, step, array.size() - 1))
                    : found.path(step);
        }
        if (found.isMissingNode()) {
            throw missing(op, path);
        }
        return found;
    }

    private static int index(ArrayNode array, String step, int highest) {
        if (!step.matches("[0-9]+") || Integer.parseInt(step) > highest) {
            throw refused("Unable to access invalid index: " + step + ": invalid index referenced");
        }
        return Integer.parseInt(step);
    }

    private static List<String> path(String pointer) {
        if (!pointer.startsWith("/")) {
            throw new PatchRefusedException(
                    true, "the path '%s' is no JSON pointer below the object".formatted(pointer));
        }
        return Stream.of(pointer.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static PatchRefusedException missing(String op, List<String> path) {
        return refused("%s operation does not apply: doc is missing path: \"/%s\": missing value"
                .formatted(op, String.join("/", path)));
    }

    private static PatchRefusedException refused(String message) {
        return new PatchRefusedException(false, message);
    }
}
