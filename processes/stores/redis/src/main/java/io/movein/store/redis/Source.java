package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is asked of the source beside the link. */
public final class Source implements AutoCloseable {

    /**
     * Keys as they are at one offset.
     *
     * @param entries empty for a key that is not there
     */
    record Fetched(long offset, Map<Key, Optional<Entry>> entries) {}

    private final KeySpace tenant;
    private volatile Connection connection;

    private Source(Connection connection, KeySpace tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    public static Source open(Server server, KeySpace tenant) {
        return new Source(Target.select(Connection.to(server), tenant.database()), tenant);
    }

    public Connection connection() {
        return connection;
    }

    /** Where its stream is now; which database it is about is not known. */
    public Position position() {
        return reading(() -> {
            var info = Reply.text(connection.call("INFO", "replication"));
            return new Position(field(info, "master_replid"), offset(info), -1);
        });
    }

    /** Once more with a new connection where the old one broke: reading may be done twice. */
    private <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (RedisFailure failure) {
            if (!failure.is(Kind.UNREACHABLE)) {
                throw failure;
            }
            connection.close();
            connection = Target.select(Connection.to(connection.server()), tenant.database());
            return work.get();
        }
    }

    /** Reads keys and the offset at which they are so, as one. */
    Fetched fetch(List<Key> keys) {
        var writes = new ArrayList<RedisCommand>();
        writes.add(RedisCommand.of("MULTI"));
        writes.add(RedisCommand.of("INFO", "replication"));
        for (var key : keys) {
            writes.add(inTransaction(RedisCommand.of("DUMP", key.bytes())));
            writes.add(inTransaction(RedisCommand.of("PEXPIRETIME", key.bytes())));
        }
        writes.add(RedisCommand.of("EXEC"));
        return switch (reading(() -> connection.send(writes)).getLast()) {
            case Reply.Value(List<?> results) -> fetched(keys, results);
            case Reply.Value _ ->
                throw new RedisFailure(Kind.UNEXPECTED, connection.server(), "keys could not be read anew");
            case Reply.Refused refused -> throw connection.refused(refused.message());
        };
    }

    /** A node of a cluster refuses a transaction with keys of several slots. */
    private RedisCommand inTransaction(RedisCommand read) {
        return tenant.slots().isUndivided() ? read : read.asScript();
    }

    private Fetched fetched(List<Key> keys, List<?> results) {
        for (var result : results) {
            if (result instanceof Reply.Refused refused) {
                throw connection.refused(refused.message());
            }
        }
        var entries = new HashMap<Key, Optional<Entry>>();
        for (var i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            var expiresAt = (Long) results.get(2 * i + 2);
            if (results.get(2 * i + 1) instanceof byte[] payload && ExpiringHash.is(payload)) {
                mustBeMovable(key, ExpiringHash.of(payload));
            }
            entries.put(
                    key,
                    results.get(2 * i + 1) instanceof byte[] payload
                            ? Optional.of(new Entry(key, payload, Math.max(expiresAt, 0), null, null))
                            : Optional.empty());
        }
        return new Fetched(offset(Reply.text(results.getFirst())), entries);
    }

    private void mustBeMovable(Key key, ExpiringHash hash) {
        hash.unmovable().ifPresent(field -> {
            throw new RedisFailure(
                    Kind.NOT_UNDERSTOOD,
                    connection.server(),
                    "the source has key '%s', whose field '%s' expires in the year 3084 or later"
                            .formatted(key, field));
        });
    }

    private static long offset(String info) {
        return Long.parseLong(field(info, "master_repl_offset"));
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        connection.close();
    }
}
