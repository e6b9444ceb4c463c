package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All four services are killed hard in the middle of a journey, again and again. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KilledServicesIT {
    @TempDir
    Path folder;

    @Test
    void killedServicesLoseNothingAndStartNothingTwice() throws Exception {
        try (var town = new Town(folder.resolve("data"))) {
            var starts = folder.resolve("starts");
            var gate = folder.resolve("gate");
            var image = town.image("echo x >> " + starts + "; while [ ! -e " + gate + " ]; do sleep 0.1; done");
            var issue = MigrationIssue.filed(
                    town.github(),
                    "capability-owner",
                    MigrationIssue.body(town.tenant("killed", "capability-owner"), image, "live"));

            kill(town, "intake", "review", "runner", "reporter");
            issue.isApproved(1);
            kill(town, "intake", "review", "runner", "reporter");
            issue.awaitState("running");
            Files.createFile(gate);
            issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
            issue.says("/validated");
            kill(town, "intake", "review", "runner", "reporter");
            issue.awaitClosed();

            assertThat(starts).hasContent("x");
            assertThat(issue.botComments().stream()
                            .filter(body -> body.startsWith("<!-- movein:report "))
                            .count())
                    .isEqualTo(1);
            assertThat(issue.botComments().stream()
                            .filter(body -> body.startsWith("<!-- movein:status "))
                            .count())
                    .isEqualTo(1);
            assertThat(town.leftovers("killed")).isEmpty();
        }
    }

    private static void kill(Town town, String... services) {
        for (var service : services) {
            ProcessHandle.of(town.stack().services().named(service).pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
