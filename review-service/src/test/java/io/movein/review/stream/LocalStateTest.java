package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
    @TempDir
    Path directory;

    private Path store;

    @BeforeEach
    void aStartWithoutAnything() throws IOException {
        LocalState.clearUnlessOf("migrations A\n", directory);
        store = Files.createDirectories(directory.resolve("movein-review/0_0/rocksdb"));
    }

    @Test
    void staysWhileTheChangelogsAreTheSame() throws IOException {
        LocalState.clearUnlessOf("migrations A\n", directory);

        assertThat(store).exists();
    }

    @Test
    void goesWhereTheChangelogsAreOthers() throws IOException {
        LocalState.clearUnlessOf("migrations B\n", directory);

        assertThat(directory.resolve("movein-review")).doesNotExist();
    }

    @Test
    void goesWhereNobodyKnowsOfWhichChangelogsItIs() throws IOException {
        Files.delete(directory.resolve("changelogs"));

        LocalState.clearUnlessOf("migrations A\n", directory);

        assertThat(directory.resolve("movein-review")).doesNotExist();
    }
}
