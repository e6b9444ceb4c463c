package io.movein.process.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyFolderTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void twoFolders() throws IOException {
        Files.createDirectories(folder.resolve("from"));
        Files.createDirectories(folder.resolve("to"));
        Files.writeString(folder.resolve("from/a"), "alpha");
        Files.writeString(folder.resolve("from/b"), "beta");
        Files.writeString(
                folder.resolve("plan.yaml"),
                "from: %s\nto: %s\n".formatted(folder.resolve("from"), folder.resolve("to")));
    }

    @Test
    void copiesLeavesEvidenceAndATerminationMessage() throws IOException {
        var exitCode = execute("run", "--mode", "live", "--config", path("plan.yaml"), "--state", path("state"));

        assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(folder.resolve("to/a")).hasContent("alpha");
        assertThat(folder.resolve("to/b")).hasContent("beta");
        assertThat(Files.readString(folder.resolve("log")))
                .startsWith(
                        "{\"movein\":{\"summary\":\"copied 2 files\",\"complete\":true,\"checks\":[{\"check\":\"files\",\"of\":\"the folder\",\"source\":\"2\",\"target\":\"2\",\"match\":true}],\"failedItems\":0,\"evidence\":{\"location\":\"file://");
        assertThat(execute("evidence", path("state/evidence-1"))).isZero();
        assertThat(execute("status", "--state", path("state"))).isZero();
    }

    @Test
    void dryRunWritesNothing() {
        assertThat(execute("run", "--mode", "dry-run", "--config", path("plan.yaml"), "--state", path("state")))
                .isZero();

        assertThat(folder.resolve("to")).isEmptyDirectory();
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("2 files, 9 bytes");
    }

    private int execute(String... arguments) {
        return ProcessCommand.execute(
                new CopyFolder(),
                arguments,
                Map.of("MOVEIN_TERMINATION_LOG", path("log")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                false,
                new Stop());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
