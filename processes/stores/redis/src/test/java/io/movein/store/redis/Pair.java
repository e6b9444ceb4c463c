package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.redis.RedisProcess;
import io.movein.testkit.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Two servers, a tenant, and a replica between them. */
final class Pair implements AutoCloseable {

    final KeySpace tenant = new KeySpace("acme-corp:", 0);
    final RedisProcess sourceProcess;
    final RedisProcess targetProcess;
    final Connection source;
    final Connection target;
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final List<Replica> opened = new ArrayList<>();

    Pair(Path folder, String... settings) {
        this(
                folder,
                RedisProcess.start(folder.resolve("source"), settings),
                RedisProcess.start(folder.resolve("target"), settings));
    }

    /** Of servers of one's own, which it closes. */
    Pair(Path folder, RedisProcess sourceProcess, RedisProcess targetProcess) {
        this.folder = folder;
        this.sourceProcess = sourceProcess;
        this.targetProcess = targetProcess;
        source = Connection.to(server("source", sourceProcess));
        target = Connection.to(server("target", targetProcess));
    }

    static Server server(String name, RedisProcess process) {
        return new Server(name, process.host(), process.port(), false, Optional.empty());
    }

    static Server server(String name, Wire by) {
        return new Server(name, "127.0.0.1", by.port(), false, Optional.empty());
    }

    Server sourceServer() {
        return source.server();
    }

    Replica replica() {
        return replica(1 << 20);
    }

    Replica replica(long part) {
        return replica(part, 1 << 28, _ -> {});
    }

    Replica replica(long part, long spool, Replica.Throttle throttle) {
        return replica(source.server(), target.server(), part, spool, throttle);
    }

    /** By ways of one's own to either. */
    Replica replica(Server fromSource, Server toTarget, long part, long spool, Replica.Throttle throttle) {
        var at = Target.open(toTarget, tenant, 0);
        var replica = new Replica(
                fromSource,
                tenant,
                at,
                new Spool(1 << 20, spool, folder),
                new Replica.Settings(
                        200,
                        part,
                        () -> 4,
                        throttle,
                        5,
                        Duration.ofMillis(20),
                        (key, why) -> refused.add(key + " " + why),
                        told::add));
        opened.add(replica);
        replica.start();
        return replica;
    }

    /** Until everything that the source has done is at the target. */
    void drain(Replica replica) throws Exception {
        replica.caughtUp().get(20, TimeUnit.SECONDS);
        replica.await(replica.now(), Duration.ofSeconds(20));
    }

    /** The number that a command is answered with. */
    static long number(Connection side, Object... words) {
        return (Long) Objects.requireNonNull(side.call(words));
    }

    /** Both sides have the same. */
    void assertSame() {
        var at = System.currentTimeMillis();
        var here = Copies.sum(source, tenant, at, 10);
        var there = Copies.sum(target, tenant, at, 10);
        assertThat(there.alive()).isEqualTo(here.alive());
        assertThat(there.sample()).isEqualTo(here.sample());
        assertThat(there.hex()).isEqualTo(here.hex());
    }

    @Override
    public void close() {
        for (var replica : opened) {
            replica.close();
            replica.closeTargets();
        }
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }
}
