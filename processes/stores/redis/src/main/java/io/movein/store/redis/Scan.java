package io.movein.store.redis;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tenant's keys as a server lists them: each at least once, those that are there all the time surely. */
public final class Scan {

    private static final int COUNT = 1000;

    private final Connection connection;
    private final KeySpace tenant;
    private final List<String> type;

    /** @param connection in the database to look at */
    public Scan(Connection connection, KeySpace tenant) {
        this(connection, tenant, List.of());
    }

    private Scan(Connection connection, KeySpace tenant, List<String> type) {
        this.connection = connection;
        this.tenant = tenant;
        this.type = type;
    }

    /** Of hashes alone. */
    static Scan hashes(Connection connection, KeySpace tenant) {
        return new Scan(connection, tenant, List.of("TYPE", "hash"));
    }

    /** Some at a time, never none. */
    public void forEach(Consumer<List<Key>> consumer) {
        var cursor = "0";
        do {
            var page = connection.list(
                    Stream.concat(Stream.of("SCAN", cursor, "MATCH", tenant.pattern(), "COUNT", COUNT), type.stream())
                            .toArray());
            cursor = Reply.text(page.getFirst());
            var keys = keys(page.getLast()).toList();
            if (!keys.isEmpty()) {
                consumer.accept(keys);
            }
        } while (!cursor.equals("0"));
    }

    private Stream<Key> keys(Object listed) {
        return Reply.list(listed).stream()
                .map(bytes -> new Key((byte[]) bytes))
                .filter(key -> tenant.owns(key.bytes()));
    }
}
