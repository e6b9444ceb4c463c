package io.movein.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The alerts of deploy/observability, by Prometheus' own tool. */
class AlertsIT {
    private static final Path FOLDER = Path.of("../deploy/observability");

    @Test
    void fireWhenTheyHaveToAndAreSilentWhenAllIsWell() throws Exception {
        var promtool = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(promtool.isPresent(), "promtool is not installed");

        var process = new ProcessBuilder(
                        promtool.orElseThrow().toString(),
                        "test",
                        "rules",
                        "movein-rules-test.yaml",
                        "movein-rules-days-test.yaml")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }
}
