package io.movein.local.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.cluster.SecuredKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The programs of {@code examples/consumers}, built as their README says, read what the real services wrote; beside each other, as
 * their builds wait for downloads.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfEnvironmentVariable(named = "MOVEIN_CONSUMERS", matches = "true", disabledReason = "builds with pip and npm")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ConsumersIT {
    private static final Path EXAMPLES =
            Path.of("../../examples/consumers").toAbsolutePath().normalize();
    private static final String[] HISTORY = {
        "MigrationRequested UNDER_REVIEW",
        "ReviewCompleted AWAITING_APPROVAL",
        "MigrationRejected TEARING_DOWN",
        "MigrationClosed CLOSED"
    };

    @TempDir
    static Path folder;

    private static Town town;
    private static SecuredKafka secured;
    private static String migration;

    @BeforeAll
    static void aMigrationWasRejected() throws Exception {
        town = new Town(folder.resolve("data"));
        var issue = MigrationIssue.filed(
                town.github(),
                "capability-owner",
                MigrationIssue.body(town.tenant("seen", "capability-owner"), town.image("exit 0"), "live"));
        issue.awaitState("awaiting-approval");
        issue.isLabelled("operator", "operator:rejected");
        issue.awaitClosed();
        migration = issue.id();
        // that migration had no run; what review would write if it had
        ToldProgress.write(Map.of("bootstrap.servers", town.stack().kafka()), migration, HISTORY.length);
        secured = new SecuredKafka(folder.resolve("secured"));
        ToldProgress.write(secured.administrator().client(), migration, HISTORY.length);
    }

    @AfterAll
    static void stop() {
        secured.close();
        town.close();
    }

    @Test
    void python() throws Exception {
        run(EXAMPLES, List.of("python3", "-m", "venv", folder.resolve("venv").toString()));
        run(EXAMPLES, List.of(venv("pip"), "install", "-q", "-r", "python/requirements.txt"));

        reads(venv("python"), "python/consume.py");
    }

    @Test
    void node() throws Exception {
        var copy = Files.createDirectory(folder.resolve("node"));
        for (var file : List.of("package.json", "consume.mjs")) {
            Files.copy(EXAMPLES.resolve("node").resolve(file), copy.resolve(file));
        }
        run(copy, List.of("npm", "install", "--silent", "--no-fund", "--no-audit"));

        reads("node", copy.resolve("consume.mjs").toString());
    }

    @Test
    void java() throws Exception {
        var target = folder.resolve("java");
        run(
                EXAMPLES.resolve("../.."),
                List.of(
                        "./mvnw",
                        "-B",
                        "-q",
                        "-f",
                        "examples/consumers/java",
                        "package",
                        "-DbuildDirectory=" + target));

        reads(ProcessHandle.current().info().command().orElseThrow(), "-jar", target + "/consumer.jar");
    }

    private static String venv(String program) {
        return folder.resolve("venv/bin").resolve(program).toString();
    }

    private static void reads(String... program) throws Exception {
        assertThat(consumed("movein.events", program))
                .extracting(ConsumersIT::withoutTopic)
                .containsExactly(IntStream.range(0, HISTORY.length)
                        .mapToObj(i -> migration + "/" + (i + 1) + " " + HISTORY[i])
                        .toArray(String[]::new));
        assertThat(consumed("movein.migrations", program))
                .last()
                .extracting(ConsumersIT::withoutTopic)
                .isEqualTo(migration + "/" + HISTORY.length + "/snapshot MigrationSnapshot CLOSED");
        assertThat(consumed("movein.progress", program)).containsExactly(progress());
        assertThat(consumed(
                        secured.bootstrapServers(),
                        "movein.progress",
                        List.of(
                                "--user",
                                "observer",
                                "--password-file",
                                secured.passwordFile().toString(),
                                "--ca-file",
                                secured.caFile().toString()),
                        program))
                .as("as the user of an installation, over TLS")
                .containsExactly(progress());
    }

    /** An id ends with that of the topic of events, which is another one for each installation. */
    private static String withoutTopic(String line) {
        return line.replaceFirst("@[\\w-]{22} ", " ");
    }

    private static String progress() {
        return migration + "/run-1/progress/1 RunProgress copy 5";
    }

    private static List<String> consumed(String topic, String... program) throws Exception {
        return consumed(town.stack().kafka(), topic, List.of(), program);
    }

    private static List<String> consumed(String kafka, String topic, List<String> user, String... program)
            throws Exception {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of("--bootstrap", kafka, "--topic", topic, "--until-end"));
        command.addAll(user);
        command.addAll(
                List.of("--schemas", town.stack().services().named("reporter").url() + "/schemas"));
        return run(EXAMPLES, command).lines().toList();
    }

    private static String run(Path where, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
        return output;
    }
}
