package io.movein.local.bench.objects;

import io.movein.local.files.FileTable;
import io.movein.local.files.FileTable.Content;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "objects",
        mixinStandardHelpOptions = true,
        description = "Moves many small objects and one large object between two buckets of one S3Proxy: with "
                + "storage-migration, which reads everything back, with rclone and its check if installed, and "
                + "with the bare SDK without any proof. storage-migration writes a pointer file beside each object "
                + "when it works from the listing, and only the objects, as rclone does, when it works from a "
                + "table in PostgreSQL. Prints medians of several rounds in seconds, ratios, CPU time and peak "
                + "memory, and first how long the program takes to start.")
public final class ObjectsBenchCommand implements Callable<Integer> {

    private static final int WORKERS = 16;
    private static final int SMALL = 64 * 1024;
    private static final String BARE = "bare SDK, warm, no proof";
    private static final String RCLONE = "rclone, copy and check --download";
    private static final String OURS = "storage-migration";
    private static final String LISTING = OURS + ", listing";
    private static final String LEARNED_LISTING = OURS + ", listing, AOT cache";
    private static final String LEARNED_TABLE = OURS + ", table, AOT cache";
    private static final String UNRECORDED_TABLE = OURS + ", no SHA-256 recorded";
    private static final List<String> WHAT_EACH_DOES = List.of(
            "all of them %d at a time (rclone: --transfers and --checkers, whose defaults are 4 and 8)",
            "rclone: GET, PUT and HEAD of each file; then GET on both sides and a comparison of the bytes",
            "storage-migration: GET, PUT, GET, SHA-256 of both contents compared, row updated if unchanged;",
            "  plus HEAD at the source first if no SHA-256 is recorded; with the listing, a pointer file instead of the row");

    @Option(names = "--objects", description = "Small objects of 64 KiB each (default: ${DEFAULT-VALUE}).")
    private int objects = 1_000;

    @Option(
            names = "--large",
            paramLabel = "MIB",
            description = "Size of the large object in MiB (default: ${DEFAULT-VALUE}).")
    private int large = 1_024;

    @Option(names = "--rounds", description = "Rounds, alternating; medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-objects"))) {
            var folder = data.path().toAbsolutePath();
            try (var server = BenchServer.start(folder, "from", "learning", Rounds.TO);
                    var bare = BareSdk.at(server.endpoint(), WORKERS);
                    var table = FileTable.start()) {
                measure(new Migration(server.endpoint(), WORKERS, folder), bare, table);
            }
        }
        return 0;
    }

    private void measure(Migration migration, BareSdk bare, FileTable table) throws IOException, InterruptedException {
        var parts = Math.max(1, large / 16);
        bare.fill("from", "small/", objects, SMALL);
        bare.fill("from", "learning/", 1_000, SMALL);
        bare.fillLarge("from", "large/one", parts);
        table.holdOnly(bare.contents("from", "learning/"));
        migration.learn("from", "learning", "learning/", Migration.rows(table));
        WHAT_EACH_DOES.forEach(line -> screen.line("  " + line.formatted(WORKERS)));
        screen.heading("start: time to run 'storage-migration schema'");
        row(OURS, migration.schema(false), "");
        row(OURS + ", AOT cache", migration.schema(true), "");
        var all = contestants(migration, bare, table);
        compare("%d x 64 KiB".formatted(objects), all.run(rounds, "small/"));
        compare("1 x %d MiB".formatted(parts * 16), all.run(rounds, "large/"));
    }

    private Rounds contestants(Migration migration, BareSdk bare, FileTable table) {
        var read = new HashMap<String, Map<String, Content>>();
        Function<String, Map<String, Content>> contents =
                prefix -> read.computeIfAbsent(prefix, one -> bare.contents("from", one));
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
        return all.with(LISTING, prefix -> migration.move("from", Rounds.TO, prefix, Migration.LISTING, false))
                .with(LEARNED_LISTING, prefix -> migration.move("from", Rounds.TO, prefix, Migration.LISTING, true))
                .with(UNRECORDED_TABLE, prefix -> {
                    table.holdOnly(unrecorded(contents.apply(prefix)));
                    return migration.move("from", Rounds.TO, prefix, Migration.rows(table), true);
                })
                .with(LEARNED_TABLE, prefix -> {
                    table.holdOnly(contents.apply(prefix));
                    return migration.move("from", Rounds.TO, prefix, Migration.rows(table), true);
                });
    }

    private static Map<String, Content> unrecorded(Map<String, Content> contents) {
        return contents.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, file -> new Content(file.getValue().size(), null)));
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
                                name.startsWith(OURS) ? ratios(series, runs) : "")));
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
        screen.line("  %-36s %7.2f s  %s%s".formatted(name, measured.seconds(), more, measured.costs()));
    }
}
