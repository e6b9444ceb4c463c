package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.gateway.GatewayConfig;
import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One life of a tenant behind a gateway: it moves, and stays or goes back, while its clients write, its process and both servers are
 * killed, links are cut, and the gateway cannot be told anything or starts anew. Its clients write now and then, and one write after the
 * other while something happens.
 */
final class TenantLife implements AutoCloseable {

    private static final int CLIENTS = 2;
    private static final int OTHER_KEYS = 500;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MOST_RUNS = 100;
    private static final int MOST_KILLS = 2;
    private static final int MOST_MISFORTUNES = 15;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(2);
    private static final int LOOK_EVERY_MILLISECONDS = 200;
    private static final int WENT_BACK = 143;

    private final int seed;
    private final Random random;
    private final Hosts hosts;
    private final Scene scene;
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final long begun = System.nanoTime();
    private final List<CountingClient> clients = new ArrayList<>();
    private int kills;
    private int misfortunes;

    TenantLife(int seed, Hosts hosts, Path folder) {
        this.seed = seed;
        this.random = new Random(seed);
        this.hosts = hosts;
        this.scene = Scene.ofServersThatKeepTheirData(folder);
        scene.gateway(GatewayConfig.RedirectMode.NONE);
        scene.with("limit: 2s", "limit: 2s, wayBack: 10m");
    }

    boolean goesBack() {
        return seed % 2 == 0;
    }

    int kills() {
        return kills;
    }

    int misfortunes() {
        return misfortunes;
    }

    /** @throws AssertionError with what happened in it, if a write was lost or doubled, or it comes to no end */
    TenantLife live() throws Exception {
        try {
            move();
            assertNothingLostOrDoubled();
            return this;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed %d: %s; what happened:%n%s".formatted(seed, e.getMessage(), String.join("\n", told)), e);
        }
    }

    private void move() throws Exception {
        scene.source.send(IntStream.range(0, OTHER_KEYS)
                .mapToObj(i -> RedisCommand.of("SET", "acme-corp:" + i, i))
                .toList());
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(new CountingClient(scene, i, PAUSE));
        }
        try {
            migrate();
            clients.forEach(this::goesOn);
        } finally {
            clients.forEach(CountingClient::stop);
        }
    }

    private void assertNothingLostOrDoubled() throws InterruptedException {
        var owner = goesBack() ? scene.source : scene.target;
        for (var client : clients) {
            client.assertNothingLostOrDoubledAt(owner, seed);
        }
        assertOtherKeys(owner);
        try (var other = goesBack() ? scene.clientAtTarget() : scene.client()) {
            assertRefused(other);
        }
    }

    private void assertOtherKeys(Connection owner) {
        var command = new ArrayList<Object>(List.of("MGET"));
        IntStream.range(0, OTHER_KEYS).forEach(i -> command.add("acme-corp:" + i));
        assertThat(owner.list(command.toArray()).stream().map(Reply::text))
                .as("seed %d, keys that nobody writes", seed)
                .containsExactlyElementsOf(IntStream.range(0, OTHER_KEYS)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private void assertRefused(Connection other) {
        assertThat(other.send(List.of(RedisCommand.of("SET", "acme-corp:x", "1")))
                        .getFirst())
                .as("seed %d", seed)
                .isInstanceOf(Reply.Refused.class);
    }

    /** It may write where the tenant is. */
    private void goesOn(CountingClient client) {
        var deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        for (var before = client.acknowledged(); client.acknowledged() < before + 20; ) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("writes do not go on");
            }
            client.hurry();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Until the process has come to its end, however often it is killed before. */
    private void migrate() throws Exception {
        for (var run = 0; run < MOST_RUNS; run++) {
            var end = end(hosts.begin(scene.runs(run == 0 ? "fresh" : "resume"), kills < MOST_KILLS, this::heard));
            kills += end.isEmpty() ? 1 : 0;
            note(end.isEmpty() ? "killed" : "ended with " + end.getAsInt());
            if (end.equals(OptionalInt.of(goesBack() ? WENT_BACK : 0))) {
                return;
            }
        }
        throw new AssertionError("no end after %d runs".formatted(MOST_RUNS));
    }

    private void note(String line) {
        told.add("%9.3f s  %s".formatted((System.nanoTime() - begun) / 1e9, line));
    }

    private void heard(String line) {
        note(line);
        if (line.contains("cutover")) {
            clients.forEach(CountingClient::hurry);
        }
    }

    private OptionalInt end(Host.Run run) throws Exception {
        var deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                return run.end().get(LOOK_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException runs) {
                happen();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        throw new AssertionError("a run has no end within " + LONGEST_RUN);
    }

    private void happen() {
        if (misfortunes < MOST_MISFORTUNES) {
            misfortune();
        }
        if (told.stream().anyMatch(line -> line.contains("way back: live_sync"))) {
            scene.command(goesBack() ? "rollback" : "continue", "");
        }
    }

    private void misfortune() {
        var which = random.nextInt(40);
        if (which >= Misfortune.values().length) {
            return;
        }
        misfortunes++;
        clients.forEach(CountingClient::hurry);
        var misfortune = Misfortune.values()[which];
        note("misfortune: " + misfortune);
        switch (misfortune) {
            case REPLICAS_OF_SOURCE_CUT ->
                scene.source.send(List.of(RedisCommand.of("CLIENT", "KILL", "TYPE", "replica")));
            case REPLICAS_OF_TARGET_CUT ->
                scene.target.send(List.of(RedisCommand.of("CLIENT", "KILL", "TYPE", "replica")));
            case WRITERS_AT_TARGET_CUT ->
                scene.target.send(List.of(RedisCommand.of("CLIENT", "KILL", "USER", "admin", "SKIPME", "yes")));
            case WRITERS_AT_SOURCE_CUT ->
                scene.source.send(List.of(RedisCommand.of("CLIENT", "KILL", "USER", "admin", "SKIPME", "yes")));
            case GATEWAY_CUT -> scene.cutGateway();
            case GATEWAY_RESTARTED -> scene.restartGateway();
            case SOURCE_KILLED -> scene.killSource();
            case TARGET_KILLED -> scene.killTarget();
        }
    }

    private enum Misfortune {
        REPLICAS_OF_SOURCE_CUT,
        REPLICAS_OF_TARGET_CUT,
        WRITERS_AT_TARGET_CUT,
        WRITERS_AT_SOURCE_CUT,
        GATEWAY_CUT,
        GATEWAY_RESTARTED,
        SOURCE_KILLED,
        TARGET_KILLED
    }

    @Override
    public void close() {
        scene.close();
    }
}
