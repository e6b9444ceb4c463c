package io.movein.example.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What docs/migration-process.md shows is what the examples do: each snippet is the file that it names, or a part of it. */
class ContractPageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PAGE = ROOT.resolve("docs/migration-process.md");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (whole|part) (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everySnippetIsInTheFileThatItNames() throws IOException {
        return SNIPPET.matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> DynamicTest.dynamicTest(snippet.group(2), () -> check(snippet)));
    }

    private static void check(MatchResult snippet) throws IOException {
        var file = Files.readString(ROOT.resolve(snippet.group(2)));
        if (snippet.group(1).equals("whole")) {
            assertThat(snippet.group(3)).isEqualTo(file);
        } else {
            assertThat(file).contains(snippet.group(3));
        }
    }

    @Test
    void thePageHasSnippets() throws IOException {
        assertThat(SNIPPET.matcher(Files.readString(PAGE)).results()).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void theMinimalExampleStoresWhatItFetched() throws Exception {
        var run = minimal(
                "live", "echo data > \"$MOVEIN_SCRATCH/library.tar\"; echo \"curl $*\" >> \"$MOVEIN_SCRATCH/calls\"");

        assertThat(run.output).contains("{\"movein\":{\"phase\":\"done\",\"done\":3,\"total\":3,\"unit\":\"steps\"}}");
        assertThat(run.lastWords).isEqualTo("library.tar: fetched, its SHA-256 matches, mode live\n");
        assertThat(run.exitCode).isZero();
        assertThat(folder.resolve("calls")).content().contains("Bearer from", "http://10.0.0.7:9000/library.tar");
    }

    @Test
    void theMinimalExampleWritesNothingInADryRun() throws Exception {
        var run = minimal(
                "dry-run",
                "echo data > \"$MOVEIN_SCRATCH/library.tar\"; echo \"curl $*\" >> \"$MOVEIN_SCRATCH/calls\"");

        assertThat(run.exitCode).isZero();
        assertThat(folder.resolve("calls")).content().doesNotContain("10.0.0.7");
    }

    @Test
    void theMinimalExampleTellsWhyItFailed() throws Exception {
        var run = minimal("live", "exit 22");

        assertThat(run.exitCode).isEqualTo(3);
        assertThat(run.lastWords).isEqualTo("the old host did not give library.tar\n");
    }

    private record Run(int exitCode, String output, String lastWords) {}

    /** With a curl that does what it is told here. */
    private Run minimal(String mode, String curl) throws IOException, InterruptedException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        Files.writeString(tools.resolve("curl"), "#!/bin/sh\n" + curl + "\n");
        assertThat(tools.resolve("curl").toFile().setExecutable(true)).isTrue();
        secret("url", "http://old-host");
        secret("token", "from");
        secret("sha256", "6667b2d1aab6a00caa5aee5af8ad9f1465e567abf1c209d15727d57b3e8f6e5f");
        var builder = new ProcessBuilder(
                        "sh", ROOT.resolve("examples/minimal/migrate.sh").toString())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "MOVEIN_MODE",
                        mode,
                        "MOVEIN_SECRETS",
                        folder.resolve("secrets").toString(),
                        "MOVEIN_SCRATCH",
                        folder.toString(),
                        "MOVEIN_TERMINATION_LOG",
                        folder.resolve("last-words").toString(),
                        "MEDIA_STORAGE_SERVICE_HOST",
                        "10.0.0.7",
                        "MEDIA_STORAGE_SERVICE_PORT",
                        "9000",
                        "PATH",
                        tools + ":" + System.getenv("PATH")));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output, Files.readString(folder.resolve("last-words")));
    }

    private void secret(String key, String value) throws IOException {
        var file = folder.resolve("secrets/old-host").resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }
}
