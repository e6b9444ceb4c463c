package io.movein.example.media.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentTest {

    @TempDir
    private Path secrets;

    private Map<String, String> environment;

    @BeforeEach
    void anEnvironment() throws IOException {
        environment = new HashMap<>(Map.of(
                "MOVEIN_SECRETS",
                secrets.toString(),
                "MOVEIN_MODE",
                "live",
                "MOVEIN_ATTEMPT",
                "fresh",
                "MEDIA_STORAGE_SERVICE_HOST",
                "127.0.0.9",
                "MEDIA_STORAGE_SERVICE_PORT",
                "8080"));
        secret("old-host/url", "http://old.example:8000\n");
        secret("old-host/token", "from");
        secret("media-storage/token", "to");
    }

    private void secret(String key, String value) throws IOException {
        var file = secrets.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    @Test
    void readsWhatMoveinGives() throws Exception {
        var assignment = Assignment.read(environment);

        assertThat(assignment.oldHost()).hasToString("http://old.example:8000");
        assertThat(assignment.storage()).hasToString("http://127.0.0.9:8080");
        assertThat(assignment)
                .extracting("dryRun", "resume", "oldHostToken", "storageToken", "state")
                .containsExactly(false, false, "from", "to", Optional.empty());
        assertThat(assignment.toString()).doesNotContain("from,").contains("live, fresh");
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() throws Exception {
        environment.put("MOVEIN_MODE", "try");
        environment.put("MOVEIN_ATTEMPT", "resume");
        environment.remove("MEDIA_STORAGE_SERVICE_PORT");
        environment.put(
                "MOVEIN_CONFIG",
                Files.writeString(secrets.resolve("config.yaml"), "bytesPerSecond: fast\nspeed: 7\n")
                        .toString());
        Files.delete(secrets.resolve("old-host/token"));

        assertThatThrownBy(() -> Assignment.read(environment))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.kind().exitCode).isEqualTo(2))
                .hasMessageContaining("MOVEIN_MODE is 'try', expected 'dry-run' or 'live'")
                .hasMessageContaining("the environment has no MEDIA_STORAGE_SERVICE_PORT")
                .hasMessageContaining("the secret 'old-host' has no key 'token'")
                .hasMessageContaining("bytesPerSecond in the configuration is 'fast', expected a number from 1")
                .hasMessageContaining("the configuration has 'speed: 7', expected 'bytesPerSecond: 1000000'")
                .hasMessageContaining("there is no MOVEIN_STATE to resume from");
    }
}
