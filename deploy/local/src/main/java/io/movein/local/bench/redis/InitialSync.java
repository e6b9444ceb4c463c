package io.movein.local.bench.redis;

import io.movein.local.redis.RedisApplication;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Replica;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Scan;
import io.movein.store.redis.Spool;
import io.movein.store.redis.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tenant's keys from the shared server to an empty one, each way by itself; the target is emptied before and counted after. */
final class InitialSync {

    enum Way {
        LINK("live-migration's link"),
        BARE_CLIENT("SCAN, DUMP, RESTORE in pipelines"),
        MIGRATE("MIGRATE"),
        REPLICA("native replica, all tenants");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final KeySpace TENANT = new KeySpace("acme-corp:", 0);

    private final RedisApplication servers;
    private final int keys;
    private final Path scratch;

    InitialSync(RedisApplication servers, int keys, Path scratch) {
        this.servers = servers;
        this.keys = keys;
        this.scratch = scratch;
    }

    long keysPerSecond(Way way) throws Exception {
        try (var source = servers.admin(true);
                var target = servers.admin(false)) {
            target.call("REPLICAOF", "NO", "ONE");
            target.call("FLUSHALL");
            var begun = System.nanoTime();
            switch (way) {
                case LINK -> link(source, target);
                case BARE_CLIENT -> dumpAndRestore(source, target);
                case MIGRATE -> migrate(source);
                case REPLICA -> replicate(target);
            }
            var took = System.nanoTime() - begun;
            target.call("REPLICAOF", "NO", "ONE");
            var there = servers.keys(false);
            if (there != keys) {
                throw new IllegalStateException("%s: %d keys at the target (expected %d)".formatted(way, there, keys));
            }
            return keys * TimeUnit.SECONDS.toNanos(1) / took;
        }
    }

    private void link(Connection source, Connection target) throws Exception {
        var at = Target.open(target.server(), TENANT, 0);
        var settings =
                new Replica.Settings(500, 1 << 20, () -> 8, _ -> {}, 3, Duration.ofSeconds(1), (_, _) -> {}, _ -> {});
        try (at;
                var replica =
                        new Replica(source.server(), TENANT, at, new Spool(64 << 20, 1 << 30, scratch), settings)) {
            replica.start();
            replica.caughtUp().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void dumpAndRestore(Connection source, Connection target) {
        new Scan(source, TENANT).forEach(page -> {
            var dumps = source.send(page.stream()
                    .map(key -> RedisCommand.of("DUMP", key.bytes()))
                    .toList());
            var restores = new ArrayList<RedisCommand>(page.size());
            for (var i = 0; i < page.size(); i++) {
                if (dumps.get(i) instanceof Reply.Value(byte[] payload)) {
                    restores.add(RedisCommand.of("RESTORE", page.get(i).bytes(), 0, payload, "REPLACE"));
                }
            }
            target.send(restores);
        });
    }

    private void migrate(Connection source) {
        var port = servers.own().substring(servers.own().lastIndexOf(':') + 1);
        new Scan(source, TENANT).forEach(page -> {
            var words = new ArrayList<Object>(List.of(
                    "MIGRATE",
                    "127.0.0.1",
                    port,
                    "",
                    0,
                    60_000,
                    "COPY",
                    "REPLACE",
                    "AUTH2",
                    "admin",
                    "admin-secret",
                    "KEYS"));
            page.stream().map(Key::bytes).forEach(words::add);
            source.call(words.toArray());
        });
    }

    private void replicate(Connection target) throws InterruptedException {
        var shared = servers.shared();
        target.call("CONFIG", "SET", "masteruser", "admin");
        target.call("CONFIG", "SET", "masterauth", "admin-secret");
        target.call("REPLICAOF", "127.0.0.1", shared.substring(shared.lastIndexOf(':') + 1));
        while (!target.info("replication", "master_link_status").equals("up")) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
