package io.movein.local.tier;

import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Server;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** A cache that the tenant shares with another, and one of its own. */
final class TierCache implements AutoCloseable {

    static final String PREFIX = "acme-corp:";
    private static final int FIRST = 500;
    private static final String LAST = PREFIX + "last-payment:";

    private final RedisProcess shared;
    private final RedisProcess own;

    TierCache(Path folder) {
        shared = RedisProcess.start(folder.resolve("shared"));
        own = RedisProcess.start(folder.resolve("own"));
        try (var connection = connect(false)) {
            connection.send(IntStream.range(0, FIRST)
                    .mapToObj(
                            i -> RedisCommand.of("SET", (i % 2 == 0 ? PREFIX : "tenant-2:") + "page:" + i, "page " + i))
                    .toList());
        }
    }

    Connection connect(boolean dedicated) {
        return Connection.to(new Server(
                dedicated ? "own cache" : "shared cache", own.host(), port(dedicated), false, Optional.empty()));
    }

    int port(boolean dedicated) {
        return (dedicated ? own : shared).port();
    }

    /** What an application caches as it writes. */
    static void write(Connection cache, int client, long number) {
        cache.call("SET", LAST + client, Long.toString(number), "EX", "3600");
    }

    /** The newest payment of a client by its cache, if that has it. */
    static Optional<Long> last(Connection cache, int client) {
        return Optional.of(cache.text("GET", LAST + client))
                .filter(text -> !text.isEmpty())
                .map(Long::valueOf);
    }

    @Override
    public void close() {
        shared.close();
        own.close();
    }
}
