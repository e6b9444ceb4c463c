package io.movein.local.bench.search;

import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Copies a tenant's documents from a shared index to a dedicated one on another OpenSearch "
                + "server: with tier-migration's store, with and without its proof, and with _reindex from remote, "
                + "which proves nothing. Prints medians and ratios; a first round does not count.")
public final class SearchBenchCommand implements Callable<Integer> {

    @Option(
            names = "--documents",
            paramLabel = "N",
            description = "Documents of the tenant; another tenant has the same number (default: ${DEFAULT-VALUE}).")
    private int documents = 50_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds; medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    private interface Way {
        void copy() throws InterruptedException;
    }

    /** @param nanos of each round */
    private record Measured(String words, Way way, long[] nanos) {

        double seconds() {
            var sorted = nanos.clone();
            Arrays.sort(sorted);
            return (double) sorted[sorted.length / 2] / TimeUnit.SECONDS.toNanos(1);
        }
    }

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-search"));
                var servers = SharedDocuments.start(data.folder("search"), data.folder("scratch"), documents)) {
            var reindex = new Measured("_reindex from remote, no proof", servers::reindex, new long[rounds]);
            var copy = new Measured("tier-migration's store, copied", () -> servers.copy(false), new long[rounds]);
            var proven = new Measured(
                    "tier-migration's store, copied and proven", () -> servers.copy(true), new long[rounds]);
            var all = List.of(reindex, copy, proven);
            measure(servers, all);
            screen.heading("%,d documents of the tenant, %,d of another tenant, median of %d"
                    .formatted(documents, documents, rounds));
            all.forEach(one -> screen.line("  %-44s %6.2f s  %,9.0f documents/s  %.2f x _reindex"
                    .formatted(
                            one.words(), one.seconds(), documents / one.seconds(), one.seconds() / reindex.seconds())));
        }
        return 0;
    }

    /** Another first each time; what Java and the servers learn in the first round is nobody's. */
    private void measure(SharedDocuments servers, List<Measured> all) throws InterruptedException {
        for (var round = -1; round < rounds; round++) {
            for (var turn = 0; turn < all.size(); turn++) {
                var next = all.get((turn + round + 1) % all.size());
                var begun = System.nanoTime();
                next.way().copy();
                var took = System.nanoTime() - begun;
                servers.empty();
                if (round >= 0) {
                    next.nanos()[round] = took;
                }
            }
        }
    }
}
