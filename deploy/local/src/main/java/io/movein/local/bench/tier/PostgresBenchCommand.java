package io.movein.local.bench.tier;

import io.movein.local.bench.objects.Measured;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.standin.postgresql.PostgresProcess;
import io.movein.store.postgresql.SchemaDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "postgresql",
        mixinStandardHelpOptions = true,
        description = "Moves one of four tenants of a PostgreSQL server to a server of its own: with tier-migration, "
                + "which proves the copy and switches. For comparison, all four tenants, as they know no tenants, "
                + "with pg_dump and pg_restore, and with pgcopydb if installed; and with pg_dump and pg_restore a "
                + "database in which the tenant is alone. Prints medians of several rounds in seconds, ratios, CPU "
                + "time and peak memory.")
public final class PostgresBenchCommand implements Callable<Integer> {

    private static final String OURS = "tier-migration, one tenant";
    private static final String DUMP = "pg_dump | pg_restore, all tenants";
    private static final String ALONE = "pg_dump | pg_restore, tenant alone";
    private static final String COPYDB = "pgcopydb clone, all tenants";

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows for each of four tenants (default: ${DEFAULT-VALUE}).")
    private int rows = 1_000_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds; medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        if (SchemaDump.installed().isEmpty()) {
            screen.line("pg_dump is not installed: install your distribution's postgresql-client");
            return 1;
        }
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-postgresql"));
                var servers = new SharedRows(rows)) {
            measure(servers, data.path().toAbsolutePath());
        }
        return 0;
    }

    private void measure(SharedRows servers, Path folder) throws IOException, InterruptedException {
        var program = TierProgram.in(folder);
        var turns = new Turns()
                .with(OURS, () -> measured(servers, rows, () -> program.move(servers)))
                .with(DUMP, () -> measured(servers, all(), () -> dump(servers, SharedRows.ALL, folder)))
                .with(ALONE, () -> measured(servers, rows, () -> dump(servers, SharedRows.ALONE, folder)));
        if (Installed.has("pgcopydb")) {
            turns.with(COPYDB, () -> measured(servers, all(), () -> copydb(servers, folder)));
        } else {
            screen.line("  pgcopydb is not installed: nothing to compare with");
        }
        turns.run(rounds);
        screen.heading("%,d rows of the tenant among %,d, median of %d".formatted(rows, all(), rounds));
        turns.names().forEach(name -> {
            var median = turns.median(name);
            screen.line("  %-40s %7.2f s  %s %s".formatted(name, median.seconds(), turns.range(name), median.costs()));
        });
        turns.names().stream()
                .filter(name -> !name.equals(OURS))
                .forEach(rival ->
                        screen.line("  tier-migration took %.2f x %s".formatted(turns.ratio(OURS, rival), rival)));
    }

    private int all() {
        return SharedRows.TENANTS * rows;
    }

    /** Into an empty database; that all arrived is looked at outside of the time. */
    private static Measured measured(SharedRows servers, int expected, Turns.Contestant contestant)
            throws IOException, InterruptedException {
        servers.makeTarget();
        var measured = contestant.run();
        if (servers.rows() != expected) {
            throw new IllegalStateException("%d rows at the target (expected %d)".formatted(servers.rows(), expected));
        }
        return measured;
    }

    /** Without compression, which would only cost time between two servers of one machine. */
    private static Measured dump(SharedRows servers, String database, Path folder)
            throws IOException, InterruptedException {
        return program(
                folder,
                "bash",
                "-o",
                "pipefail",
                "-c",
                "pg_dump --format=custom --compress=0 --dbname='%s' | pg_restore --exit-on-error --dbname='%s'"
                        .formatted(servers.address(database), servers.address(SharedRows.TARGET)));
    }

    private static Measured copydb(SharedRows servers, Path folder) throws IOException, InterruptedException {
        return program(
                folder,
                "pgcopydb",
                "clone",
                "--source",
                servers.address(SharedRows.ALL),
                "--target",
                servers.address(SharedRows.TARGET),
                "--dir",
                Files.createTempDirectory(folder, "pgcopydb").resolve("work").toString());
    }

    private static Measured program(Path folder, String... words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(List.of(words));
        builder.environment().putAll(Map.of("PGUSER", PostgresProcess.USER, "PGPASSWORD", PostgresProcess.PASSWORD));
        return Measured.of(builder, folder.resolve("program.log"));
    }
}
