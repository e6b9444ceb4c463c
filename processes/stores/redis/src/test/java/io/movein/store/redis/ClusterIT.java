package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.standin.redis.RedisCluster;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.RedisFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant between a server and a cluster of three masters, either way, and between two clusters. */
@Timeout(60)
class ClusterIT {

    private static final KeySpace TENANT = new KeySpace("acme-corp:", 0);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int KEYS = 300;

    @TempDir
    static Path folder;

    static RedisProcess server;
    static RedisCluster cluster;
    static RedisCluster other;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Replicas> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = RedisProcess.start(folder.resolve("server"));
        cluster = RedisCluster.start(folder.resolve("cluster"), 3);
        other = RedisCluster.start(folder.resolve("other"), 2);
    }

    @AfterAll
    static void stop() {
        server.close();
        cluster.close();
        other.close();
    }

    @BeforeEach
    void empty() {
        for (var side : List.of(ofServer(), ofCluster(), side(other.nodes().getFirst()))) {
            try (var masters = open(side)) {
                masters.forEach(master -> master.call("FLUSHALL"));
            }
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Replicas::close);
        opened.forEach(Replicas::closeTargets);
    }

    private static RedisSide side(RedisProcess process) {
        return RedisSide.at(Pair.server("side", process), List.of());
    }

    private static RedisSide ofServer() {
        return side(server);
    }

    private static RedisSide ofCluster() {
        return side(cluster.nodes().get(1));
    }

    private static Masters open(RedisSide side) {
        return Masters.open(side, TENANT, 0);
    }

    private Replicas replicas(RedisSide source, RedisSide target) {
        var replicas = new Replicas(
                source,
                TENANT,
                Targets.open(source, target, TENANT, 0),
                (name, ways) -> new Spool((1 << 20) / ways, 1 << 24, folder, name),
                new Replica.Settings(
                        50,
                        1 << 12,
                        () -> 4,
                        _ -> {},
                        5,
                        Duration.ofMillis(20),
                        (key, why) -> told.add("refused " + key + why),
                        told::add));
        opened.add(replicas);
        replicas.start();
        return replicas;
    }

    private static Object call(Masters side, String key, Object... words) {
        return side.of(RedisCommand.of(key).word(0)).call(words);
    }

    private static void drain(Replicas replicas) throws InterruptedException {
        var deadline = System.nanoTime() + LONG.toNanos();
        while (!replicas.caughtUp()) {
            replicas.failure().ifPresent(failure -> {
                throw failure;
            });
            assertThat(System.nanoTime()).as("did not catch up").isLessThan(deadline);
            Thread.onSpinWait();
        }
        replicas.await(replicas.now(), LONG);
    }

    /** Every master takes part; some keys of every type, and one that is copied in parts. */
    private static void fill(Masters source) {
        for (var i = 0; i < KEYS; i++) {
            call(source, "acme-corp:" + i, "SET", "acme-corp:" + i, i);
        }
        call(source, "acme-corp:list", "RPUSH", "acme-corp:list", "a", "b", "1");
        call(source, "acme-corp:zset", "ZADD", "acme-corp:zset", "1.5", "a", "-inf", "b");
        call(source, "acme-corp:stream", "XADD", "acme-corp:stream", "1-1", "field", "x");
        call(source, "acme-corp:hll", "PFADD", "acme-corp:hll", "a", "b", "c");
        call(source, "acme-corp:life", "SET", "acme-corp:life", "x", "EX", 1000);
        var large = new ArrayList<Object>(List.of("HSET", "acme-corp:large"));
        for (var i = 0; i < 1000; i++) {
            large.add("field" + i);
            large.add("value" + i);
        }
        call(source, "acme-corp:large", large.toArray());
        call(source, "other:1", "SET", "other:1", "not the tenant's");
    }

    /** Each of them would differ if it were done twice, or not. */
    private static void write(Masters source) {
        for (var i = 0; i < KEYS; i++) {
            call(source, "acme-corp:" + i, "INCR", "acme-corp:" + i);
            call(source, "acme-corp:log" + i % 7, "RPUSH", "acme-corp:log" + i % 7, i);
        }
        call(source, "acme-corp:life", "PEXPIREAT", "acme-corp:life", System.currentTimeMillis() + 500_000);
        call(source, "acme-corp:5", "DEL", "acme-corp:5");
        var many = new ArrayList<Object>(List.of("RPUSH", "acme-corp:many"));
        for (var i = 0; i < 9_000; i++) {
            many.add(i);
        }
        call(source, "acme-corp:many", many.toArray());
        call(source, "acme-corp:many", "LPUSH", "acme-corp:many", "first");
    }

    private static void assertSame(Masters source, Masters target) {
        var at = System.currentTimeMillis();
        var here = source.sum(at, 10);
        var there = target.sum(at, 10);
        assertThat(there.alive()).isEqualTo(here.alive()).isGreaterThan(KEYS);
        assertThat(there.hex()).isEqualTo(here.hex());
    }

    private void movesLive(RedisSide source, RedisSide target) throws Exception {
        try (var from = open(source);
                var to = open(target)) {
            fill(from);
            var replicas = replicas(source, target);
            write(from);
            drain(replicas);

            write(from);
            drain(replicas);

            assertSame(from, to);
            assertThat(replicas.compare(10, LONG).same()).isTrue();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void keepsAClusterAsAServerIs() throws Exception {
        movesLive(ofServer(), ofCluster());

        try (var to = open(ofCluster())) {
            to.forEach(master -> assertThat(Pair.number(master, "DBSIZE")).isGreaterThan(KEYS / 6));
        }
    }

    @Test
    void keepsAServerAsAClusterIs() throws Exception {
        movesLive(ofCluster(), ofServer());
    }

    @Test
    void keepsAClusterAsAnotherIs() throws Exception {
        movesLive(ofCluster(), side(other.nodes().getFirst()));
    }

    @Test
    void dividesBetweenSlotsWhatMayBeDivided() throws Exception {
        try (var from = open(ofServer());
                var to = open(ofCluster())) {
            fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);

            from.forEach(source -> {
                source.call("MSET", "acme-corp:1", "a", "acme-corp:2", "b", "acme-corp:3", "c", "other:1", "d");
                source.call("DEL", "acme-corp:7", "acme-corp:8", "acme-corp:9", "acme-corp:10");
                source.send(List.of(
                        RedisCommand.of("MULTI"),
                        RedisCommand.of("SET", "acme-corp:{a}1", "x"),
                        RedisCommand.of("RENAME", "acme-corp:{a}1", "acme-corp:{a}2"),
                        RedisCommand.of("EXEC")));
            });
            drain(replicas);

            assertSame(from, to);
            assertThat(call(to, "acme-corp:{a}", "EXISTS", "acme-corp:{a}2")).isEqualTo(1L);
        }
    }

    @Test
    void endsByNameWithATransactionThatTheClusterWouldRefuse() throws Exception {
        try (var from = open(ofServer())) {
            fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);

            from.forEach(source -> source.send(List.of(
                    RedisCommand.of("MULTI"),
                    RedisCommand.of("INCR", "acme-corp:1"),
                    RedisCommand.of("INCR", "acme-corp:2"),
                    RedisCommand.of("EXEC"))));

            var failure = awaitFailure(replicas);
            assertThat(failure.kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
            assertThat(failure)
                    .hasMessageContaining("'INCR acme-corp:2' between MULTI and EXEC with keys of several slots");
        }
    }

    private static RedisFailure awaitFailure(Replicas replicas) {
        var deadline = System.nanoTime() + LONG.toNanos();
        while (replicas.failure().isEmpty()) {
            assertThat(System.nanoTime()).as("did not end").isLessThan(deadline);
            Thread.onSpinWait();
        }
        return replicas.failure().orElseThrow();
    }

    @Test
    void doesNothingTwiceWhenConnectionsToANodeBreak() throws Exception {
        try (var from = open(ofServer());
                var to = open(ofCluster())) {
            fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);

            for (var round = 0; round < 5; round++) {
                write(from);
                try (var node = Connection.to(Pair.server("target", cluster.nodes().get(round % 3)))) {
                    node.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
                write(from);
            }
            drain(replicas);

            try (var again = open(ofCluster())) {
                assertSame(from, again);
            }
            assertThat(told).isNotEmpty().allMatch(line -> line.endsWith("connected again"));
        }
    }

    @Test
    void goesOnWhereAProcessBeforeEnded() throws Exception {
        try (var from = open(ofServer());
                var to = open(ofCluster())) {
            fill(from);
            var first = replicas(ofServer(), ofCluster());
            drain(first);
            first.close();
            write(from);

            var second = replicas(ofServer(), ofCluster());
            drain(second);

            assertSame(from, to);
            assertThat(second.copied()).isZero();
        }
    }

    @Test
    void copiesAnewWhereSlotsHadLeftAndCameBack() throws Exception {
        try (var from = open(ofServer())) {
            fill(from);
            var first = replicas(ofServer(), ofCluster());
            drain(first);
            first.close();
            var slot = Slots.of(RedisCommand.of("acme-corp:1").word(0));
            give(slot, ownerOf(slot), cluster.nodes().get((ownerOf(slot) + 1) % 3));
            var moved = replicas(ofServer(), ofCluster());
            drain(moved);
            assertThat(moved.copied()).isPositive();
            moved.close();
            write(from);
            var owner = ownerOf(slot);
            give(slot, owner, cluster.nodes().get((owner + 2) % 3));

            var back = replicas(ofServer(), ofCluster());
            drain(back);

            assertThat(back.copied()).isPositive();
            try (var to = open(ofCluster())) {
                assertSame(from, to);
            }
        }
    }

    @Test
    void endsByNameWhenASlotLeavesItsNode() throws Exception {
        try (var from = open(ofServer())) {
            fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);
            var slot = Slots.of(RedisCommand.of("acme-corp:1").word(0));
            var owner = ownerOf(slot);
            give(slot, owner, cluster.nodes().get((owner + 1) % 3));

            call(from, "acme-corp:1", "INCR", "acme-corp:1");

            var failure = awaitFailure(replicas);
            assertThat(failure.kind()).isEqualTo(Kind.SLOTS_MOVED);
            assertThat(failure).hasMessageContaining("resume it once the cluster is at rest, and everything is copied");
        }
    }

    @Test
    void refusesAClusterWhoseSlotsAreOnTheirWay() {
        var slot = 100;
        var owner = ownerOf(slot);
        try (var from = Connection.to(Pair.server("x", cluster.nodes().get(owner)))) {
            from.call("CLUSTER", "SETSLOT", slot, "MIGRATING", id(cluster.nodes().get((owner + 1) % 3)));

            assertThatThrownBy(ClusterIT::ofCluster)
                    .isInstanceOfSatisfying(
                            RedisFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.SLOTS_MOVED))
                    .hasMessageContaining("[100->-");

            from.call("CLUSTER", "SETSLOT", slot, "STABLE");
        }
    }

    private static int ownerOf(int slot) {
        var owner = ofCluster().masters().stream()
                .filter(master -> !master.slots().and(Slots.range(slot, slot)).isEmpty())
                .findFirst()
                .orElseThrow();
        for (var i = 0; i < 3; i++) {
            if (cluster.nodes().get(i).port() == owner.server().port()) {
                return i;
            }
        }
        throw new IllegalStateException("slot " + slot + " has no master");
    }

    private static String id(RedisProcess node) {
        try (var connection = Connection.to(Pair.server("x", node))) {
            return connection.text("CLUSTER", "MYID");
        }
    }

    /** With its keys, as tools do it. */
    private static void give(int slot, int from, RedisProcess to) {
        var source = cluster.nodes().get(from);
        var giver = id(source);
        var taker = id(to);
        try (var at = Connection.to(Pair.server("x", source));
                var there = Connection.to(Pair.server("x", to))) {
            there.call("CLUSTER", "SETSLOT", slot, "IMPORTING", giver);
            at.call("CLUSTER", "SETSLOT", slot, "MIGRATING", taker);
            for (var key : at.list("CLUSTER", "GETKEYSINSLOT", slot, 1000)) {
                at.call("MIGRATE", to.host(), to.port(), key, 0, 5000);
            }
            there.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
            at.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
        }
        for (var node : cluster.nodes()) {
            try (var knows = Connection.to(Pair.server("x", node))) {
                knows.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
            }
        }
    }

    @Test
    void putsABackupBackWhereverTheSlotsAre() throws Exception {
        var file = folder.resolve("backup");
        try (var from = open(ofCluster());
                var to = open(ofServer())) {
            fill(from);

            Backup.write(ofCluster(), TENANT, file);
            Backup.restore(ofServer(), TENANT, file);
            assertSame(from, to);
            from.scan(Copies::remove);
            Backup.restore(ofCluster(), TENANT, file);

            assertSame(to, from);
        }
    }
}
