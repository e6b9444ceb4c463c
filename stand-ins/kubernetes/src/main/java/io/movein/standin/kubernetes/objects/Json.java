package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Short ways through Jackson's trees. Trees that the store has handed out are never changed: copy first. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ObjectNode parse(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode parse(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy as it would come back from JSON text: numbers made here may have another type than those read, and then differ. */
    public static ObjectNode normal(ObjectNode object) {
        try {
            return (ObjectNode) MAPPER.readTree(bytes(object));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text at the path, or the empty string. */
    public static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    public static JsonNode at(JsonNode node, String... path) {
        var found = node;
        for (var step : path) {
            found = found.path(step);
        }
        return found;
    }

    /** The object at the path, made where it is missing or null. */
    public static ObjectNode ensure(ObjectNode node, String... path) {
        var found = node;
        for (var step : path) {
            found = found.get(step) instanceof ObjectNode child ? child : found.putObject(step);
        }
        return found;
    }

    public static ArrayNode ensureArray(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode present ? present : node.putArray(field);
    }

    public static void defaultTo(ObjectNode node, String field, JsonNode value) {
        if (!node.hasNonNull(field)) {
            node.set(field, value);
        }
    }

    public static void defaultTo(ObjectNode node, String field, String value) {
        if (text(node, field).isEmpty()) {
            node.put(field, value);
        }
    }

    public static void defaultTo(ObjectNode node, String field, int value) {
        if (!node.hasNonNull(field)) {
            node.put(field, value);
        }
    }

    public static void defaultTo(ObjectNode node, String field, boolean value) {
        if (!node.hasNonNull(field)) {
            node.put(field, value);
        }
    }

    public static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    public static List<ObjectNode> objects(JsonNode array) {
        var found = new ArrayList<ObjectNode>();
        array.forEach(item -> {
            if (item instanceof ObjectNode object) {
                found.add(object);
            }
        });
        return found;
    }

    public static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    public static ArrayNode array(List<String> texts) {
        var made = array();
        texts.forEach(made::add);
        return made;
    }

    /** Takes the field away where nothing is in it: an empty list or map is not sent by the real server. */
    public static void dropIfEmpty(ObjectNode node, String field) {
        var value = node.get(field);
        if (value != null && (value.isNull() || value.isContainerNode() && value.isEmpty())) {
            node.remove(field);
        }
    }
}
