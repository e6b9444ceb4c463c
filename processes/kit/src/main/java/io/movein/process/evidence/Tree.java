package io.movein.process.evidence;

import io.movein.process.SecretReference;
import io.movein.process.configuration.ByteRate;
import io.movein.process.configuration.DataSize;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Facts as JSON: records by their components, what a configuration has as it is written there, and whatever else by its text. Without
 * Jackson's databind, as {@code Records} reads them.
 */
final class Tree {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Tree() {}

    static JsonNode of(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Collection<?> all) {
            var array = JSON.arrayNode();
            all.forEach(element -> array.add(of(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            var object = JSON.objectNode();
            map.forEach((name, one) -> object.set(name.toString(), of(one)));
            return object;
        }
        if (value instanceof SecretReference secret) {
            return JSON.objectNode().put("secret", secret.toString());
        }
        if (value instanceof Record facts && !(value instanceof DataSize) && !(value instanceof ByteRate)) {
            return components(facts);
        }
        return value == null ? JSON.nullNode() : JSON.stringNode(text(value));
    }

    private static JsonNode number(Number number) {
        return number instanceof Double || number instanceof Float
                ? JSON.numberNode(number.doubleValue())
                : JSON.numberNode(number.longValue());
    }

    private static JsonNode components(Record facts) {
        var object = JSON.objectNode();
        for (var component : facts.getClass().getRecordComponents()) {
            var accessor = component.getAccessor();
            try {
                accessor.setAccessible(true);
                object.set(component.getName(), of(accessor.invoke(facts)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record that cannot be read: " + accessor, e);
            }
        }
        return object;
    }

    private static String text(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value.toString();
    }
}
