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
import java.util.concurrent.locks.LockSupport;
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

    @TempDir
    static Path folder;

    static RedisProcess server;
    static RedisCluster cluster;
    static RedisCluster other;
    static ClusterSlots slots;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Replicas> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = RedisProcess.start(folder.resolve("server"));
        cluster = RedisCluster.start(folder.resolve("cluster"), 3);
        other = RedisCluster.start(folder.resolve("other"), 2);
        slots = new ClusterSlots(cluster);
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

    private static void drain(Replicas replicas) throws InterruptedException {
        var deadline = System.nanoTime() + LONG.toNanos();
        while (!replicas.caughtUp()) {
            replicas.failure().ifPresent(failure -> {
                throw failure;
            });
            assertThat(System.nanoTime()).as("did not catch up").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
        replicas.await(replicas.now(), LONG);
    }

    private static void assertSame(Masters source, Masters target) {
        var at = System.currentTimeMillis();
        var here = source.sum(at, 10);
        var there = target.sum(at, 10);
        assertThat(there.alive()).isEqualTo(here.alive()).isGreaterThan(TenantKeys.COUNT);
        assertThat(there.hex()).isEqualTo(here.hex());
    }

    private void movesLive(RedisSide source, RedisSide target) throws Exception {
        try (var from = open(source);
                var to = open(target)) {
            TenantKeys.fill(from);
            var replicas = replicas(source, target);
            TenantKeys.write(from);
            drain(replicas);

            TenantKeys.write(from);
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
            to.forEach(master -> assertThat(Pair.number(master, "DBSIZE")).isGreaterThan(TenantKeys.COUNT / 6));
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
            TenantKeys.fill(from);
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
            assertThat(TenantKeys.call(to, "acme-corp:{a}", "EXISTS", "acme-corp:{a}2"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void endsByNameWithATransactionThatTheClusterWouldRefuse() throws Exception {
        try (var from = open(ofServer())) {
            TenantKeys.fill(from);
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
            LockSupport.parkNanos(2_000_000);
        }
        return replicas.failure().orElseThrow();
    }

    @Test
    void doesNothingTwiceWhenConnectionsToANodeBreak() throws Exception {
        try (var from = open(ofServer())) {
            TenantKeys.fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);

            for (var round = 0; round < 5; round++) {
                TenantKeys.write(from);
                try (var node =
                        Connection.to(Pair.server("target", cluster.nodes().get(round % 3)))) {
                    node.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
                TenantKeys.write(from);
            }
            drain(replicas);

            try (var to = open(ofCluster())) {
                assertSame(from, to);
            }
            assertThat(told).isNotEmpty().allMatch(line -> line.endsWith("connected again"));
        }
    }

    @Test
    void goesOnWhereAProcessBeforeEnded() throws Exception {
        try (var from = open(ofServer());
                var to = open(ofCluster())) {
            TenantKeys.fill(from);
            var first = replicas(ofServer(), ofCluster());
            drain(first);
            first.close();
            TenantKeys.write(from);

            var second = replicas(ofServer(), ofCluster());
            drain(second);

            assertSame(from, to);
            assertThat(second.copied()).isZero();
        }
    }

    @Test
    void copiesAnewWhereSlotsHadLeftAndCameBack() throws Exception {
        try (var from = open(ofServer())) {
            TenantKeys.fill(from);
            var first = replicas(ofServer(), ofCluster());
            drain(first);
            first.close();
            var slot = Slots.of(RedisCommand.of("acme-corp:1").word(0));
            slots.give(slot, slots.ownerOf(slot), cluster.nodes().get((slots.ownerOf(slot) + 1) % 3));
            var moved = replicas(ofServer(), ofCluster());
            drain(moved);
            assertThat(moved.copied()).isPositive();
            assertThat(keptBeside()).as("of the former layout nothing is left").hasSize(3 * 2 + 1);
            moved.close();
            TenantKeys.write(from);
            var owner = slots.ownerOf(slot);
            slots.give(slot, owner, cluster.nodes().get((owner + 2) % 3));

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
            TenantKeys.fill(from);
            var replicas = replicas(ofServer(), ofCluster());
            drain(replicas);
            var slot = Slots.of(RedisCommand.of("acme-corp:1").word(0));
            var owner = slots.ownerOf(slot);
            slots.give(slot, owner, cluster.nodes().get((owner + 1) % 3));

            TenantKeys.call(from, "acme-corp:1", "INCR", "acme-corp:1");

            var failure = awaitFailure(replicas);
            assertThat(failure.kind()).isEqualTo(Kind.SLOTS_MOVED);
            assertThat(failure).hasMessageContaining("resume it once the cluster is at rest, and everything is copied");
        }
    }

    @Test
    void noticesThatAReplicaTookOverAndGoesOnFromIt() throws Exception {
        var master = other.nodes().getFirst();
        var replica = other.addReplica(folder.resolve("replica"), master);
        while (side(master).replicas().isEmpty()) {
            LockSupport.parkNanos(2_000_000);
        }
        try (var from = open(side(master))) {
            TenantKeys.fill(from);
        }
        var replicas = replicas(side(master), ofServer());
        drain(replicas);
        replicas.mustBeUnchanged();

        try (var taker = Connection.to(Pair.server("x", replica))) {
            taker.call("CLUSTER", "FAILOVER");
        }

        assertThat(ClusterSlots.awaitChange(replicas)).contains("resume it");
        replicas.close();
        try (var from = open(side(replica));
                var to = open(ofServer())) {
            TenantKeys.call(from, "acme-corp:1", "INCR", "acme-corp:1");
            drain(replicas(side(replica), ofServer()));
            assertSame(from, to);
        }
    }

    @Test
    void refusesAClusterWhoseSlotsAreOnTheirWay() {
        var slot = 100;
        var owner = slots.ownerOf(slot);
        try (var from = Connection.to(Pair.server("x", cluster.nodes().get(owner)))) {
            from.call(
                    "CLUSTER",
                    "SETSLOT",
                    slot,
                    "MIGRATING",
                    ClusterSlots.id(cluster.nodes().get((owner + 1) % 3)));

            assertThatThrownBy(ClusterIT::ofCluster)
                    .isInstanceOfSatisfying(
                            RedisFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.SLOTS_MOVED))
                    .hasMessageContaining("[100->-");

            from.call("CLUSTER", "SETSLOT", slot, "STABLE");
        }
    }

    /** A writer and a position for each stream, and the layout. */
    private static List<String> keptBeside() {
        var found = new ArrayList<String>();
        try (var masters = open(ofCluster())) {
            masters.forEach(master -> master.list("KEYS", "movein:*").forEach(key -> found.add(Reply.text(key))));
        }
        return found;
    }

    /** As a process that was taken for dead and goes on. */
    @Test
    void fencesAWriterThatKnowsAnotherLayout() throws Exception {
        try (var from = open(ofServer())) {
            TenantKeys.fill(from);
            var former = replicas(ofServer(), ofCluster());
            drain(former);
            var slot = Slots.of(RedisCommand.of("acme-corp:1").word(0));
            var owner = slots.ownerOf(slot);
            slots.give(slot, owner, cluster.nodes().get((owner + 1) % 3));
            drain(replicas(ofServer(), ofCluster()));

            TenantKeys.call(from, "acme-corp:2", "INCR", "acme-corp:2");

            assertThat(awaitFailure(former).kind()).isIn(Kind.FENCED, Kind.SLOTS_MOVED);
        }
    }

    @Test
    void putsABackupBackWhereverTheSlotsAre() throws Exception {
        var file = folder.resolve("backup");
        try (var from = open(ofCluster());
                var to = open(ofServer())) {
            TenantKeys.fill(from);

            Backup.write(ofCluster(), TENANT, file);
            Backup.restore(ofServer(), TENANT, file);
            assertSame(from, to);
            from.scan(Copies::remove);
            Backup.restore(ofCluster(), TENANT, file);

            assertSame(to, from);
        }
    }
}
