package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {

    @TempDir
    Path folder;

    private Pair pair;

    @BeforeEach
    void start() {
        pair = new Pair(folder);
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

    @Test
    void isTheSameInEveryEncoding() {
        pair.target.send(List.of(
                RedisCommand.of("CONFIG", "SET", "list-max-listpack-size", 1),
                RedisCommand.of("CONFIG", "SET", "set-max-intset-entries", 0),
                RedisCommand.of("CONFIG", "SET", "zset-max-listpack-entries", 0),
                RedisCommand.of("CONFIG", "SET", "hash-max-listpack-entries", 0),
                RedisCommand.of("CONFIG", "SET", "hll-sparse-max-bytes", 0)));
        for (var side : List.of(pair.source, pair.target)) {
            side.call("RPUSH", "acme-corp:list", "a", "b", "17");
            side.call("SADD", "acme-corp:set", "3", "1", "2");
            side.call("ZADD", "acme-corp:zset", "0.1", "a", "-3", "b", "-inf", "c", "+inf", "d");
            side.call("HSET", "acme-corp:hash", "a", "1", "b", "x");
            side.call("PFADD", "acme-corp:hll", "a", "b", "c", "d", "e");
        }

        assertThat(pair.target.text("OBJECT", "ENCODING", "acme-corp:zset"))
                .isNotEqualTo(pair.source.text("OBJECT", "ENCODING", "acme-corp:zset"));
        assertThat((byte[]) pair.target.call("DUMP", "acme-corp:hll"))
                .isNotEqualTo(pair.source.call("DUMP", "acme-corp:hll"));
        pair.assertSame();
    }

    @Test
    void isNotChangedByReading() {
        pair.source.call("PFADD", "acme-corp:hll", "a", "b");
        var bytes = (byte[]) pair.source.call("DUMP", "acme-corp:hll");
        var before = Copies.sum(pair.source, pair.tenant, 0, 0).hex();

        pair.source.call("PFCOUNT", "acme-corp:hll");

        assertThat((byte[]) pair.source.call("DUMP", "acme-corp:hll")).isNotEqualTo(bytes);
        assertThat(Copies.sum(pair.source, pair.tenant, 0, 0).hex()).isEqualTo(before);
    }

    @Test
    void differsWithAnyDifference() {
        var seen = new ArrayList<String>();
        List<Object[]> changes = List.of(
                new Object[] {"SET", "acme-corp:a", "1"},
                new Object[] {"SET", "acme-corp:a", "2"},
                new Object[] {"PEXPIREAT", "acme-corp:a", "99999999999999"},
                new Object[] {"PEXPIREAT", "acme-corp:a", "99999999999998"},
                new Object[] {"RPUSH", "acme-corp:l", "a", "b"},
                new Object[] {"LSET", "acme-corp:l", "0", "b"},
                new Object[] {"LSET", "acme-corp:l", "1", "a"},
                new Object[] {"ZADD", "acme-corp:z", "1", "a"},
                new Object[] {"ZADD", "acme-corp:z", "1.0000000000000002", "a"},
                new Object[] {"HSET", "acme-corp:h", "ab", "c"},
                new Object[] {"RENAME", "acme-corp:h", "acme-corp:h2"},
                new Object[] {"XADD", "acme-corp:x", "1-1", "f", "v"},
                new Object[] {"XGROUP", "CREATE", "acme-corp:x", "g", "0"},
                new Object[] {"XREADGROUP", "GROUP", "g", "me", "STREAMS", "acme-corp:x", ">"},
                new Object[] {"XACK", "acme-corp:x", "g", "1-1"},
                new Object[] {"XDEL", "acme-corp:x", "1-1"},
                new Object[] {"PFADD", "acme-corp:p", "a"},
                new Object[] {"PFADD", "acme-corp:p", "b"});

        for (var change : changes) {
            pair.source.call(change);
            seen.add(Copies.sum(pair.source, pair.tenant, 0, 0).hex());
        }

        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void countsKeysThatAreAliveAtOneTime() {
        pair.source.call("SET", "acme-corp:a", "1", "PXAT", 5_000_000_000_000L);
        pair.source.call("SET", "acme-corp:b", "1", "PXAT", 6_000_000_000_000L);
        pair.source.call("SET", "acme-corp:c", "1");

        var sum = Copies.sum(pair.source, pair.tenant, 5_000_000_000_000L, 0);

        assertThat(sum.alive()).isEqualTo(2);
        assertThat(sum.expired()).isEqualTo(1);
    }
}
