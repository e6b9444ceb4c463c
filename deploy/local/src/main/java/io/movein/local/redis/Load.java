package io.movein.local.redis;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients of the tenant that add one to counters, so many times a second in all, and remember what was acknowledged: a write that is lost
 * or done twice shows in a counter for ever.
 */
public final class Load implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final int AT_ONCE = 25;

    private final List<Client> clients;
    private volatile boolean ending;

    private Load(RedisApplication application, int writesPerSecond) {
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> new Client(application.tenant(), number, writesPerSecond / CLIENTS))
                .toList();
    }

    public static Load start(RedisApplication application, int writesPerSecond) {
        var load = new Load(application, writesPerSecond);
        load.clients.forEach(client -> client.thread.start());
        return load;
    }

    /** So far. */
    public long acknowledged() {
        return clients.stream().mapToLong(client -> client.acknowledged.get()).sum();
    }

    /** The longest that one batch of writes waited for its answers, in milliseconds. */
    public double slowestMillis() {
        return clients.stream()
                .mapToDouble(client -> client.slowest / 1e6)
                .max()
                .orElse(0);
    }

    /** What clients were told instead of an answer. */
    public List<String> errors() {
        return clients.stream().flatMap(client -> client.errors.stream()).toList();
    }

    /** How many counters there are. */
    public int counters() {
        return CLIENTS * AT_ONCE;
    }

    /** Ends the load and compares each counter with what was acknowledged. Gives those that differ. */
    public List<String> differences(Connection admin) throws InterruptedException {
        ending = true;
        for (var client : clients) {
            client.thread.join();
        }
        var different = new ArrayList<String>();
        for (var client : clients) {
            for (var i = 0; i < AT_ONCE; i++) {
                var there = admin.text("GET", client.key(i));
                if (!there.equals(Long.toString(client.counts[i]))) {
                    different.add("%s is %s, acknowledged %d".formatted(client.key(i), there, client.counts[i]));
                }
            }
        }
        return different;
    }

    @Override
    public void close() {
        ending = true;
        clients.forEach(client -> client.connection.close());
    }

    private final class Client {

        final Thread thread = Thread.ofPlatform().daemon().name("load").unstarted(this::run);
        final List<String> errors = new ArrayList<>();
        final long[] counts = new long[AT_ONCE];
        final AtomicLong acknowledged = new AtomicLong();
        volatile long slowest;
        private final Connection connection;
        private final int number;
        private final int perSecond;

        Client(Connection connection, int number, int perSecond) {
            this.connection = connection;
            this.number = number;
            this.perSecond = perSecond;
        }

        String key(int counter) {
            return "%scounter-%d-%d".formatted(RedisApplication.PREFIX, number, counter);
        }

        private void run() {
            var writes = IntStream.range(0, AT_ONCE)
                    .mapToObj(counter -> RedisCommand.of("INCR", key(counter)))
                    .toList();
            try {
                var begun = System.nanoTime();
                for (var round = 1L; !ending; round++) {
                    write(writes);
                    LockSupport.parkNanos(
                            begun + round * AT_ONCE * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime());
                }
            } catch (RedisFailure failure) {
                errors.add(String.valueOf(failure.getMessage()));
            }
        }

        private void write(List<RedisCommand> writes) {
            var sent = System.nanoTime();
            var replies = connection.send(writes);
            slowest = Math.max(slowest, System.nanoTime() - sent);
            for (var i = 0; i < AT_ONCE; i++) {
                if (replies.get(i) instanceof Reply.Refused(var message)) {
                    errors.add(message);
                } else {
                    counts[i]++;
                    acknowledged.incrementAndGet();
                }
            }
        }
    }
}
