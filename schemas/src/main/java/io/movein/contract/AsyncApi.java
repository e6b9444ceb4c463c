package io.movein.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The public topics as <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>, written from the
 * schemas like {@link EventCatalogue}, so that the two cannot differ. It refers to the published schemas, beside which it lies.
 */
final class AsyncApi {
    private static final List<Topic> PUBLIC = List.of(Topic.EVENTS, Topic.MIGRATIONS, Topic.PLANS, Topic.PROGRESS);
    /** Of AsyncAPI's Kafka bindings. */
    private static final String BINDING_VERSION = "0.5.0";

    private static final String AVRO = "application/vnd.apache.avro+json;version=1.12.0";
    private static final Map<Topic, String> PURPOSE = Map.of(
            Topic.EVENTS,
            "The ordered history of every migration. Each event carries the whole status of its migration.",
            Topic.MIGRATIONS,
            "The newest status of every migration, compacted. A record without a value removes the migration from the table.",
            Topic.PLANS,
            "The newest status of every migration plan, compacted. A record without a value removes the plan from the table.",
            Topic.EVENTS_JSON,
            "The events once more, as CloudEvents in JSON; empty unless an installation turns it on.",
            Topic.PROGRESS,
            "The progress that running processes report: at most one record per run in the runner's interval.");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AsyncApi() {}

    /** JSON, with a newline at its end. */
    static String text() {
        var document = JSON.objectNode().put("asyncapi", "3.0.0");
        document.set("info", info());
        document.put("defaultContentType", "application/avro");
        document.set("servers", servers());
        var channels = document.putObject("channels");
        var operations = document.putObject("operations");
        var components = document.putObject("components");
        var messages = components.putObject("messages");
        PUBLIC.forEach(topic -> {
            channels.set(name(topic), channel(topic));
            operations.set("send" + capital(name(topic)), operation(topic));
            topic.schemas().forEach(schema -> messages.set(schema.getName(), message(schema)));
        });
        mirrored(channels, operations, messages);
        components.putObject("messageTraits").set("cloudEvent", cloudEvent());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events as JSON: one kind of message, a CloudEvent in structured mode. */
    private static void mirrored(ObjectNode channels, ObjectNode operations, ObjectNode messages) {
        var channel = channel(Topic.EVENTS_JSON);
        ((ObjectNode) channel.get("messages"))
                .putObject(EventCatalogue.STRUCTURED)
                .put("$ref", "#/components/messages/" + EventCatalogue.STRUCTURED);
        channels.set(name(Topic.EVENTS_JSON), channel);
        operations.set("sendEventsJson", operation(Topic.EVENTS_JSON));
        var message = messages.putObject(EventCatalogue.STRUCTURED)
                .put("name", EventCatalogue.STRUCTURED)
                .put("title", EventCatalogue.STRUCTURED)
                .put("summary", EventCatalogue.MIRROR)
                .put("contentType", "application/cloudevents+json");
        var headers = message.putObject("headers").put("type", "object");
        headers.putObject("properties")
                .putObject("content-type")
                .put("type", "string")
                .put("description", "`application/cloudevents+json; charset=UTF-8`");
        headers.putArray("required").add("content-type");
        message.set("bindings", keyed());
        var payload = message.putObject("payload").put("type", "object");
        var properties = payload.putObject("properties");
        var required = payload.putArray("required");
        for (var field :
                List.of("specversion", "id", "source", "type", "datacontenttype", "subject", "time", "traceparent")) {
            properties.putObject(field).put("type", "string");
            required.add(field);
        }
        properties.putObject("data").put("type", "object");
        properties.putObject("dataref").put("type", "string");
        var either = payload.putArray("oneOf");
        List.of("data", "dataref")
                .forEach(field -> either.addObject().putArray("required").add(field));
    }

    private static ObjectNode info() {
        var info = JSON.objectNode()
                .put("title", "Movein")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "What Movein publishes about migrations and migration plans. Records are CloudEvents in Kafka's binary mode; "
                                + "values are Avro in its single-object encoding. Read with isolation.level=read_committed. Order is "
                                + "kept for each key, a migration or a plan; a record may come twice, with the same ce_id.");
        info.putObject("license").put("name", "Apache-2.0").put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        return info;
    }

    private static ObjectNode servers() {
        var servers = JSON.objectNode();
        var kafka = servers.putObject("kafka").put("host", "{bootstrap}").put("protocol", "kafka-secure");
        kafka.put("description", "The platform's Kafka, with SCRAM-SHA-512 over TLS; without either on one machine.");
        kafka.putObject("variables").putObject("bootstrap").put("default", "movein-kafka-bootstrap:9093");
        kafka.putObject("bindings").putObject("kafka").put("bindingVersion", BINDING_VERSION);
        return servers;
    }

    private static ObjectNode channel(Topic topic) {
        var channel = JSON.objectNode()
                .put("address", topic.topicName())
                .put("title", topic.topicName())
                .put("description", Objects.requireNonNull(PURPOSE.get(topic)));
        var messages = channel.putObject("messages");
        topic.schemas()
                .forEach(schema ->
                        messages.putObject(schema.getName()).put("$ref", "#/components/messages/" + schema.getName()));
        var kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.topicName()).put("partitions", topic.partitions());
        var configuration = kafka.putObject("topicConfiguration");
        var policies = configuration.putArray("cleanup.policy");
        Arrays.stream(topic.config().getOrDefault("cleanup.policy", "delete").split(","))
                .forEach(policies::add);
        if (topic.config().get("retention.ms") != null) {
            configuration.put("retention.ms", Long.parseLong(topic.config().get("retention.ms")));
        }
        kafka.put("bindingVersion", BINDING_VERSION);
        var acls = channel.putObject("x-acls");
        acls.put("write", topic.writer()).put("read", "observer").put("groups", "observer-*");
        return channel;
    }

    private static ObjectNode operation(Topic topic) {
        var operation = JSON.objectNode()
                .put("action", "send")
                .put(
                        "summary",
                        capital(topic.writer()) + " is the only writer; anyone with the Read permission may read.");
        operation.putObject("channel").put("$ref", "#/channels/" + name(topic));
        return operation;
    }

    private static ObjectNode message(Schema schema) {
        var message = JSON.objectNode()
                .put("name", schema.getFullName())
                .put("title", schema.getName())
                .put("summary", EventCatalogue.oneLine(Objects.requireNonNullElse(schema.getDoc(), schema.getName())))
                .put("contentType", "application/avro");
        message.putArray("traits").addObject().put("$ref", "#/components/messageTraits/cloudEvent");
        var payload = message.putObject("payload").put("schemaFormat", AVRO);
        payload.putObject("schema").put("$ref", "./" + PublishedSchemas.fileOf(schema));
        return message;
    }

    private static ObjectNode cloudEvent() {
        var trait = JSON.objectNode();
        var headers = trait.putObject("headers").put("type", "object");
        var properties = headers.putObject("properties");
        EventCatalogue.HEADERS.forEach((name, meaning) ->
                properties.putObject(name).put("type", "string").put("description", meaning));
        var required = headers.putArray("required");
        EventCatalogue.HEADERS.keySet().stream()
                .filter(name -> !EventCatalogue.SOMETIMES.contains(name))
                .forEach(required::add);
        trait.set("bindings", keyed());
        return trait;
    }

    private static ObjectNode keyed() {
        var bindings = JSON.objectNode();
        var kafka = bindings.putObject("kafka");
        kafka.putObject("key")
                .put("type", "string")
                .put("description", "The migration or the migration plan, owner/repo#number.");
        kafka.put("bindingVersion", BINDING_VERSION);
        return bindings;
    }

    private static String name(Topic topic) {
        return topic.topicName().substring("movein.".length());
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
