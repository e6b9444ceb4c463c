package io.movein.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final SecretReference PASSWORD = new SecretReference("old-db", "password");

    @TempDir
    private Path folder;

    private Secrets secrets;

    @BeforeEach
    void aSecret() throws IOException {
        write("s3cret\n");
        secrets = new Secrets(folder);
    }

    @Test
    void readsTheFileEachTime() throws IOException {
        assertThat(secrets.read(PASSWORD).text()).isEqualTo("s3cret");

        write("rotated");

        assertThat(secrets.read(PASSWORD).text()).isEqualTo("rotated");
    }

    @Test
    void showsNoValueToWhoeverPrintsIt() {
        assertThat(secrets.read(PASSWORD)).hasToString("***");
        assertThat(secrets.redact("401 for user=x password=s3cret")).isEqualTo("401 for user=x password=***");
    }

    @Test
    void tellsAllThatAreMissing() {
        var missing = new SecretReference("old-db", "user");

        assertThat(secrets.problems(List.of(PASSWORD, missing, missing)))
                .containsExactly(ConfigurationProblem.of(
                        "secret old-db/user", "not there", "the file $MOVEIN_SECRETS/old-db/user"));
        assertThatThrownBy(() -> secrets.read(missing)).isInstanceOf(ConfigurationFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/", "/a", "../a", "a/..", "a/b/c", "A/b", "a/b c"})
    void takesOnlyANameAndAKey(String text) {
        assertThatThrownBy(() -> SecretReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected name/key");
    }

    private void write(String value) throws IOException {
        Files.createDirectories(folder.resolve("old-db"));
        Files.writeString(folder.resolve("old-db/password"), value);
    }
}
