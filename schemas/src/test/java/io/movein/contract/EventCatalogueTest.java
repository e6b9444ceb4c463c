package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in docs is the schemas' own; {@code -Dmovein.publish=true} writes it anew. */
class EventCatalogueTest {
    private static final Path PAGE = Path.of("../docs/events.md");

    @Test
    void thePageIsCurrent() throws IOException {
        if (Boolean.getBoolean("movein.publish")) {
            EventCatalogue.main(new String[] {PAGE.toString()});
        }

        assertThat(Files.readString(PAGE)).isEqualTo(EventCatalogue.text());
    }

    @Test
    void everyKindOfRecordIsOnIt() {
        var page = EventCatalogue.text();
        for (var topic : Topic.values()) {
            topic.types().forEach(type -> assertThat(page).contains("`" + type.getName() + "`"));
        }
    }
}
