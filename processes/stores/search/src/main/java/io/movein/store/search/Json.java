package io.movein.store.search;

import java.util.Collection;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON in which a number stays the one that was read. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // a part of an answer is read where it stands
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper SORTED =
            MAPPER.rebuild().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode object(String name, JsonNode value) {
        return object().set(name, value);
    }

    static ObjectNode object(String name, String value) {
        return object().put(name, value);
    }

    static ArrayNode array(Collection<? extends JsonNode> nodes) {
        return MAPPER.createArrayNode().addAll(nodes);
    }

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static boolean isObject(byte[] text) {
        try {
            return MAPPER.readTree(text).isObject();
        } catch (JacksonException noJson) {
            return false;
        }
    }

    /** With the members of each object by their names. */
    static byte[] sorted(byte[] object) {
        return SORTED.writeValueAsBytes(SORTED.readTree(object));
    }

    /** An empty one for what is no object. */
    static ObjectNode objectOf(JsonNode node) {
        return node instanceof ObjectNode object ? object : object();
    }
}
