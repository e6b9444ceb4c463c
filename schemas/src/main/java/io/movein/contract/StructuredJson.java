package io.movein.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A message as a CloudEvent in Kafka's structured mode: everything in one JSON object, and only its kind in a header. */
public final class StructuredJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] CONTENT_TYPE =
            "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8);

    private StructuredJson() {}

    public static ProducerRecord<String, byte[]> record(Topic topic, Message<?> message) {
        return record(topic, message, text(message));
    }

    /** Without its data, which lie on the other topic under the same id (CloudEvents' extension {@code dataref}). */
    public static ProducerRecord<String, byte[]> reference(Topic topic, Message<?> message, Topic whole) {
        return record(topic, message, text(attributes(message).put("dataref", whole.topicName())));
    }

    private static ProducerRecord<String, byte[]> record(Topic topic, Message<?> message, String text) {
        return new ProducerRecord<>(
                topic.topicName(),
                null,
                null,
                message.migration().toString(),
                text.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders().add("content-type", CONTENT_TYPE));
    }

    /** One line, fields in the order of the specification. */
    public static String text(Message<?> message) {
        return text(attributes(message).set("data", of(message.body())));
    }

    private static ObjectNode attributes(Message<?> message) {
        return JSON.objectNode()
                .put("specversion", "1.0")
                .put("id", message.id())
                .put("source", message.source())
                .put("type", message.type())
                .put("datacontenttype", "application/json")
                .put("subject", message.migration().toString())
                .put("time", message.time().toString())
                .put("traceparent", message.trace().toString());
    }

    private static String text(JsonNode event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes is always JSON", e);
        }
    }

    /** As one would write it by hand: no type tags around nullable values, times in ISO 8601. */
    public static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case IndexedRecord record -> ofRecord(record);
            case Collection<?> all ->
                JSON.arrayNode().addAll(all.stream().map(StructuredJson::of).toList());
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
