package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that was stopped for a while, and finds another at work with a copy of its state when it goes on. */
@Timeout(240)
class FencedIT {

    private static final String ELSEWHERE = "-elsewhere";

    @TempDir
    Path folder;

    @Test
    void leavesTheTenantFrozenForTheOneThatHasTakenOver() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder)) {
            scene.with("cutover: automatic", "cutover: on-command");

            var other = stoppedAndOvertakenAt("\"phase\":\"ready\"", scene);

            assertThat(scene.place()).isEqualTo("shared t");
            scene.command("cutover", "");
            assertThat(other.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                    .containsExactly("500");
        }
    }

    @Test
    void touchesNoStoreOfTheOneThatHasTakenOver() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder);
                var stores = new EveryStore(scene, folder)) {
            scene.following().with("cutover: automatic", "cutover: on-command");

            var other = stoppedAndOvertakenAt("\"phase\":\"follow\"", scene);

            assertThat(scene.replication()).hasSize(3);
            stores.goOn();
            scene.command("cutover", "force it is known");
            assertThat(other.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(scene.replication()).isEmpty();
            stores.isAtTheTarget();
        }
    }

    /** The first has gone on and was told to go back, and has ended. @return the run that has taken over, of which the next commands are */
    private CompletableFuture<Integer> stoppedAndOvertakenAt(String phase, Scene scene) throws Exception {
        var stopped = scene.started();
        try (var lines = stopped.inputReader()) {
            upTo(phase, lines);
            signal("STOP", stopped);
            copy("state", "state" + ELSEWHERE);
            scene.on(ELSEWHERE);
            var other = scene.liveInTheBackground("--attempt", "resume");
            scene.await(phase);

            scene.on("");
            scene.command("rollback", "");
            signal("CONT", stopped);

            assertThat(rest(lines))
                    .containsAnyOf("was taken over", "another process has taken over copying the tenant's records");
            assertThat(stopped.waitFor()).isEqualTo(6);
            scene.on(ELSEWHERE);
            return other;
        } finally {
            stopped.destroyForcibly().waitFor();
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
