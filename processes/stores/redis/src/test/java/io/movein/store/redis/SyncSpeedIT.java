package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first copy against what a bare client does (SCAN, then DUMP and RESTORE in pipelines) and against MIGRATE, in one run: use the
 * ratios. {@code -Dmovein.keys=1000000} for the whole of it.
 */
class SyncSpeedIT {

    private static final int KEYS = Integer.getInteger("movein.keys", 20_000);
    private static final int AT_ONCE = 1000;

    @TempDir
    Path folder;

    private interface Work {
        void run() throws Exception;
    }

    @Test
    @Timeout(600)
    void copiesAsFastAsABareClient() throws Exception {
        try (var pair = new Pair(folder)) {
            fill(pair);

            var bare = keysPerSecond(() -> dumpAndRestore(pair));
            pair.assertSame();
            pair.target.call("FLUSHALL");
            var migrated = keysPerSecond(() -> migrate(pair));
            pair.assertSame();
            pair.target.call("FLUSHALL");
            var ours = keysPerSecond(() -> pair.replica().caughtUp().get(500, TimeUnit.SECONDS));
            pair.assertSame();

            System.out.printf(
                    "%d keys: link %d keys/s; SCAN, DUMP, RESTORE %d keys/s (%.2f x); MIGRATE %d keys/s (%.2f x)%n",
                    KEYS, ours, bare, (double) ours / bare, migrated, (double) ours / migrated);
            assertThat(ours).isPositive();
        }
    }

    private static long keysPerSecond(Work work) throws Exception {
        var begun = System.nanoTime();
        work.run();
        return KEYS * 1_000_000_000L / (System.nanoTime() - begun);
    }

    private static void fill(Pair pair) {
        var writes = new ArrayList<RedisCommand>();
        for (var i = 0; i < KEYS; i++) {
            writes.add(RedisCommand.of("SET", "acme-corp:" + i, "value of a usual length, number " + i));
            if (writes.size() == AT_ONCE || i == KEYS - 1) {
                pair.source.send(writes);
                writes.clear();
            }
        }
    }

    private static void dumpAndRestore(Pair pair) {
        new Scan(pair.source, pair.tenant).forEach(keys -> {
            var dumps = pair.source.send(keys.stream()
                    .map(key -> RedisCommand.of("DUMP", key.bytes()))
                    .toList());
            var restores = new ArrayList<RedisCommand>();
            for (var i = 0; i < keys.size(); i++) {
                restores.add(RedisCommand.of(
                        "RESTORE",
                        keys.get(i).bytes(),
                        0,
                        Objects.requireNonNull(((Reply.Value) dumps.get(i)).value()),
                        "REPLACE"));
            }
            pair.target.send(restores);
        });
    }

    private static void migrate(Pair pair) {
        new Scan(pair.source, pair.tenant).forEach(keys -> {
            var words = new ArrayList<Object>(List.of(
                    "MIGRATE", "127.0.0.1", pair.targetProcess.port(), "", 0, 60_000, "COPY", "REPLACE", "KEYS"));
            keys.forEach(key -> words.add(key.bytes()));
            pair.source.call(words.toArray());
        });
    }
}
