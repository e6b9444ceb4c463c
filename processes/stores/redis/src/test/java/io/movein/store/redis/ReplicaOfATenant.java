package io.movein.store.redis;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant with something of every type, and its replica. */
@Timeout(60)
abstract class ReplicaOfATenant {

    @TempDir
    Path folder;

    Pair pair;

    @BeforeEach
    void start() {
        pair = new Pair(folder, "enable-debug-command local");
    }

    @AfterEach
    void stop() {
        pair.close();
    }

    java.util.List<String> timesThatAreMeant() {
        return pair.target.list("KEYS", "*").stream()
                .map(Reply::text)
                .filter(key -> Pair.number(pair.target, "PEXPIRETIME", key) > 0
                        && Pair.number(pair.target, "PEXPIRETIME", key) < Lifetimes.LATER)
                .sorted()
                .toList();
    }

    void everyType() {
        pair.source.call("SET", "acme-corp:string", "a\r\n\u0000b");
        pair.source.call("SET", "acme-corp:with-life", "x", "EX", 1000);
        pair.source.call("RPUSH", "acme-corp:list", "a", "b", "1", "x".repeat(300));
        pair.source.call("SADD", "acme-corp:set", "a", "b", "c");
        pair.source.call("SADD", "acme-corp:ints", "1", "2", "300000");
        pair.source.call("ZADD", "acme-corp:zset", "1.5", "a", "-inf", "b", "2e10", "c");
        pair.source.call("HSET", "acme-corp:hash", "f", "v", "g", "2");
        pair.source.call("PFADD", "acme-corp:hll", "a", "b", "c");
        pair.source.call("SETBIT", "acme-corp:bits", 1000, 1);
        pair.source.call("GEOADD", "acme-corp:geo", "13.361389", "38.115556", "Palermo");
        for (var i = 1; i < 6; i++) {
            pair.source.call("XADD", "acme-corp:stream", i + "-1", "field", i, "other", "x");
        }
        pair.source.call("XDEL", "acme-corp:stream", "3-1");
        pair.source.call("XGROUP", "CREATE", "acme-corp:stream", "g", "0");
        pair.source.call("XREADGROUP", "GROUP", "g", "you", "COUNT", 1, "STREAMS", "acme-corp:stream", ">");
    }

    void awaitGone(String key) {
        while (Pair.number(pair.source, "EXISTS", key) > 0) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    void awaitKey(String key) {
        while (Pair.number(pair.target, "EXISTS", key) == 0) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    void awaitReceived(Replica replica) {
        var offset = replica.source().position().offset();
        while (replica.position().offset() + replica.behind().orElse(0) < offset) {
            LockSupport.parkNanos(2_000_000);
        }
    }
}
