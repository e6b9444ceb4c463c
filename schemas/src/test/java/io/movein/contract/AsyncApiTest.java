package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Spliterators;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The document is the schemas' own; {@code -Dmovein.publish=true} writes it anew. That AsyncAPI's parser accepts it CI shows. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("src/main/resources/io/movein/contract/published/asyncapi.json");
    private static final Path PAGE = Path.of("../docs/asyncapi.md");

    @Test
    void theDocumentIsCurrent() throws IOException {
        if (Boolean.getBoolean("movein.publish")) {
            Files.writeString(DOCUMENT, AsyncApi.text());
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(AsyncApi.text());
    }

    @Test
    void thePageIsCurrent() throws IOException {
        if (Boolean.getBoolean("movein.publish")) {
            Files.writeString(PAGE, AsyncApiPage.text());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(AsyncApiPage.text());
    }

    @Test
    void everySchemaItRefersToIsPublished() throws IOException {
        var messages = new ObjectMapper().readTree(AsyncApi.text()).at("/components/messages");

        assertThat(StreamSupport.stream(Spliterators.spliteratorUnknownSize(messages.elements(), 0), false))
                .hasSize(Topic.EVENTS.types().size()
                        + Topic.MIGRATIONS.types().size()
                        + Topic.PLANS.types().size()
                        + Topic.PROGRESS.types().size()
                        + 1)
                .allSatisfy(message -> assertThat(DOCUMENT.resolveSibling(
                                message.at("/payload/schema/$ref").asText()))
                        .exists());
    }

    @Test
    void itAndTheCatalogueTellOfTheSameTopicsRecordsAndHeaders() throws IOException {
        var document = new ObjectMapper().readTree(AsyncApi.text());
        var page = EventCatalogue.text();

        var channels = document.path("channels").properties().stream()
                .map(Map.Entry::getValue)
                .map(channel -> "%s %d %d"
                        .formatted(
                                channel.path("address").asText(),
                                channel.at("/bindings/kafka/partitions").asInt(),
                                channel.path("messages").size()))
                .toList();
        var rows = Pattern.compile("(?m)^\\| \\[`([a-z.-]+)`]\\(#[a-z-]+\\) \\| \\w+ \\| (\\d+) \\| (\\d+) \\|$")
                .matcher(page)
                .results()
                .filter(row -> Topic.named(row.group(1)).isPublic())
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(channels);
        assertThat(document.at("/components/messages").properties())
                .allSatisfy(message -> assertThat(page).contains("\n### " + message.getKey() + "\n"));
        assertThat(document.at("/components/messageTraits/cloudEvent/headers/properties")
                        .properties())
                .allSatisfy(header -> assertThat(page)
                        .contains("| `" + header.getKey() + "` | "
                                + header.getValue().path("description").asText() + " |"));
    }
}
