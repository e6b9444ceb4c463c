package io.movein.process.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Stop;
import io.movein.process.example.CopyFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ProcessCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void helpsWithAnExampleAndTheExitCodes() {
        assertThat(execute("--help")).isZero();
        assertThat(out())
                .contains("Copies the files of a folder.", "pace: {workers: 4, rate: 50MiB/s}")
                .contains("copy-folder run --mode dry-run --config plan.yaml")
                .contains(" 10  completed with errors", "143  stopped");
        assertThat(execute("run", "--help")).isZero();
        assertThat(out()).contains("dry-run or live; there is no default");
    }

    @Test
    void printsTheSchemaForEditors() {
        assertThat(execute("schema")).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(out())
                        .at("/$defs/process-kit/$id")
                        .asString())
                .isEqualTo("https://movein.io/schemas/process-kit.json");
    }

    @Test
    void validateTellsEverythingThatIsWrongWithTheTwoSides() throws IOException {
        plan("/nowhere", "/nowhere-either");

        assertThat(execute("validate", "--config", path("plan.yaml"))).isEqualTo(2);
        assertThat(out())
                .contains("/nowhere: not there (expected a folder)", "/nowhere-either: not there (expected a folder)");
        assertThat(execute("run", "--mode", "live", "--config", path("plan.yaml")))
                .isEqualTo(2);
    }

    @Test
    void validateFindsNothingWhereNothingIsWrong() throws IOException {
        folders();

        assertThat(execute("validate", "--config", path("plan.yaml"))).as(out()).isZero();
        assertThat(out()).isEqualTo("nothing is wrong\n");
    }

    @Test
    void verifyPrintsTheChecksAndTellsAMismatchByItsExitCode() throws IOException {
        folders();
        Files.writeString(folder.resolve("from/a"), "alpha");

        assertThat(execute("verify", "--config", path("plan.yaml"))).isEqualTo(5);
        assertThat(out())
                .containsPattern("check +of +source +target +match\n")
                .containsPattern("files +the folder +1 +0 +NO\n");
        Files.writeString(folder.resolve("to/a"), "alpha");
        assertThat(execute("verify", "--config", path("plan.yaml"))).isZero();
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() {
        assertThat(execute("run", "--mod", "live")).isEqualTo(2);
        assertThat(execute("run", "--mode", "wet", "--config", "plan.yaml")).isEqualTo(2);
        assertThat(execute("run", "--mode", "live")).isEqualTo(2);
        assertThat(execute("status", "--state", path("nowhere"))).isEqualTo(2);
        assertThat(out())
                .contains("Unknown options: '--mod', 'live'", "copy-folder --help has an example")
                .contains("MOVEIN_MODE: 'wet' (expected 'dry-run' or 'live')")
                .contains("MOVEIN_CONFIG: not set", "expected a folder with a journal.db");
    }

    @Test
    void drawsABarOnATerminalAndTellsNoLines() throws IOException {
        folders();
        Files.writeString(folder.resolve("from/a"), "alpha");

        var exitCode = ProcessCommand.execute(
                new CopyFolder(),
                new String[] {"run", "--mode", "live", "--config", path("plan.yaml")},
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                true,
                new Stop());

        assertThat(exitCode).as(out()).isZero();
        assertThat(out()).contains("copy", "100%", "copied 1 files").doesNotContain("{\"movein\"");
    }

    private void folders() throws IOException {
        Files.createDirectories(folder.resolve("from"));
        Files.createDirectories(folder.resolve("to"));
        plan(path("from"), path("to"));
    }

    private void plan(String from, String to) throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "from: %s\nto: %s\n".formatted(from, to));
    }

    private int execute(String... arguments) {
        return ProcessCommand.execute(
                new CopyFolder(),
                arguments,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                false,
                new Stop());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
