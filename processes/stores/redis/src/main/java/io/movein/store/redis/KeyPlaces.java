package io.movein.store.redis;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where the keys stand in each command that a replication stream may have, and which of them it writes. A command that is not here
 * is not understood.
 */
final class KeyPlaces {

    /**
     * A command's keys.
     *
     * @param read    indexes of all keys
     * @param written indexes of those that it may change
     */
    record Keys(List<Integer> read, List<Integer> written) {}

    private interface Rule {
        Keys of(RedisCommand write);
    }

    private static final Map<String, Rule> RULES = new TreeMap<>();

    static {
        all(written(1), """
                APPEND BITFIELD DECR DECRBY INCR INCRBY INCRBYFLOAT GETDEL GETEX GETSET SET SETBIT SETEX PSETEX SETNX SETRANGE
                EXPIRE EXPIREAT PEXPIRE PEXPIREAT PERSIST RESTORE RESTORE-ASKING
                HDEL HINCRBY HINCRBYFLOAT HMSET HSET HSETNX HPEXPIREAT HPERSIST HPEXPIRE HEXPIRE HEXPIREAT HSETEX HGETDEL HGETEX
                LINSERT LPOP LPUSH LPUSHX LREM LSET LTRIM RPOP RPUSH RPUSHX SADD SPOP SREM
                ZADD ZINCRBY ZPOPMAX ZPOPMIN ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE GEOADD PFADD
                XACK XADD XAUTOCLAIM XCLAIM XDEL XSETID XTRIM XACKDEL XDELEX""");
        all(written(2), "XGROUP");
        all(written(1, 2), "RENAME RENAMENX LMOVE RPOPLPUSH SMOVE BLMOVE BRPOPLPUSH");
        all(write -> every(write, 1, 1), "DEL UNLINK PFCOUNT");
        all(write -> every(write, 1, 2), "MSET MSETNX");
        all(write -> reads(range(1, write.size()), List.of(1)), "SUNIONSTORE SINTERSTORE SDIFFSTORE PFMERGE");
        all(write -> reads(List.of(1, 2), List.of(1)), "ZRANGESTORE GEOSEARCHSTORE");
        all(write -> reads(List.of(1, 2), List.of(2)), "COPY");
        all(KeyPlaces::counted, "ZUNIONSTORE ZINTERSTORE ZDIFFSTORE");
        all(write -> reads(range(2, write.size()), List.of(2)), "BITOP");
        all(KeyPlaces::stored, "SORT GEORADIUS GEORADIUSBYMEMBER");
        all(written(1), "MOVE");
    }

    private KeyPlaces() {}

    static boolean knows(RedisCommand write) {
        return RULES.containsKey(write.name());
    }

    /** @throws IndexOutOfBoundsException if the command has fewer arguments than it must */
    static Keys of(RedisCommand write) {
        return Objects.requireNonNull(RULES.get(write.name()), write::name).of(write);
    }

    private static void all(Rule rule, String names) {
        for (var name : names.split("\\s+")) {
            RULES.put(name, rule);
        }
    }

    private static Rule written(Integer... indexes) {
        return _ -> new Keys(List.of(indexes), List.of(indexes));
    }

    private static Keys every(RedisCommand write, int from, int step) {
        var indexes = IntStream.range(from, write.size())
                .filter(index -> (index - from) % step == 0)
                .boxed()
                .toList();
        return new Keys(indexes, indexes);
    }

    private static Keys reads(List<Integer> read, List<Integer> written) {
        return new Keys(read, written);
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** {@code ZUNIONSTORE destination count key …}. */
    private static Keys counted(RedisCommand write) {
        var count = Integer.parseInt(write.text(2));
        return reads(
                IntStream.concat(IntStream.of(1), IntStream.range(3, 3 + count))
                        .boxed()
                        .toList(),
                List.of(1));
    }

    /** The last {@code STORE} or {@code STOREDIST} counts, as for the server. */
    private static Keys stored(RedisCommand write) {
        for (var i = write.size() - 2; i > 1; i--) {
            if (write.text(i).toUpperCase(Locale.ROOT).matches("STORE|STOREDIST")) {
                return reads(List.of(1, i + 1), List.of(i + 1));
            }
        }
        return reads(List.of(1), List.of());
    }
}
