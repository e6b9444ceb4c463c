package io.movein.store.redis;

import java.util.ArrayList;
import java.util.List;

/** What a server has of a tenant, read key by key: for comparing a side that does not change meanwhile. */
public final class Copies {

    private static final int AT_ONCE = 256;

    private Copies() {}

    /** The checksum over the tenant's keys; expirations that were put off count as they were meant. */
    public static Sum sum(Connection connection, KeySpace tenant, long at, int sample) {
        var sum = new Sum(at, sample);
        forEach(connection, tenant, sum::add);
        return sum;
    }

    /** Takes a key that was read. */
    public interface Sink {
        void entry(Entry entry);
    }

    /** Each key once, as the server does not change it; in no order. */
    public static void forEach(Connection connection, KeySpace tenant, Sink sink) {
        // a scan may name a key twice while its table grows or shrinks
        var seen = new java.util.HashSet<Key>();
        new Scan(connection, tenant).forEach(keys -> {
            var fresh = keys.stream().filter(seen::add).toList();
            for (var from = 0; from < fresh.size(); from += AT_ONCE) {
                read(connection, fresh.subList(from, Math.min(from + AT_ONCE, fresh.size())), sink);
            }
        });
    }

    /** Removes keys, each by itself, as those of a cluster's node are of several slots; how many there were. */
    public static long remove(Connection connection, List<Key> keys) {
        var replies = connection.send(
                keys.stream().map(key -> RedisCommand.of("UNLINK", key.bytes())).toList());
        return replies.stream()
                .mapToLong(reply -> value(connection, reply) instanceof Long removed ? removed : 0)
                .sum();
    }

    private static void read(Connection connection, List<Key> keys, Sink sink) {
        var writes = new ArrayList<RedisCommand>(keys.size() * 2);
        for (var key : keys) {
            writes.add(RedisCommand.of("DUMP", key.bytes()));
            writes.add(RedisCommand.of("PEXPIRETIME", key.bytes()));
        }
        var replies = connection.send(writes);
        for (var i = 0; i < keys.size(); i++) {
            if (value(connection, replies.get(2 * i)) instanceof byte[] payload) {
                var expiresAt = value(connection, replies.get(2 * i + 1)) instanceof Long time ? time : 0L;
                sink.entry(new Entry(keys.get(i), payload, Lifetimes.meant(Math.max(expiresAt, 0)), null, null));
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Object value(Connection connection, Reply reply) {
        return switch (reply) {
            case Reply.Value value -> value.value();
            case Reply.Refused refused -> throw connection.refused(refused.message());
        };
    }
}
