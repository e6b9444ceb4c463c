package io.movein.store.redis;

import com.moilioncircle.redis.replicator.AbstractReplicator;
import com.moilioncircle.redis.replicator.Configuration;
import com.moilioncircle.redis.replicator.Constants;
import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.datatype.ZSetEntry;
import com.moilioncircle.redis.replicator.rdb.iterable.ValueIterableRdbValueVisitor;
import com.moilioncircle.redis.replicator.util.ByteArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a large list, set, sorted set or hash in parts, as a server does nothing else while it takes in a value whole: a hash of a
 * million fields would stop it for half a second.
 */
final class Parts {

    private static final Set<Integer> DIVISIBLE = Set.of(
            Constants.RDB_TYPE_LIST,
            Constants.RDB_TYPE_SET,
            Constants.RDB_TYPE_ZSET,
            Constants.RDB_TYPE_ZSET_2,
            Constants.RDB_TYPE_HASH,
            Constants.RDB_TYPE_LIST_QUICKLIST,
            Constants.RDB_TYPE_LIST_QUICKLIST_2);

    private static final class Host extends AbstractReplicator {
        Host() {
            configuration = Configuration.defaultSetting();
        }
    }

    private Parts() {}

    /** Whether it is larger than a part and can be divided. */
    static boolean needed(Entry entry, long part) {
        return entry.payload().length > part
                && (DIVISIBLE.contains(entry.payload()[0] & 0xff) || ExpiringHash.is(entry.payload()));
    }

    interface Sink {
        void part(RedisCommand write);
    }

    /** The commands that make up the value, in their order: the first removes what is there. */
    static void of(Entry entry, long part, Sink sink) {
        sink.part(RedisCommand.of("DEL", entry.key().bytes()));
        if (ExpiringHash.is(entry.payload())) {
            fields(entry.key(), ExpiringHash.of(entry.payload()), part, sink);
        } else {
            elements(entry, part, sink);
        }
        if (entry.expiresAt() > 0) {
            sink.part(RedisCommand.of("PEXPIREAT", entry.key().bytes(), Lifetimes.later(entry.expiresAt())));
        }
    }

    private static void elements(Entry entry, long part, Sink sink) {
        try (var in = new RedisInputStream(new ByteArray(entry.payload()))) {
            var type = in.read();
            Iterator<?> elements = RdbTypes.read(new ValueIterableRdbValueVisitor(new Host()), type, in, 0);
            var collected = new ArrayList<Object>(head(type, entry.key()));
            var size = 0L;
            while (elements != null && elements.hasNext()) {
                size += add(elements.next(), collected);
                if (size > part || !elements.hasNext()) {
                    sink.part(RedisCommand.of(collected.toArray()));
                    collected = new ArrayList<>(head(type, entry.key()));
                    size = 0;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that expire, by their times, each after the part that has them. */
    private static void fields(Key key, ExpiringHash hash, long part, Sink sink) {
        var collected = new ArrayList<Object>(head(Constants.RDB_TYPE_HASH, key));
        var lives = new TreeMap<Long, List<byte[]>>();
        var size = 0L;
        var left = hash.fields().size();
        for (var field : hash.later().fields()) {
            size += add(collected, field.name()) + add(collected, field.value());
            if (field.expiresAt() > 0) {
                lives.computeIfAbsent(field.expiresAt(), _ -> new ArrayList<>()).add(field.name());
            }
            left--;
            if (size > part || left == 0) {
                sink.part(RedisCommand.of(collected.toArray()));
                lives.forEach((at, names) -> sink.part(FieldExpirations.expire(key, at, names)));
                collected = new ArrayList<>(head(Constants.RDB_TYPE_HASH, key));
                lives.clear();
                size = 0;
            }
        }
    }

    private static List<Object> head(int type, Key key) {
        var command = switch (type) {
            case Constants.RDB_TYPE_SET -> "SADD";
            case Constants.RDB_TYPE_HASH -> "HSET";
            case Constants.RDB_TYPE_ZSET, Constants.RDB_TYPE_ZSET_2 -> "ZADD";
            default -> "RPUSH";
        };
        return List.of(command, key.bytes());
    }

    private static long add(@Nullable Object element, List<Object> words) {
        return switch (element) {
            case byte[] bytes -> add(words, bytes);
            case Map.Entry<?, ?> field -> add(words, (byte[]) field.getKey()) + add(words, (byte[]) field.getValue());
            case ZSetEntry scored -> add(words, score(scored.getScore())) + add(words, scored.getElement());
            case null, default -> throw new IllegalStateException("an element of an unknown kind");
        };
    }

    private static long add(List<Object> words, byte[] bytes) {
        words.add(bytes);
        return bytes.length + 16L;
    }

    /** The shortest text that gives the same number again. */
    private static byte[] score(double score) {
        return RedisCommand.of(Double.isInfinite(score) ? score > 0 ? "inf" : "-inf" : Double.toString(score))
                .word(0);
    }
}
