package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.gateway.GatewayConfig;
import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole lives of tenants behind a gateway: each moves, and stays or goes back, while its clients write, its process and both servers
 * are killed, links are cut, and the gateway cannot be told anything or starts anew.
 * {@code -Dmovein.lives=60 -Dmovein.livesAtOnce=8} for more, {@code -Dmovein.seed=17} for one.
 */
class TenantLivesIT {

    private static final int CLIENTS = 2;
    private static final int MOST_RUNS = 100;
    private static final long LONGEST_RUN_MILLISECONDS = 60_000;
    private static final int SAID_EVERY_MILLISECONDS = 200;

    @TempDir
    Path folder;

    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger wentBack = new AtomicInteger();

    @Test
    void noLifeLosesOrDoublesAWrite() throws Exception {
        var one = Integer.getInteger("movein.seed");
        var lives = new ArrayList<Callable<Integer>>();
        for (var seed = 1; seed <= Integer.getInteger("movein.lives", 2); seed++) {
            var of = one == null ? seed : one;
            lives.add(() -> live(of));
        }
        var failures = new ArrayList<Throwable>();
        try (var executor = Executors.newFixedThreadPool(Integer.getInteger("movein.livesAtOnce", 2))) {
            for (var life : executor.invokeAll(one == null ? lives : lives.subList(0, 1))) {
                failures.addAll(failure(life));
            }
        }
        System.out.printf("%d lives, %s went back, %s kills%n", lives.size(), wentBack, kills);
        assertThat(failures).isEmpty();
    }

    private static List<Throwable> failure(Future<Integer> life) throws InterruptedException {
        try {
            life.get();
            return List.of();
        } catch (ExecutionException e) {
            return List.of(e.getCause());
        }
    }

    private int live(int seed) throws Exception {
        var random = new Random(seed);
        var goesBack = seed % 2 == 0;
        try (var scene = Scene.ofServersThatKeepTheirData(folder.resolve("seed-" + seed))) {
            scene.gateway(GatewayConfig.RedirectMode.NONE);
            scene.with("limit: 2s", "limit: 2s, wayBack: 10m");
            for (var i = 0; i < 500; i++) {
                scene.source.call("SET", "acme-corp:" + i, i);
            }
            var clients = new ArrayList<CountingClient>();
            for (var i = 0; i < CLIENTS; i++) {
                clients.add(new CountingClient(scene, i));
            }
            try {
                migrate(scene, random, goesBack);
                goOn(scene, clients, seed);
            } finally {
                clients.forEach(CountingClient::stop);
            }
            var owner = goesBack ? scene.source : scene.target;
            for (var client : clients) {
                client.assertNothingLostOrDoubledAt(owner, seed);
            }
            try (var other = goesBack ? scene.clientAtTarget() : scene.client()) {
                assertRefused(other, seed);
            }
            wentBack.addAndGet(goesBack ? 1 : 0);
            return seed;
        }
    }

    private static void assertRefused(Connection other, int seed) {
        assertThat(other.send(List.of(RedisCommand.of("SET", "acme-corp:x", "1")))
                        .getFirst())
                .as("seed %d", seed)
                .isInstanceOf(Reply.Refused.class);
    }

    /** The clients may write where the tenant is. */
    private static void goOn(Scene scene, List<CountingClient> clients, int seed) {
        for (var client : clients) {
            var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_RUN_MILLISECONDS);
            for (var before = client.acknowledged(); client.acknowledged() < before + 20; Thread.onSpinWait()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("seed %d: writes do not go on:%n%s".formatted(seed, scene.childOutput()));
                }
            }
        }
    }

    /** Until the process has come to its end, however often it is killed before. */
    private void migrate(Scene scene, Random random, boolean goesBack) throws Exception {
        for (var run = 0; run < MOST_RUNS; run++) {
            var process = scene.child(run == 0 ? "fresh" : "resume");
            try {
                if (ends(process, scene, random, goesBack, run < 2)) {
                    return;
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        throw new AssertionError("no end after %d runs:%n%s".formatted(MOST_RUNS, scene.childOutput()));
    }

    /** @return whether the tenant is where it is to be */
    private boolean ends(Process process, Scene scene, Random random, boolean goesBack, boolean killed)
            throws Exception {
        var patience = killed ? 1_000 + random.nextInt(4_000) : LONGEST_RUN_MILLISECONDS;
        for (var waited = 0; waited < patience; waited += SAID_EVERY_MILLISECONDS) {
            if (process.waitFor(SAID_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                return process.exitValue() == (goesBack ? 143 : 0);
            }
            misfortune(scene, random);
            if (scene.childOutput().contains("way back: live_sync")) {
                scene.command(goesBack ? "rollback" : "continue", "");
            }
        }
        kills.incrementAndGet();
        return false;
    }

    private static void misfortune(Scene scene, Random random) throws Exception {
        switch (random.nextInt(40)) {
            case 0 -> scene.source.send(List.of(RedisCommand.of("CLIENT", "KILL", "TYPE", "replica")));
            case 1 -> scene.target.send(List.of(RedisCommand.of("CLIENT", "KILL", "TYPE", "replica")));
            case 2 -> scene.target.send(List.of(RedisCommand.of("CLIENT", "KILL", "USER", "admin", "SKIPME", "yes")));
            case 3 -> scene.source.send(List.of(RedisCommand.of("CLIENT", "KILL", "USER", "admin", "SKIPME", "yes")));
            case 4 -> scene.cutGateway();
            case 5 -> scene.restartGateway();
            case 6 -> scene.killSource();
            case 7 -> scene.killTarget();
            default -> {
                // nothing
            }
        }
    }
}
