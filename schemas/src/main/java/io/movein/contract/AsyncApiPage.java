package io.movein.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** {@link AsyncApi} to read: the document, and nothing besides, as a page. */
final class AsyncApiPage {
    private static final String INTRODUCTION = """
            # The public topics

            %s

            This page is [asyncapi.json](../schemas/src/main/resources/io/movein/contract/published/asyncapi.json), %s %s, made readable; a test fails when it is not
            current. The fields of each record are in [the event catalogue](events.md).

            Brokers: %s

            ## Headers

            | header | what it is |
            |---|---|
            """;

    private AsyncApiPage() {}

    static String text() {
        var document = document();
        var page = new StringBuilder(INTRODUCTION.formatted(
                document.at("/info/description").asText(),
                document.at("/info/title").asText(),
                document.at("/info/version").asText(),
                document.at("/servers/kafka/description").asText()));
        var trait = document.at("/components/messageTraits/cloudEvent");
        trait.at("/headers/properties")
                .properties()
                .forEach(header -> page.append("| `%s` | %s |%n"
                        .formatted(
                                header.getKey(),
                                header.getValue().path("description").asText())));
        page.append("%nThe key: %s%n"
                .formatted(trait.at("/bindings/kafka/key/description").asText()));
        document.path("channels").forEach(channel -> channel(page, document, channel));
        return page.toString();
    }

    private static JsonNode document() {
        try {
            return new ObjectMapper().readTree(AsyncApi.text());
        } catch (IOException e) {
            throw new IllegalStateException("what was just written as JSON", e);
        }
    }

    private static void channel(StringBuilder page, JsonNode document, JsonNode channel) {
        var kafka = channel.at("/bindings/kafka");
        page.append("\n## %s\n\n%s\n\n"
                .formatted(
                        channel.path("address").asText(),
                        channel.path("description").asText()));
        page.append("| partitions | clean-up | kept | written by | read by | in groups |\n|--:|---|---|---|---|---|\n");
        page.append("| %d | %s | %s | `%s` | `%s` | `%s` |%n"
                .formatted(
                        kafka.path("partitions").asInt(),
                        words(kafka.at("/topicConfiguration/cleanup.policy")),
                        kept(kafka.path("topicConfiguration")),
                        channel.at("/x-acls/write").asText(),
                        channel.at("/x-acls/read").asText(),
                        channel.at("/x-acls/groups").asText()));
        page.append("\n| record | content | what it tells |\n|---|---|---|\n");
        channel.path("messages").properties().forEach(entry -> {
            var message = document.at("/components/messages/" + entry.getKey());
            page.append("| [`%s`](events.md#%s) | `%s` | %s |%n"
                    .formatted(
                            entry.getKey(),
                            anchor(entry.getKey()),
                            message.path("contentType").asText(),
                            message.path("summary").asText().replace("|", "\\|")));
        });
    }

    private static String anchor(String record) {
        return record.toLowerCase(Locale.ROOT);
    }

    private static String words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static String kept(JsonNode configuration) {
        var milliseconds = configuration.path("retention.ms");
        return milliseconds.isMissingNode()
                ? "the newest record of each key"
                : "records of " + Duration.ofMillis(milliseconds.asLong()).toDays() + " days";
    }
}
