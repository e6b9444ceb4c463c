package io.movein.store.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of a tenant on all masters of a side, and what is written to them. */
final class TenantKeys {

    static final int COUNT = 300;

    private TenantKeys() {}

    static @Nullable Object call(Masters side, String key, Object... words) {
        return side.of(Key.of(key)).call(words);
    }

    /** Every master takes part; some keys of every type, and one that is copied in parts. */
    static void fill(Masters source) {
        for (var i = 0; i < COUNT; i++) {
            call(source, "acme-corp:" + i, "SET", "acme-corp:" + i, i);
        }
        call(source, "acme-corp:list", "RPUSH", "acme-corp:list", "a", "b", "1");
        call(source, "acme-corp:zset", "ZADD", "acme-corp:zset", "1.5", "a", "-inf", "b");
        call(source, "acme-corp:stream", "XADD", "acme-corp:stream", "1-1", "field", "x");
        call(source, "acme-corp:hll", "PFADD", "acme-corp:hll", "a", "b", "c");
        call(source, "acme-corp:life", "SET", "acme-corp:life", "x", "EX", 1000);
        var large = new ArrayList<Object>(List.of("HSET", "acme-corp:large"));
        for (var i = 0; i < 1000; i++) {
            large.add("field" + i);
            large.add("value" + i);
        }
        call(source, "acme-corp:large", large.toArray());
        call(source, "other:1", "SET", "other:1", "not the tenant's");
    }

    /** Each of them would differ if it were done twice, or not. */
    static void write(Masters source) {
        for (var i = 0; i < COUNT; i++) {
            call(source, "acme-corp:" + i, "INCR", "acme-corp:" + i);
            call(source, "acme-corp:log" + i % 7, "RPUSH", "acme-corp:log" + i % 7, i);
        }
        call(source, "acme-corp:life", "PEXPIREAT", "acme-corp:life", System.currentTimeMillis() + 500_000);
        call(source, "acme-corp:5", "DEL", "acme-corp:5");
        var many = new ArrayList<Object>(List.of("RPUSH", "acme-corp:many"));
        for (var i = 0; i < 9_000; i++) {
            many.add(i);
        }
        call(source, "acme-corp:many", many.toArray());
        call(source, "acme-corp:many", "LPUSH", "acme-corp:many", "first");
    }
}
