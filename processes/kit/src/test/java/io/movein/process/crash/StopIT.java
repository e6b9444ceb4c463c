package io.movein.process.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ExitCode;
import io.movein.process.items.Journal;
import io.movein.process.run.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a real process: it ends at a safe point, says so, and a second run does the rest. */
@Timeout(120)
class StopIT {

    private static final int FILES = 200;

    @TempDir
    private Path folder;

    @Test
    void endsAtASafePointAndGoesOnFromThere() throws Exception {
        Files.createDirectories(folder.resolve("from"));
        Files.createDirectories(folder.resolve("to"));
        for (var i = 0; i < FILES; i++) {
            Files.write(folder.resolve("from/" + i), new byte[16 * 1024]);
        }
        plan("512KiB/s");
        var child = run();
        var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        var line = lines.readLine();
        while (line != null && !line.matches(".*\"phase\":\"copy\",\"done\":[1-9].*")) {
            line = lines.readLine();
        }

        child.destroy();

        assertThat(child.waitFor()).as("last line: %s", line).isEqualTo(ExitCode.STOPPED.code());
        try (var journal = Journal.open(folder.resolve("state").resolve(Session.JOURNAL), Clock.systemUTC())) {
            var counts = journal.counts();
            assertThat(counts.running().items()).isZero();
            assertThat(counts.migrated().items()).isBetween(1L, FILES - 1L);
            assertThat(copied()).isEqualTo(counts.migrated().items());
            assertThat(journal.runs().getLast().outcome()).contains("stopped");
        }
        plan("100MiB/s");
        var again = run();
        assertThat(new String(again.getInputStream().readAllBytes())).contains("copied 200 files");
        assertThat(again.waitFor()).isZero();
        assertThat(copied()).isEqualTo(FILES);
    }

    /** In a Job there are no words, and to load what would read them is a good part of a short run. */
    @Test
    void loadsNothingThatReadsWordsWhereThereAreNone() throws Exception {
        Files.createDirectories(folder.resolve("from"));
        Files.createDirectories(folder.resolve("to"));
        Files.write(folder.resolve("from/a"), new byte[10]);
        plan("100MiB/s");
        var classes = folder.resolve("classes.log");
        var child =
                new ChildJvm(CopyFolderMain.class, folder).of(List.of("-Xmx64m", "-Xlog:class+load:file=" + classes));
        child.environment()
                .putAll(Map.of(
                        "MOVEIN_MODE",
                        "live",
                        "MOVEIN_CONFIG",
                        folder.resolve("plan.yaml").toString(),
                        "MOVEIN_STATE",
                        folder.resolve("state").toString()));

        var running = child.start();

        assertThat(new String(running.getInputStream().readAllBytes())).contains("copied 1 files");
        assertThat(running.waitFor()).isZero();
        assertThat(classes)
                .content()
                .contains("io.movein.process.run.Execution")
                .doesNotContain("picocli.");
    }

    private void plan(String rate) throws IOException {
        Files.writeString(
                folder.resolve("plan.yaml"),
                "from: %s\nto: %s\npace: {workers: 4, rate: %s}\n"
                        .formatted(folder.resolve("from"), folder.resolve("to"), rate));
    }

    private Process run() throws IOException {
        return new ChildJvm(CopyFolderMain.class, folder)
                .of(
                        List.of("-Xmx64m"),
                        "run",
                        "--mode",
                        "live",
                        "--config",
                        folder.resolve("plan.yaml").toString(),
                        "--state",
                        folder.resolve("state").toString())
                .start();
    }

    private long copied() {
        return folder.resolve("to").toFile().list((_, name) -> !name.startsWith(".")).length;
    }
}
