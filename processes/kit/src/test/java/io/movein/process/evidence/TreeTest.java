package io.movein.process.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.SecretReference;
import io.movein.process.configuration.ByteRate;
import io.movein.process.configuration.DataSize;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreeTest {

    enum When {
        ON_COMMAND
    }

    record Side(URI endpoint, SecretReference password) {}

    record Facts(
            List<Side> sides,
            DataSize part,
            ByteRate rate,
            Duration limit,
            When when,
            @Nullable String none,
            Map<String, Object> figures) {}

    @Test
    void saysWhatAConfigurationHasAsItIsWrittenThere() {
        var facts = new Facts(
                List.of(new Side(URI.create("http://old"), new SecretReference("db", "password"))),
                new DataSize(8 * 1024 * 1024),
                new ByteRate(1024),
                Duration.ofMinutes(5),
                When.ON_COMMAND,
                null,
                Map.of("at", Instant.EPOCH));

        assertThat(Tree.of(facts))
                .hasToString("{\"sides\":[{\"endpoint\":\"http://old\",\"password\":{\"secret\":\"db/password\"}}],"
                        + "\"part\":\"8MiB\",\"rate\":\"1KiB/s\",\"limit\":\"PT5M\",\"when\":\"on-command\",\"none\":null,"
                        + "\"figures\":{\"at\":\"1970-01-01T00:00:00Z\"}}");
        assertThat(Tree.of(List.of(true, 7, 8L, 1.5))).hasToString("[true,7,8,1.5]");
    }
}
