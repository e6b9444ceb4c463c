package io.movein.local.bench.objects;

import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "objects",
        mixinStandardHelpOptions = true,
        description =
                "Moves many small objects and one large from bucket to bucket of one S3Proxy: by storage-migration, which reads back, by "
                        + "rclone with its check where it is installed, and by the bare SDK without any proof. "
                        + "Prints medians of several rounds in seconds, ratios, processor time and peak memory."
                        + " Begins with how long the program takes to start.")
public final class ObjectsBenchCommand implements Callable<Integer> {

    private static final int WORKERS = 16;
    private static final int SMALL = 64 * 1024;
    private static final String BARE = "bare SDK, warm, no proof";
    private static final String RCLONE = "rclone, copy and check --download";
    private static final String LEARNED = "storage-migration, AOT cache";

    @Option(names = "--objects", description = "Small objects, of 64 KiB each (default: ${DEFAULT-VALUE}).")
    private int objects = 1_000;

    @Option(names = "--large", paramLabel = "MIB", description = "MiB of the large object (default: ${DEFAULT-VALUE}).")
    private int large = 1_024;

    @Option(
            names = "--rounds",
            description = "Times that each is measured, in turn; printed are the medians (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-objects"))) {
            var folder = data.path().toAbsolutePath();
            try (var server = BenchServer.start(folder, "from", "learning", Rounds.TO);
                    var bare = BareSdk.at(server.endpoint(), WORKERS)) {
                measure(server.endpoint(), folder, bare);
            }
        }
        return 0;
    }

    private void measure(URI endpoint, Path folder, BareSdk bare) throws IOException, InterruptedException {
        var migration = new Migration(endpoint, WORKERS, folder);
        var parts = Math.max(1, large / 16);
        bare.fill("from", "small/", objects, SMALL);
        bare.fill("from", "learning/", 100, SMALL);
        bare.fillLarge("from", "large/one", parts);
        migration.learn("from", "learning", "learning/");
        screen.heading("start, to the end of 'storage-migration schema'");
        row("storage-migration", migration.schema(false), "");
        row(LEARNED, migration.schema(true), "");
        var all = contestants(migration, bare);
        compare("%d x 64 KiB".formatted(objects), all.run(rounds, "small/"));
        compare("1 x %d MiB".formatted(parts * 16), all.run(rounds, "large/"));
    }

    private Rounds contestants(Migration migration, BareSdk bare) {
        var all = new Rounds(bare).with(BARE, prefix -> Measured.here(() -> bare.copy("from", Rounds.TO, prefix)));
        var rclone =
                new Rclone(migration.endpoint(), WORKERS, migration.folder().resolve("rclone.log"));
        if (Rclone.isInstalled()) {
            all.with(
                    RCLONE,
                    prefix -> rclone.copy("from", Rounds.TO, prefix).and(rclone.check("from", Rounds.TO, prefix)));
        } else {
            screen.line("  rclone is not installed: nothing to compare with");
        }
        return all.with("storage-migration", prefix -> migration.move("from", Rounds.TO, prefix, false))
                .with(LEARNED, prefix -> migration.move("from", Rounds.TO, prefix, true));
    }

    private void compare(String what, Map<String, Rounds.Series> runs) {
        screen.heading("%s, %d at a time, median of %d".formatted(what, WORKERS, rounds));
        runs.forEach((name, series) -> row(
                name,
                series.median(),
                "(%.2f–%.2f) %s"
                        .formatted(
                                series.fastest().seconds(),
                                series.slowest().seconds(),
                                name.startsWith("storage") ? ratios(series, runs) : "")));
    }

    private static String ratios(Rounds.Series ours, Map<String, Rounds.Series> runs) {
        return runs.entrySet().stream()
                .filter(rival -> rival.getKey().equals(BARE) || rival.getKey().equals(RCLONE))
                .map(rival -> "%.2f x %s, "
                        .formatted(
                                ours.median().seconds()
                                        / rival.getValue().median().seconds(),
                                rival.getKey().substring(0, rival.getKey().indexOf(','))))
                .collect(Collectors.joining());
    }

    private void row(String name, Measured measured, String more) {
        screen.line("  %-33s %7.2f s  %s%s".formatted(name, measured.seconds(), more, measured.costs()));
    }
}
