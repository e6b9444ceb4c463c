package io.movein.process.configuration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a schema's defaults into a valid document, along {@code properties}, {@code additionalProperties}, {@code items} and
 * {@code $ref}. A default may itself be an object that has defaults.
 */
final class Defaults {

    private final JsonNode bundle;

    private Defaults(JsonNode bundle) {
        this.bundle = bundle;
    }

    static Defaults of(JsonNode bundle) {
        return new Defaults(bundle);
    }

    JsonNode into(JsonNode document) {
        var filled = document.deepCopy();
        fill(filled, bundle, bundle);
        return filled;
    }

    private void fill(JsonNode value, JsonNode schema, JsonNode resource) {
        if (schema.has("$ref")) {
            var target = resource(schema.get("$ref").asString(), resource);
            fill(value, target.at(fragment(schema.get("$ref").asString())), target);
        }
        if (value instanceof ObjectNode object) {
            schema.path("properties").forEachEntry((name, property) -> {
                if (!object.has(name) && valueOfDefault(property, resource) instanceof JsonNode fallback) {
                    object.set(name, fallback.deepCopy());
                }
                if (object.has(name)) {
                    fill(object.get(name), property, resource);
                }
            });
            if (schema.path("additionalProperties").isObject()) {
                object.forEachEntry((name, other) -> {
                    if (!schema.path("properties").has(name)) {
                        fill(other, schema.get("additionalProperties"), resource);
                    }
                });
            }
        }
        if (value.isArray() && schema.has("items")) {
            value.forEach(element -> fill(element, schema.get("items"), resource));
        }
    }

    private @Nullable JsonNode valueOfDefault(JsonNode property, JsonNode resource) {
        if (property.has("default") || !property.has("$ref")) {
            return property.get("default");
        }
        var target = resource(property.get("$ref").asString(), resource);
        return valueOfDefault(target.at(fragment(property.get("$ref").asString())), target);
    }

    /** The kit's schema lies within the program's, under its own {@code $id}. */
    private JsonNode resource(String reference, JsonNode from) {
        if (reference.startsWith("#")) {
            return from;
        }
        return bundle.at("/$defs/process-kit");
    }

    private static String fragment(String reference) {
        return reference.substring(reference.indexOf('#') + 1);
    }
}
