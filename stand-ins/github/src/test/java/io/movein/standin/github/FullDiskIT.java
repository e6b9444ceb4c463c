package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.testkit.SmallDisk;
import java.io.IOException;
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

    private SmallDisk disk;

    @BeforeEach
    void mount() throws Exception {
        var mounted = SmallDisk.mount(folder.resolve("disk"), 256 << 10);
        assumeTrue(mounted.isPresent(), SmallDisk.MISSING);
        disk = mounted.get();
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @Test
    void aFullDiskIsWaitedForAndNothingIsLostOrTorn() throws Exception {
        try (var github = start()) {
            github.model().open("capability-owner", "before", "", List.of());
            disk.fill();

            var during = CompletableFuture.supplyAsync(
                    () -> github.model()
                            .open("capability-owner", "during", "x".repeat(20_000), List.of())
                            .number(),
                    Thread::startVirtualThread);

            assertThatThrownBy(() -> during.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            disk.makeRoom();
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
        return LocalGitHub.start(GitHubConfig.of("acme/platform", folder.resolve("disk/data")));
    }
}
