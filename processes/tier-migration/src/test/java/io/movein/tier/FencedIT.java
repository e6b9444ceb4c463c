package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that was stopped for a while, and finds another at work with a copy of its state when it goes on. */
@Timeout(240)
class FencedIT {

    private static final String READY = "\"phase\":\"ready\"";

    @TempDir
    Path folder;

    @Test
    void leavesTheTenantFrozenForTheOneThatHasTakenOver() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder)) {
            scene.with("cutover: automatic", "cutover: on-command");
            var stopped = scene.started();
            try (var lines = stopped.inputReader()) {
                upTo(READY, lines);
                signal("STOP", stopped);
                copy("state", "state-elsewhere");
                scene.on("-elsewhere");
                var other = scene.liveInTheBackground("--attempt", "resume");
                scene.await(READY);

                scene.on("");
                scene.command("rollback", "");
                signal("CONT", stopped);

                assertThat(rest(lines)).contains("the lease at target, \"movein\".\"lease\" was taken over");
                assertThat(stopped.waitFor()).isEqualTo(6);
                assertThat(scene.place()).isEqualTo("shared t");
                scene.on("-elsewhere");
                scene.command("cutover", "");
                assertThat(other.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
                assertThat(scene.place()).isEqualTo("acme-db f");
                assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                        .containsExactly("500");
            } finally {
                stopped.destroyForcibly().waitFor();
            }
        }
    }

    private static void upTo(String text, BufferedReader lines) throws IOException {
        var said = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(text)) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("ended without '%s':\n%s".formatted(text, said));
    }

    private static String rest(BufferedReader lines) throws IOException {
        var said = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
        }
        return said.toString();
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void copy(String from, String to) throws IOException {
        try (var files = Files.walk(folder.resolve(from))) {
            for (var file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve(to)
                                .resolve(folder.resolve(from).relativize(file).toString()));
            }
        }
    }
}
