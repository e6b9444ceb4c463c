package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Adds one to a counter and the attempt's number to a list, as one, wherever that is allowed; knows which attempts were acknowledged, and
 * of which it got no answer.
 */
final class CountingClient {

    private static final Duration SHORT = Duration.ofNanos(300_000);
    private static final Duration HURRY = Duration.ofMillis(300);

    private final String key;
    private final Thread thread;
    private final AtomicLong acknowledged = new AtomicLong();
    private final BitSet answered = new BitSet();
    private final BitSet unknown = new BitSet();
    private int attempts;
    private final Scene scene;
    private final Duration pause;
    private volatile long hurriesUntil = System.nanoTime();
    private volatile boolean stopped;

    CountingClient(Scene scene, int number) {
        this(scene, number, SHORT);
    }

    /** @param pause between two writes, but where it is told to hurry */
    CountingClient(Scene scene, int number, Duration pause) {
        this.scene = scene;
        this.pause = pause;
        this.key = "acme-corp:client-" + number;
        this.thread = Thread.ofPlatform().start(this::run);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Writes one after the other from now on, for a while: something is about to happen. */
    void hurry() {
        hurriesUntil = System.nanoTime() + HURRY.toNanos();
        LockSupport.unpark(thread);
    }

    void stop() {
        stopped = true;
    }

    /** Ends, and looks at the side where the tenant is now. */
    void assertNothingLostOrDoubledAt(Connection side, int seed) throws InterruptedException {
        thread.join();
        var there = Reply.list(side.call("LRANGE", key + ":list", 0, -1)).stream()
                .map(Reply::text)
                .map(Integer::parseInt)
                .toList();
        var at = "seed %d, %s of %d attempts".formatted(seed, key, attempts);
        var acknowledgedThere = there.stream().filter(answered::get).toList();
        assertThat(answered.stream().filter(attempt -> !acknowledgedThere.contains(attempt)))
                .as("lost although it was acknowledged: %s", at)
                .isEmpty();
        assertThat(acknowledgedThere)
                .as("what was acknowledged, once and in order: %s", at)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(there.stream().filter(attempt -> !answered.get(attempt)).toList())
                .as("what nobody had an answer to: %s", at)
                .doesNotHaveDuplicates()
                .allMatch(unknown::get);
        var value = Reply.text(side.call("GET", key));
        assertThat(Integer.parseInt(value.isEmpty() ? "0" : value))
                .as("counter and list: %s", at)
                .isEqualTo(there.size());
    }

    private void run() {
        var atSource = true;
        while (!stopped) {
            try (var connection =
                    scene.hasGateway() ? scene.clientAtGateway() : atSource ? scene.client() : scene.clientAtTarget()) {
                while (!stopped && write(connection)) {
                    rest();
                }
            } catch (RedisFailure broken) {
                // connects again, and gives a server that starts its time
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            atSource = !atSource;
        }
    }

    private void rest() {
        LockSupport.parkNanos((System.nanoTime() - hurriesUntil < 0 ? SHORT : pause).toNanos());
    }

    /** @return whether it was allowed */
    private boolean write(Connection connection) {
        var attempt = attempts++;
        try {
            var replies = connection.send(List.of(
                    RedisCommand.of("MULTI"),
                    RedisCommand.of("INCR", key),
                    RedisCommand.of("RPUSH", key + ":list", attempt),
                    RedisCommand.of("EXEC")));
            var allowed = replies.getLast() instanceof Reply.Value(List<?> results)
                    && results.stream().noneMatch(Reply.Refused.class::isInstance);
            answered.set(attempt, allowed);
            acknowledged.addAndGet(allowed ? 1 : 0);
            return allowed;
        } catch (RedisFailure noAnswer) {
            unknown.set(attempt);
            throw noAnswer;
        }
    }
}
