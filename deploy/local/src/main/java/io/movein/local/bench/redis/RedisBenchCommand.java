package io.movein.local.bench.redis;

import io.movein.local.redis.RedisApplication;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "redis",
        mixinStandardHelpOptions = true,
        description = "Copies a tenant's keys from one Redis server to another: over live-migration's link, with a "
                + "bare client using SCAN, DUMP and RESTORE, with MIGRATE, and, together with all other tenants, "
                + "with a native replica. Then sends commands to a server directly and through the gateway. Prints "
                + "medians and ratios.")
public final class RedisBenchCommand implements Callable<Integer> {

    @Option(names = "--keys", paramLabel = "N", description = "Keys of the tenant (default: ${DEFAULT-VALUE}).")
    private int keys = 1_000_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds; medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--only",
            paramLabel = "PART",
            description = "Run only one part: ${COMPLETION-CANDIDATES} (default: both).")
    private @Nullable Part only;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-redis"));
                var servers = RedisApplication.start(data.folder("redis"), keys)) {
            if (only != Part.GATEWAY) {
                copies(new InitialSync(servers, keys, data.folder("scratch")));
            }
            if (only != Part.COPIES) {
                overhead(new GatewayOverhead(servers));
            }
        }
        return 0;
    }

    /** What is measured. */
    private enum Part {
        COPIES,
        GATEWAY
    }

    /** @param perSecond keys, in each round */
    private record Measured(InitialSync.Way way, long[] perSecond) {

        long median() {
            return RedisBenchCommand.median(perSecond);
        }

        double times(Measured other) {
            return (double) median() / other.median();
        }
    }

    private void copies(InitialSync sync) throws Exception {
        screen.heading("%,d keys of the tenant, %,d of others, %d rounds".formatted(keys, keys / 10, rounds));
        var all = Arrays.stream(InitialSync.Way.values())
                .map(way -> new Measured(way, new long[rounds]))
                .toList();
        for (var round = 0; round < rounds; round++) {
            for (var measured : all) {
                measured.perSecond()[round] = sync.keysPerSecond(measured.way());
            }
        }
        all.forEach(one -> screen.line("  %-34s %,9d keys/s".formatted(one.way().words(), one.median())));
        var link = one(all, InitialSync.Way.LINK);
        var client = one(all, InitialSync.Way.BARE_CLIENT);
        var migrate = one(all, InitialSync.Way.MIGRATE);
        var fastest = client.median() > migrate.median() ? client : migrate;
        screen.line("  the link is %.2f x as fast as the fastest filtered copy (%s), %.2f x as fast as a native replica"
                .formatted(link.times(fastest), fastest.way().words(), link.times(one(all, InitialSync.Way.REPLICA))));
    }

    private static Measured one(List<Measured> all, InitialSync.Way way) {
        return all.stream()
                .filter(measured -> measured.way() == way)
                .findFirst()
                .orElseThrow();
    }

    private static long median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void overhead(GatewayOverhead overhead) {
        screen.heading("one connection, direct and through the gateway");
        for (var atOnce : List.of(1, 50, 1000)) {
            var direct = new long[rounds];
            var through = new long[rounds];
            for (var round = 0; round < rounds; round++) {
                direct[round] = overhead.perSecond(false, atOnce);
                through[round] = overhead.perSecond(true, atOnce);
            }
            screen.line("  %4d commands at once: %,9d/s direct, %,9d/s through the gateway, %.2f x"
                    .formatted(atOnce, median(direct), median(through), (double) median(through) / median(direct)));
        }
    }
}
