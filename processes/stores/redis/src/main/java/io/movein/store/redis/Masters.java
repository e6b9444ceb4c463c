package io.movein.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Connections to all masters of a side, for a tenant's keys wherever they are. */
public final class Masters implements AutoCloseable {

    private record Part(Connection connection, KeySpace keys) {}

    private final List<Part> parts = new ArrayList<>();

    private Masters() {}

    /** @param database to look at, which need not be the one that the tenant has at the other side */
    public static Masters open(RedisSide side, KeySpace tenant, int database) {
        var masters = new Masters();
        try {
            for (var master : side.masters()) {
                masters.parts.add(
                        new Part(Target.select(Connection.to(master.server()), database), tenant.in(master.slots())));
            }
            return masters;
        } catch (RuntimeException e) {
            masters.close();
            throw e;
        }
    }

    /** Some keys at a time, with the master that has them. */
    public void scan(BiConsumer<Connection, List<Key>> keys) {
        parts.forEach(part -> new Scan(part.connection, part.keys).forEach(some -> keys.accept(part.connection, some)));
    }

    public long count() {
        var count = new long[1];
        scan((_, keys) -> count[0] += keys.size());
        return count[0];
    }

    /** The checksum over the tenant's keys, as {@link Copies#sum} has it. */
    public Sum sum(long at, int sample) {
        var sum = new Sum(at, sample);
        parts.forEach(part -> Copies.forEach(part.connection, part.keys, sum::add));
        return sum;
    }

    /** To each master. */
    public void forEach(Consumer<Connection> work) {
        parts.forEach(part -> work.accept(part.connection));
    }

    /** Which has the key. */
    public Connection of(Key key) {
        return parts.stream()
                .filter(part -> part.keys.slots().owns(key.bytes()))
                .findFirst()
                .orElseThrow()
                .connection;
    }

    @Override
    public void close() {
        parts.forEach(part -> part.connection.close());
    }
}
