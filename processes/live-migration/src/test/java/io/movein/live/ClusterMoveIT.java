package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ConfigurationProblem;
import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.standin.redis.RedisCluster;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Server;
import io.movein.store.redis.Slots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that is in use moves between a server and a cluster, and on to another cluster. */
@Timeout(120)
class ClusterMoveIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    static RedisProcess server;
    static RedisCluster cluster;
    static RedisCluster other;

    private final List<String> told = new CopyOnWriteArrayList<>();

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

    /** Any node of a side. */
    private static Server at(String name, RedisProcess process) {
        return new Server(name, process.host(), process.port(), false, Optional.empty());
    }

    private static List<Server> nodes(Server entry) {
        return RedisSide.at(entry, List.of()).nodes();
    }

    /** The tenant's user is on every node, as a cluster does not carry it from one to another. */
    private static void user(Server entry, String tenant) {
        for (var node : nodes(entry)) {
            try (var admin = Connection.to(node)) {
                admin.call("ACL", "SETUSER", tenant, "on", ">secret", "~" + tenant + ":*", "+@all", "-@admin");
            }
        }
    }

    private MigrationConfig config(String tenant, Server source, Server target, Duration wayBack) throws Exception {
        return new MigrationConfig(
                tenant,
                new KeySpace(tenant + ":", 0),
                List.of(tenant),
                source,
                List.of(),
                target,
                List.of(),
                List.of(),
                0,
                false,
                false,
                1000,
                Duration.ofSeconds(10),
                wayBack,
                true,
                10,
                new MigrationConfig.Sync(
                        Duration.ofMinutes(5), 100, 1 << 20, 16 << 20, 1 << 28, 3, Duration.ofMillis(50)),
                Optional.empty(),
                Files.createDirectories(folder.resolve("scratch-" + tenant)));
    }

    private final class Listener implements MigrationListener {

        @Override
        public void phase(Phase phase) {}

        @Override
        public void told(String line) {
            told.add(line);
        }

        @Override
        public void compared(Comparison.Result result) {
            if (!result.same()) {
                told.add(result.difference());
            }
        }

        @Override
        public void refused(String key, String why) {
            told.add("refused " + key + why);
        }

        @Override
        public void moved(Moved moved) {
            assertThat(moved.sourceShut()).isTrue();
            assertThat(moved.applied()).isEqualTo(moved.offset());
        }
    }

    private static final Pacing PACING = new Pacing() {
        @Override
        public int parallel() {
            return 4;
        }

        @Override
        public void take(long bytes) {}
    };

    private static Map<String, Long> counters(Server entry, String tenant) {
        var found = new HashMap<String, Long>();
        try (var masters = Masters.open(RedisSide.at(entry, List.of()), new KeySpace(tenant + ":", 0), 0)) {
            masters.scan((master, keys) ->
                    keys.forEach(key -> found.put(key.toString(), Long.parseLong(master.text("GET", key.bytes())))));
        }
        return found;
    }

    private void await(MigrationManager manager, String tenant, Phase phase) {
        var deadline = System.nanoTime() + LONG.toNanos();
        while (manager.status(tenant).phase() != phase) {
            assertThat(System.nanoTime())
                    .as("%s %s", manager.status(tenant), told)
                    .isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static Thread run(TenantMigration migration) {
        return Thread.ofPlatform().name("migration").start(() -> {
            try {
                migration.run(new Stop());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RedisFailure failed) {
                // its status says so
            }
        });
    }

    /** A migration that has come to follow the source. */
    private Thread follows(MigrationManager manager, String tenant, Server source, Server target, Duration wayBack)
            throws Exception {
        var thread = run(manager.migrate(
                config(tenant, source, target, wayBack),
                new NotesInMemory(new ConcurrentHashMap<>()),
                PACING,
                new Listener()));
        await(manager, tenant, Phase.LIVE_SYNC);
        return thread;
    }

    private static void cutOver(MigrationManager manager, String tenant) {
        manager.cutover(tenant, new CutoverOrder(true, Optional.empty()));
    }

    private void moves(String tenant, Server source, Server target) throws Exception {
        user(source, tenant);
        user(target, tenant);
        var client = new CountersClient(source, tenant, Map.of());
        try (var manager = new MigrationManager(1)) {
            var thread = follows(manager, tenant, source, target, Duration.ZERO);

            cutOver(manager, tenant);
            thread.join(LONG);

            assertThat(manager.status(tenant).phase()).as(told.toString()).isEqualTo(Phase.COMPLETED);
            assertThat(counters(target, tenant)).isEqualTo(client.ended());
            assertThat(client.ended()).hasSize(CountersClient.COUNTERS);
        }
        var second = new CountersClient(target, tenant, client.acknowledged);
        assertThat(nodes(source))
                .allSatisfy(node -> assertThat(refuses(node, tenant)).isTrue());
        for (var node : nodes(target)) {
            shut(node, tenant);
        }
        assertThat(counters(target, tenant)).isEqualTo(second.ended());
    }

    private static boolean refuses(Server node, String tenant) {
        try (var admin = Connection.to(node)) {
            return !admin.text("ACL", "DRYRUN", tenant, "SET", tenant + ":x", "1")
                    .equals("OK");
        }
    }

    private static void shut(Server node, String tenant) {
        try (var admin = Connection.to(node)) {
            admin.call("ACL", "SETUSER", tenant, "-@write");
        }
    }

    @Test
    void movesFromAServerToACluster() throws Exception {
        moves("to-cluster", at("source", server), at("target", cluster.nodes().get(2)));
    }

    @Test
    void movesFromAClusterToAServer() throws Exception {
        moves("to-server", at("source", cluster.nodes().getFirst()), at("target", server));
    }

    @Test
    void movesFromAClusterToAnother() throws Exception {
        moves(
                "to-another",
                at("source", cluster.nodes().getFirst()),
                at("target", other.nodes().get(1)));
    }

    @Test
    void goesBackWithWhatWasWrittenAtTheCluster() throws Exception {
        var tenant = "there-and-back";
        var source = at("source", server);
        var target = at("target", cluster.nodes().getFirst());
        user(source, tenant);
        user(target, tenant);
        var before = new CountersClient(source, tenant, Map.of());
        try (var manager = new MigrationManager(1)) {
            var thread = follows(manager, tenant, source, target, Duration.ofMinutes(5));
            cutOver(manager, tenant);
            await(manager, tenant, Phase.CLEANUP);
            var there = new CountersClient(target, tenant, before.ended());
            awaitTold("way back: live_sync"::equalsIgnoreCase);

            manager.cancel(tenant);
            thread.join(LONG);

            assertThat(manager.status(tenant).phase()).as(told.toString()).isEqualTo(Phase.CANCELLED);
            assertThat(counters(source, tenant)).isEqualTo(there.ended());
            assertThat(told).noneMatch(line -> line.contains("copied anew"));
        }
    }

    @Test
    void endsByNameWhenSlotsMoveAndTheSourceGoesOn() throws Exception {
        var tenant = "moved-slots";
        var source = at("source", other.nodes().getFirst());
        var target = at("target", server);
        user(source, tenant);
        user(target, tenant);
        var client = new CountersClient(source, tenant, Map.of());
        try (var manager = new MigrationManager(1)) {
            var thread = follows(manager, tenant, source, target, Duration.ZERO);

            giveSlotWithoutKeys(tenant);

            await(manager, tenant, Phase.FAILED);
            thread.join(LONG);
            assertThat(manager.status(tenant).error())
                    .hasValueSatisfying(error -> assertThat(error)
                            .contains("when the migration began; resume it, and everything is copied anew"));
            for (var node : nodes(source)) {
                assertThat(refuses(node, tenant)).isFalse();
                shut(node, tenant);
            }
            client.ended();
        }
    }

    private void awaitTold(Predicate<String> line) {
        var deadline = System.nanoTime() + LONG.toNanos();
        while (told.stream().noneMatch(line)) {
            assertThat(System.nanoTime()).as(told.toString()).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** From the first node of the other cluster to its second: one that no counter is of. */
    private static void giveSlotWithoutKeys(String tenant) {
        var slot = 0;
        while (hasCounter(slot, tenant)) {
            slot++;
        }
        try (var first = Connection.to(at("x", other.nodes().getFirst()));
                var second = Connection.to(at("x", other.nodes().get(1)))) {
            var taker = second.text("CLUSTER", "MYID");
            second.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
            first.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
        }
    }

    private static boolean hasCounter(int slot, String tenant) {
        for (var i = 0; i < CountersClient.COUNTERS; i++) {
            if (Slots.of(Key.of(tenant + ":" + i).bytes()) == slot) {
                return true;
            }
        }
        return false;
    }

    @Test
    void refusesWhatAClusterCannotDoWhileValidating() throws Exception {
        var tenant = "refused";
        var source = at("source", cluster.nodes().getFirst());
        var target = at("target", server);
        user(source, tenant);
        user(target, tenant);
        var config = config(tenant, source, target, Duration.ZERO);
        var inDatabaseOne = new MigrationConfig(
                config.name(),
                new KeySpace(tenant + ":", 1),
                config.users(),
                source,
                List.of(at("replica", server)),
                target,
                List.of(),
                List.of(at("gateway", server)),
                0,
                false,
                false,
                config.maxLag(),
                config.limit(),
                config.wayBack(),
                true,
                10,
                config.sync(),
                Optional.empty(),
                config.scratch());

        assertThat(new Readiness(config, List.of("default")).check(false)).isEmpty();
        assertThat(new Readiness(inDatabaseOne, List.of("default")).check(false))
                .extracting(ConfigurationProblem::toString)
                .anyMatch(problem -> problem.contains("source.database"))
                .anyMatch(problem -> problem.contains("source.replicas"))
                .anyMatch(problem -> problem.contains("one between clients and a cluster"));
    }
}
