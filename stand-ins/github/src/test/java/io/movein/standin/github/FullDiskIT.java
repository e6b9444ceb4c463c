package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of its own, which takes the right to mount one. */
class FullDiskIT {
    @TempDir
    static Path folder;

    private final Path disk = folder.resolve("disk");

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(disk);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
                "not allowed to mount a disk");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void aFullDiskIsWaitedForAndNothingIsLostOrTorn() throws Exception {
        var filler = disk.resolve("filler");
        try (var github = start()) {
            github.model().open("capability-owner", "before", "", List.of());
            fill(filler);

            var during = CompletableFuture.supplyAsync(
                    () -> github.model()
                            .open("capability-owner", "during", "x".repeat(20_000), List.of())
                            .number(),
                    Thread::startVirtualThread);

            assertThatThrownBy(() -> during.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            Files.delete(filler);
            assertThat(during.get(30, TimeUnit.SECONDS)).isEqualTo(2);
            github.model().open("capability-owner", "after", "", List.of());
        }

        try (var again = start()) {
            assertThat(List.of(1, 2, 3))
                    .extracting(number -> again.model().issue(number).title())
                    .containsExactly("before", "during", "after");
        }
    }

    private LocalGitHub start() throws IOException {
        return LocalGitHub.start(GitHubConfig.of("acme/platform", disk.resolve("data")));
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            var page = new byte[512];
            for (int i = 0; i < 1_000; i++) {
                out.write(page);
            }
            throw new AssertionError("the disk is not full");
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
