package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.model.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final RepositoryName REPOSITORY = RepositoryName.parse("acme/platform");

    @TempDir
    Path folder;

    @Test
    void aLastLineThatACrashCutInTheMiddleOfACharacterIsCutOff() throws IOException {
        var torn = "{\"title\":\"J\u00fcrgen".getBytes(StandardCharsets.UTF_8);
        var file = Files.write(folder.resolve("acme.platform.jsonl"), Arrays.copyOf(torn, torn.length - 5));

        try (var journal = Journal.open(folder, REPOSITORY)) {
            assertThat(journal.past()).isEmpty();
        }

        assertThat(file).isEmptyFile();
    }
}
