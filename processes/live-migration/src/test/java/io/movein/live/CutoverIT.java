package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.Connection;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many cutovers under load, one tenant after the other: how long writes were held, whether each one that was acknowledged is at the
 * target once, and what another tenant saw of it. {@code -Dmovein.cutovers=100} is the whole of it.
 */
class CutoverIT {

    private static final int CUTOVERS = Integer.getInteger("movein.cutovers", 3);
    private static final int WRITES_PER_SECOND = 10_000;
    private static final int AT_ONCE = 50;

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void holdsWritesForMillisecondsAndLosesNone() throws Exception {
        try (var scene = new Scene(folder)) {
            var pauses = new ArrayList<Double>();
            var neighbour = new Neighbour(scene);
            for (var i = 0; i < CUTOVERS; i++) {
                pauses.add(migrate(scene, "tenant-" + i));
            }
            neighbour.stop();
            pauses.sort(null);
            System.out.printf(
                    "%d cutovers at %d writes/s: pause p50 %.1f ms, p99 %.1f ms, longest %.1f ms; another tenant's"
                            + " slowest answer %.1f ms%n",
                    CUTOVERS,
                    WRITES_PER_SECOND,
                    pauses.get(pauses.size() / 2),
                    pauses.get((int) Math.ceil(pauses.size() * 0.99) - 1),
                    pauses.getLast(),
                    neighbour.slowestMillis);
            assertThat(pauses.getLast()).isLessThan(2_000);
        }
    }

    private double migrate(Scene scene, String name) throws Exception {
        for (var side : List.of(scene.source, scene.target)) {
            side.call("ACL", "SETUSER", name, "on", ">tenant-secret", "~" + name + ":*", "+@all", "-@admin");
        }
        var load = new Load(as(scene.source.server(), name), name);
        var config = config(scene, name);
        var notes = new ConcurrentHashMap<String, String>();
        try (var manager = new MigrationManager(1)) {
            var migration = manager.migrate(config, new NotesInMemory(notes), PACING, new Silent());
            var cutting = Thread.ofVirtual().start(() -> {
                while (load.ended.isEmpty()
                        && (manager.status(name).phase() != Phase.LIVE_SYNC
                                || load.acknowledged() < WRITES_PER_SECOND / 4)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
                manager.cutover(name, new CutoverOrder(true, Optional.empty()));
            });
            var stop = new Stop();
            var watching = Thread.ofVirtual().start(() -> {
                while (!manager.status(name).phase().isFinal()) {
                    if (manager.status(name).error().isPresent()) {
                        stop.request();
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    if (stop.requested()) {
                        return;
                    }
                }
            });
            migration.run(stop);
            watching.join();
            cutting.join();
            load.thread.join();
            assertThat(manager.status(name).phase())
                    .as(manager.status(name).toString())
                    .isEqualTo(Phase.COMPLETED);
            for (var i = 0; i < AT_ONCE; i++) {
                assertThat(scene.target.text("GET", name + ":" + i)).as(name).isEqualTo(Long.toString(load.counts[i]));
            }
            return manager.status(name).downtimeMillis().orElseThrow();
        }
    }

    private MigrationConfig config(Scene scene, String name) throws Exception {
        return new MigrationConfig(
                name,
                new KeySpace(name + ":", 0),
                List.of(name),
                admin(scene.source.server(), "source"),
                List.of(),
                admin(scene.target.server(), "target"),
                List.of(),
                List.of(),
                0,
                false,
                false,
                1000,
                Duration.ofSeconds(2),
                Duration.ZERO,
                false,
                0,
                new MigrationConfig.Sync(
                        Duration.ofMinutes(5), 500, 1 << 20, 64 << 20, 1 << 30, 3, Duration.ofMillis(50)),
                Optional.empty(),
                Files.createDirectories(folder.resolve(name)));
    }

    private static Server admin(Server server, String name) {
        return new Server(
                name,
                server.host(),
                server.port(),
                false,
                Optional.of(new Server.Login("admin", () -> "admin-secret")));
    }

    private static Server as(Server server, String user) {
        return new Server(
                user, server.host(), server.port(), false, Optional.of(new Server.Login(user, () -> "tenant-secret")));
    }

    /** Adds one to each of some counters, so many times a second, until a write is refused; counts what was acknowledged. */
    private static final class Load {

        final long[] counts = new long[AT_ONCE];
        final Thread thread;
        private final AtomicLong acknowledged = new AtomicLong();
        volatile String ended = "";

        Load(Server server, String name) {
            thread = Thread.ofPlatform().start(() -> {
                try (var client = Connection.to(server)) {
                    var begun = System.nanoTime();
                    var refused = false;
                    for (var round = 1L; !refused; round++) {
                        refused = write(client, name);
                        ended = refused ? "refused" : "";
                        LockSupport.parkNanos(
                                begun + round * AT_ONCE * 1_000_000_000L / WRITES_PER_SECOND - System.nanoTime());
                    }
                } catch (RedisFailure closed) {
                    // after the move; what was on its way was refused
                    ended = String.valueOf(closed.getMessage());
                }
            });
        }

        private boolean write(Connection client, String name) {
            var writes = new ArrayList<RedisCommand>(AT_ONCE);
            for (var i = 0; i < AT_ONCE; i++) {
                writes.add(RedisCommand.of("INCR", name + ":" + i));
            }
            var refused = false;
            var replies = client.send(writes);
            for (var i = 0; i < AT_ONCE; i++) {
                if (replies.get(i) instanceof Reply.Value) {
                    counts[i]++;
                    acknowledged.incrementAndGet();
                } else {
                    refused = true;
                }
            }
            return refused;
        }

        long acknowledged() {
            return acknowledged.get();
        }
    }

    /** Another tenant of the source, who writes all the while. */
    private static final class Neighbour {

        volatile double slowestMillis;
        private volatile boolean stopped;
        private final Thread thread;

        Neighbour(Scene scene) {
            thread = Thread.ofPlatform().start(() -> {
                try (var client = scene.neighbour()) {
                    while (!stopped) {
                        var begun = System.nanoTime();
                        client.call("INCR", "other:counter");
                        slowestMillis = Math.max(slowestMillis, (System.nanoTime() - begun) / 1e6);
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    }
                }
            });
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }

    private static final Pacing PACING = new Pacing() {
        @Override
        public int parallel() {
            return 8;
        }

        @Override
        public void take(long bytes) {}
    };

    private static final class Silent implements MigrationListener {
        @Override
        public void phase(Phase phase) {}

        @Override
        public void told(String line) {}

        @Override
        public void compared(Comparison.Result result) {}

        @Override
        public void refused(String key, String why) {}

        @Override
        public void moved(MigrationListener.Moved moved) {}
    }
}
