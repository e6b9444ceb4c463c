package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    Path folder;

    @Test
    void isUsedByOneAtATime() {
        try (var _ = DataDir.open(folder)) {
            assertThatThrownBy(() -> DataDir.open(folder))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("'" + folder + "' is in use by another ./movein");
        }

        DataDir.open(folder).close();
    }

    @Test
    void tellsHowToReachWhatRunsAndOnlyWhileItRuns() {
        var running = new Properties();
        running.setProperty("kafka", "127.0.0.1:9092");
        try (var data = DataDir.open(folder)) {
            data.tell(running);

            assertThat(DataDir.running(folder)).contains(running);
        }

        assertThat(DataDir.running(folder)).isEmpty();
    }

    @Test
    void beginsAnewOnItsOwnDirectory() throws Exception {
        try (var data = DataDir.open(folder)) {
            Files.writeString(data.folder("kafka").resolve("log"), "old");
        }

        try (var data = DataDir.openEmpty(folder)) {
            assertThat(data.child("kafka")).doesNotExist();
        }
    }

    @Test
    void neverEmptiesADirectoryOfSomebodyElse() throws Exception {
        var precious = Files.writeString(folder.resolve("thesis.tex"), "precious");

        assertThatThrownBy(() -> DataDir.openEmpty(folder)).hasMessageContaining("is not empty and not Movein's");

        assertThat(precious).hasContent("precious");
    }
}
