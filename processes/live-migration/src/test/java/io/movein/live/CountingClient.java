package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Adds one to a counter and to a list, as one, wherever that is allowed; knows what was acknowledged. */
final class CountingClient {

    private final String key;
    private final Thread thread;
    private final AtomicLong acknowledged = new AtomicLong();
    private long unknown;
    private final Scene scene;
    private volatile boolean stopped;

    CountingClient(Scene scene, int number) {
        this.scene = scene;
        this.key = "acme-corp:client-" + number;
        this.thread = Thread.ofPlatform().start(this::run);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    void stop() {
        stopped = true;
    }

    /** Ends, and looks at the side where the tenant is now. */
    void assertNothingLostOrDoubledAt(Connection side, int seed) throws InterruptedException {
        thread.join();
        var value = Reply.text(side.call("GET", key));
        assertThat(Long.parseLong(value.isEmpty() ? "0" : value))
                .as("seed %d, %s", seed, key)
                .isBetween(acknowledged.get(), acknowledged.get() + unknown);
        assertThat(side.call("LLEN", key + ":list"))
                .as("seed %d, list of %s", seed, key)
                .isEqualTo(Long.parseLong(value.isEmpty() ? "0" : value));
    }

    private void run() {
        var atSource = true;
        while (!stopped) {
            try (var connection =
                    scene.hasGateway() ? scene.clientAtGateway() : atSource ? scene.client() : scene.clientAtTarget()) {
                while (!stopped && write(connection)) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300));
                }
            } catch (RedisFailure broken) {
                // connects again, and gives a server that starts its time
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            atSource = !atSource;
        }
    }

    /** @return whether it was allowed */
    private boolean write(Connection connection) {
        try {
            var replies = connection.send(List.of(
                    RedisCommand.of("MULTI"),
                    RedisCommand.of("INCR", key),
                    RedisCommand.of("RPUSH", key + ":list", acknowledged.get()),
                    RedisCommand.of("EXEC")));
            var allowed = replies.getLast() instanceof Reply.Value(List<?> results)
                    && results.stream().noneMatch(Reply.Refused.class::isInstance);
            acknowledged.addAndGet(allowed ? 1 : 0);
            return allowed;
        } catch (RedisFailure noAnswer) {
            unknown++;
            throw noAnswer;
        }
    }
}
