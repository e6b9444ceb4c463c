package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The document is the schemas' own; {@code -Dmovein.publish=true} writes it anew. That AsyncAPI's parser accepts it CI shows. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("src/main/resources/io/movein/contract/published/asyncapi.json");

    @Test
    void theDocumentIsCurrent() throws IOException {
        if (Boolean.getBoolean("movein.publish")) {
            Files.writeString(DOCUMENT, AsyncApi.text());
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(AsyncApi.text());
    }

    @Test
    void everySchemaItRefersToIsPublished() throws IOException {
        var messages = new ObjectMapper().readTree(AsyncApi.text()).at("/components/messages");

        assertThat(StreamSupport.stream(Spliterators.spliteratorUnknownSize(messages.elements(), 0), false))
                .hasSize(Topic.EVENTS.types().size()
                        + Topic.MIGRATIONS.types().size()
                        + Topic.PROGRESS.types().size()
                        + 1)
                .allSatisfy(message -> assertThat(DOCUMENT.resolveSibling(
                                message.at("/payload/schema/$ref").asText()))
                        .exists());
    }
}
