package io.movein.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** An Avro record as the JSON one would write by hand: no type tags around nullable values, times in ISO 8601. */
final class PlainJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PlainJson() {}

    static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case IndexedRecord record -> ofRecord(record);
            case Collection<?> all ->
                JSON.arrayNode().addAll(all.stream().map(PlainJson::of).toList());
            case Map<?, ?> map -> ofMap(map);
            case Instant instant -> JSON.textNode(instant.toString());
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            default -> JSON.textNode(value.toString());
        };
    }

    private static JsonNode ofRecord(IndexedRecord record) {
        var object = JSON.objectNode();
        record.getSchema().getFields().forEach(field -> object.set(field.name(), of(record.get(field.pos()))));
        return object;
    }

    private static JsonNode ofMap(Map<?, ?> map) {
        var object = JSON.objectNode();
        map.forEach((key, value) -> object.set(key.toString(), of(value)));
        return object;
    }
}
