package io.movein.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What {@link Expirations} does for keys, for the fields of hashes. */
final class FieldExpirations {

    private static final int AT_ONCE = 1000;

    /** A page of one hash's fields, and where the next one begins. */
    private record Page(Key key, String next, List<byte[]> fields) {}

    private final Supplier<Connection> connection;

    FieldExpirations(Supplier<Connection> connection) {
        this.connection = connection;
    }

    /** The command that lets fields of a hash expire at a time. */
    static RedisCommand expire(Key key, long at, List<byte[]> fields) {
        return RedisCommand.of(
                Stream.concat(Stream.of("HPEXPIREAT", key.bytes(), at, "FIELDS", fields.size()), fields.stream())
                        .toArray());
    }

    /** Whether the server knows of any hash with such fields, whoever's; what has none of them is not looked through for them. */
    boolean any() {
        return connection
                .get()
                .text("INFO", "keyspace")
                .lines()
                .flatMap(line -> Stream.of(line.split("[:,]")))
                .anyMatch(figure -> figure.matches("(subexpiry|keys_with_volatile_items)=[1-9]\\d*"));
    }

    /**
     * Of the hashes among the keys.
     *
     * @return those with fields that expire before the horizon, which were not set
     */
    List<Key> set(List<Key> keys, long horizon) {
        var near = new ArrayList<Key>();
        change(keys, at -> {
                    var meant = Lifetimes.meantForField(at);
                    return meant > horizon ? meant : at;
                })
                .forEach((key, left) -> {
                    if (left.stream().anyMatch(at -> !Lifetimes.canBePutOff(at))) {
                        near.add(key);
                    }
                });
        return near;
    }

    void putOff(List<Key> keys) {
        change(keys, at -> Lifetimes.canBePutOff(at) ? Lifetimes.ofField(at) : at);
    }

    /** @return the expirations that each hash has then */
    private Map<Key, List<Long>> change(List<Key> keys, LongUnaryOperator change) {
        var left = new HashMap<Key, List<Long>>();
        var pages = keys.stream().map(key -> new Page(key, "0", List.of())).toList();
        while (!pages.isEmpty()) {
            pages = read(pages);
            var filled = pages.stream().filter(page -> !page.fields.isEmpty()).toList();
            var times = times(filled);
            var writes = new ArrayList<RedisCommand>();
            for (var i = 0; i < filled.size(); i++) {
                var page = filled.get(i);
                var changed = new TreeMap<Long, List<byte[]>>();
                for (var j = 0; j < page.fields.size(); j++) {
                    var at = times.get(i).get(j);
                    if (at > 0) {
                        var next = change.applyAsLong(at);
                        left.computeIfAbsent(page.key, _ -> new ArrayList<>()).add(next);
                        if (next != at) {
                            changed.computeIfAbsent(next, _ -> new ArrayList<>())
                                    .add(page.fields.get(j));
                        }
                    }
                }
                changed.forEach((at, fields) -> writes.add(expire(page.key, at, fields)));
            }
            send(writes);
            pages = pages.stream().filter(page -> !page.next.equals("0")).toList();
        }
        return left;
    }

    /** A key that is no hash has no page. */
    private List<Page> read(List<Page> pages) {
        var replies = connection
                .get()
                .send(pages.stream()
                        .map(page ->
                                RedisCommand.of("HSCAN", page.key.bytes(), page.next, "COUNT", AT_ONCE, "NOVALUES"))
                        .toList());
        var read = new ArrayList<Page>();
        for (var i = 0; i < pages.size(); i++) {
            switch (replies.get(i)) {
                case Reply.Value(List<?> page) ->
                    read.add(new Page(
                            pages.get(i).key,
                            Reply.text(page.getFirst()),
                            Reply.list(page.getLast()).stream()
                                    .map(byte[].class::cast)
                                    .toList()));
                case Reply.Refused(var message) when message.startsWith("WRONGTYPE") -> {}
                case Reply.Refused(var message) -> throw connection.get().refused(message);
                case Reply.Value _ -> {}
            }
        }
        return read;
    }

    private List<List<Long>> times(List<Page> pages) {
        return send(pages.stream()
                        .map(page -> RedisCommand.of(Stream.concat(
                                        Stream.of("HPEXPIRETIME", page.key.bytes(), "FIELDS", page.fields.size()),
                                        page.fields.stream())
                                .toArray()))
                        .toList())
                .stream()
                .map(reply -> Reply.list(reply).stream().map(Long.class::cast).toList())
                .toList();
    }

    private List<Object> send(List<RedisCommand> commands) {
        var values = new ArrayList<Object>();
        for (var reply : connection.get().send(commands)) {
            switch (reply) {
                case Reply.Refused(var message) -> throw connection.get().refused(message);
                case Reply.Value(var value) -> values.add(value == null ? List.of() : value);
            }
        }
        return values;
    }
}
