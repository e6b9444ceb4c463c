package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationTest {

    @TempDir
    private Path folder;

    @Test
    void keepsTheLast4096BytesOfTheMessage() throws IOException {
        Files.writeString(folder.resolve("termination-log"), "x".repeat(5000) + "end");

        assertThat(Termination.message(folder, true, "File")).hasSize(4096).endsWith("end");
    }

    @Test
    void fallsBackToTheLogOnlyForAFailureWithoutWordsThatAsksForIt() throws IOException {
        Files.writeString(folder.resolve("log"), "line\n".repeat(100));

        assertThat(Termination.message(folder, true, "FallbackToLogsOnError")).isEqualTo("line\n".repeat(80));
        assertThat(Termination.message(folder, false, "FallbackToLogsOnError")).isNull();
        assertThat(Termination.message(folder, true, "File")).isNull();
    }
}
