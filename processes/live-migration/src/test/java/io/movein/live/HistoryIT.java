package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients write while the process is killed and links are cut at any moment, and change sides when they are refused. At the end each
 * counter is at the target what was acknowledged, and at most what nobody had an answer to besides; behind a gateway {@link TenantLivesIT}
 * shows it. {@code -Dmovein.seeds=200} for more, {@code -Dmovein.seed=17} for one.
 */
class HistoryIT {

    private static final int CLIENTS = 3;
    private static final int MOST_RUNS = 20;
    private static final int MISFORTUNES = 12;

    @TempDir
    Path folder;

    static List<Integer> seeds() {
        var one = Integer.getInteger("movein.seed");
        var seeds = new ArrayList<Integer>();
        for (var seed = 1; one == null && seed <= Integer.getInteger("movein.seeds", 1); seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(120)
    void nothingAcknowledgedIsLostAndNothingIsDoubled(int seed) throws Exception {
        try (var scene = new Scene(folder.resolve("seed-" + seed))) {
            migrateUnderWrites(scene, seed);
        }
    }

    private static void migrateUnderWrites(Scene scene, int seed) throws Exception {
        var random = new Random(seed);
        var clients = new ArrayList<CountingClient>();
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(new CountingClient(scene, i));
        }
        var misfortune = new Misfortune(scene, random.nextLong());

        migrate(scene, random);

        misfortune.stop();
        clients.forEach(CountingClient::stop);
        for (var client : clients) {
            client.assertNothingLostOrDoubledAt(scene.target, seed);
        }
        try (var refused = scene.client()) {
            assertThat(refused.send(List.of(RedisCommand.of("SET", "acme-corp:x", "1")))
                            .getFirst())
                    .isInstanceOf(Reply.Refused.class);
        }
    }

    /** Starts the process, kills it after a while, starts it again, until it has moved the tenant. */
    private static void migrate(Scene scene, Random random) throws Exception {
        for (var run = 0; run < MOST_RUNS; run++) {
            var process = scene.child(run == 0 ? "fresh" : "resume");
            var patience = run < 2 ? 1_000 + random.nextInt(2_500) : 60_000;
            try {
                if (process.waitFor(patience, TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
                    return;
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        throw new AssertionError("not moved after %d runs:%n%s".formatted(MOST_RUNS, scene.childOutput()));
    }

    /** Cuts links on both sides. */
    private static final class Misfortune {

        private final Thread thread;
        private volatile boolean stopped;

        Misfortune(Scene scene, long seed) {
            var random = new Random(seed);
            thread = Thread.ofPlatform().start(() -> {
                for (var i = 0; i < MISFORTUNES && !stopped; i++) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(900)));
                    if (random.nextBoolean()) {
                        scene.source.send(List.of(RedisCommand.of("CLIENT", "KILL", "TYPE", "replica")));
                    } else {
                        scene.target.send(List.of(RedisCommand.of("CLIENT", "KILL", "USER", "admin", "SKIPME", "yes")));
                    }
                }
            });
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
