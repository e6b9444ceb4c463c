package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many {@link TenantLife}s beside one another; their processes share a JVM, so that killing it kills each of them wherever it is.
 * {@code -Dmovein.lives=200 -Dmovein.livesAtOnce=12} for more, {@code -Dmovein.seed=17} for one.
 */
class TenantLivesIT {

    private static final Path TIMES = Path.of("/proc/self/stat");
    private static final double TICKS_A_SECOND = 100;

    @TempDir
    Path folder;

    @Test
    void noLifeLosesOrDoublesAWrite() throws Exception {
        var one = Integer.getInteger("movein.seed");
        var seeds = one == null ? IntStream.rangeClosed(1, Integer.getInteger("movein.lives", 2)) : IntStream.of(one);
        var begun = System.nanoTime();
        var lived = new ArrayList<TenantLife>();
        var failures = new ArrayList<Throwable>();
        var before = processorSeconds();
        int started;
        try (var hosts = new Hosts(folder, new Random(one == null ? 0 : one));
                var executor = Executors.newFixedThreadPool(Integer.getInteger("movein.livesAtOnce", 4))) {
            for (var life :
                    executor.invokeAll(seeds.mapToObj(seed -> life(seed, hosts)).toList())) {
                end(life, lived, failures);
            }
            started = hosts.started();
        }
        System.out.printf(
                "%d lives, %d went back, %d kills of them by %d JVMs, %d other misfortunes; %d s, %.0f of processors%n",
                lived.size() + failures.size(),
                lived.stream().filter(TenantLife::goesBack).count(),
                lived.stream().mapToInt(TenantLife::kills).sum(),
                started,
                lived.stream().mapToInt(TenantLife::misfortunes).sum(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                processorSeconds() - before);
        assertThat(failures).isEmpty();
    }

    private Callable<TenantLife> life(int seed, Hosts hosts) {
        return () -> {
            try (var life = new TenantLife(seed, hosts, folder.resolve("seed-" + seed))) {
                return life.live();
            }
        };
    }

    private static void end(Future<TenantLife> life, List<TenantLife> lived, List<Throwable> failures)
            throws InterruptedException {
        try {
            lived.add(life.get());
        } catch (ExecutionException e) {
            failures.add(e.getCause());
        }
    }

    /** Of this process and those that it started and that have ended; 0 where that is not known. */
    private static double processorSeconds() throws IOException {
        if (!Files.exists(TIMES)) {
            return 0;
        }
        var stat = Files.readString(TIMES);
        var figures = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return IntStream.rangeClosed(11, 14)
                        .mapToLong(i -> Long.parseLong(figures[i]))
                        .sum()
                / TICKS_A_SECOND;
    }
}
