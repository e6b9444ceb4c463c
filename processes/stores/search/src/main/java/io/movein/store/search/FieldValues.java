package io.movein.store.search;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * What stands in a document as a query finds it: the values of each field, in no order and each once, wherever in an array they stand.
 * An index that makes a source of its fields has not kept more than that.
 */
final class FieldValues {

    private final SortedMap<String, SortedSet<String>> fields = new TreeMap<>();

    private final BiFunction<String, JsonNode, Optional<String>> forms;

    private FieldValues(BiFunction<String, JsonNode, Optional<String>> forms) {
        this.forms = forms;
    }

    /** The same for documents that no query tells apart. */
    static byte[] of(byte[] source) {
        return of(source, (_, value) -> Optional.of(text(value)));
    }

    /** The same for a document as it was written and as an index gives it that makes it of these fields; of others nothing. */
    static byte[] of(byte[] source, KnownFields known) {
        return of(source, (field, value) -> known.form(field, value.asString()));
    }

    private static byte[] of(byte[] source, BiFunction<String, JsonNode, Optional<String>> forms) {
        var values = new FieldValues(forms);
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
            forms.apply(field, value)
                    .ifPresent(form ->
                            fields.computeIfAbsent(field, _ -> new TreeSet<>()).add(form));
        }
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.asString();
    }
}
