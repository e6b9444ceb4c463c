package io.movein.store.search;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What stands in a document as a query finds it: the values of each field, in no order and each once, wherever in an array they stand.
 * An index that makes a source of its fields has not kept more than that.
 */
final class FieldValues {

    private final SortedMap<String, SortedSet<String>> fields = new TreeMap<>();

    private FieldValues() {}

    /** The same for documents that no query tells apart. */
    static byte[] of(byte[] source) {
        var values = new FieldValues();
        values.add("", Json.MAPPER.readTree(source));
        return Json.MAPPER.writeValueAsBytes(values.fields);
    }

    private void add(String field, JsonNode value) {
        if (value.isObject()) {
            value.properties()
                    .forEach(one -> add(field.isEmpty() ? one.getKey() : field + "." + one.getKey(), one.getValue()));
        } else if (value.isArray()) {
            value.forEach(one -> add(field, one));
        } else if (!value.isNull()) {
            fields.computeIfAbsent(field, _ -> new TreeSet<>()).add(text(value));
        }
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.asString();
    }
}
