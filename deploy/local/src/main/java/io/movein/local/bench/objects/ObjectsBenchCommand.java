package io.movein.local.bench.objects;

import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "objects",
        mixinStandardHelpOptions = true,
        description =
                "Moves many small objects and one large from bucket to bucket of one S3Proxy: by storage-migration, which reads back, by "
                        + "rclone with its check where it is installed, and by the bare SDK without any proof. "
                        + "Prints seconds, ratios, processor time and peak memory."
                        + " Begins with how long the program takes to start.")
public final class ObjectsBenchCommand implements Callable<Integer> {

    private static final int WORKERS = 16;
    private static final int SMALL = 64 * 1024;
    private static final String[] BUCKETS = {"from", "bare", "rclone", "learning", "cold", "learned"};

    @Option(names = "--objects", description = "Small objects, of 64 KiB each (default: ${DEFAULT-VALUE}).")
    private int objects = 1_000;

    @Option(names = "--large", paramLabel = "MIB", description = "MiB of the large object (default: ${DEFAULT-VALUE}).")
    private int large = 1_024;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-objects"))) {
            var server = server();
            try (var said =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
                measure(URI.create(said.readLine()), data.path().toAbsolutePath());
            } finally {
                server.destroy();
            }
        }
        return 0;
    }

    private static Process server() throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx8g",
                "-cp",
                System.getProperty("java.class.path"),
                BenchServer.class.getName()));
        words.addAll(List.of(BUCKETS));
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void measure(URI endpoint, Path folder) throws Exception {
        var migration = new Migration(endpoint, WORKERS, folder);
        try (var bare = BareSdk.at(endpoint, WORKERS)) {
            bare.fill("from", "small/", objects, SMALL);
            bare.fill("from", "learning/", 100, SMALL);
            bare.fillLarge("from", "large/one", Math.max(1, large / 16));
            migration.learn("from", "learning", "learning/");
            screen.heading("start, to the end of 'storage-migration schema'");
            row("storage-migration", migration.schema(false), "");
            row("storage-migration, AOT cache", migration.schema(true), "");
            compare("%d x 64 KiB".formatted(objects), "small/", migration, bare);
            compare("1 x %d MiB".formatted(Math.max(1, large / 16) * 16), "large/", migration, bare);
        }
    }

    private void compare(String what, String prefix, Migration migration, BareSdk bare) throws Exception {
        screen.heading(what + ", " + WORKERS + " at a time");
        var began = System.nanoTime();
        bare.copy("from", "bare", prefix);
        var floor = new Measured(Duration.ofNanos(System.nanoTime() - began), Duration.ZERO, 0);
        row("bare SDK, warm, no proof", floor, "");
        var rclone =
                new Rclone(migration.endpoint(), WORKERS, migration.folder().resolve("rclone.log"));
        Measured rival = null;
        if (Rclone.isInstalled()) {
            var copy = rclone.copy("from", "rclone", prefix);
            var check = rclone.check("from", "rclone", prefix);
            rival = copy.and(check);
            row("rclone copy, check --download", rival, "%.2f + %.2f s, ".formatted(copy.seconds(), check.seconds()));
        } else {
            screen.line("  rclone is not installed: nothing to compare with");
        }
        ours("storage-migration", migration.move("from", "cold", prefix, false), floor, rival);
        ours("storage-migration, AOT cache", migration.move("from", "learned", prefix, true), floor, rival);
    }

    private void ours(String name, Measured ours, Measured floor, @org.jspecify.annotations.Nullable Measured rival) {
        var ratios = "%.2f x bare SDK, ".formatted(ours.seconds() / floor.seconds())
                + (rival == null ? "" : "%.2f x rclone, ".formatted(ours.seconds() / rival.seconds()));
        row(name, ours, ratios);
    }

    private void row(String name, Measured measured, String more) {
        screen.line("  %-30s %7.2f s  %s%s".formatted(name, measured.seconds(), more, measured.costs()));
    }
}
