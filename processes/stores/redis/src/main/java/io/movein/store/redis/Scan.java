package io.movein.store.redis;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tenant's keys as a server lists them: each at least once, those that are there all the time surely. */
public final class Scan {

    private static final int COUNT = 1000;

    private final Connection connection;
    private final KeySpace tenant;

    /** @param connection in the database to look at */
    public Scan(Connection connection, KeySpace tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    /** Some at a time, never none. */
    public void forEach(Consumer<List<Key>> consumer) {
        var cursor = "0";
        do {
            var page = connection.list("SCAN", cursor, "MATCH", tenant.pattern(), "COUNT", COUNT);
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
