package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.testkit.Wire;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaIT extends ReplicaOfATenant {
    @Test
    void copiesEveryTypeAndLeavesOthersAlone() throws Exception {
        everyType();
        pair.source.call("SET", "other:a", "1");
        pair.target.call("SET", "other:b", "2");

        pair.drain(pair.replica());

        pair.assertSame();
        assertThat(pair.target.text("KEYS", "other:*")).isEqualTo("[other:b]");
        assertThat(pair.refused).isEmpty();
    }

    @Test
    void followsEveryTypeOnceTheSnapshotIsThere() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);

        everyType();
        pair.source.call("XREADGROUP", "GROUP", "g", "me", "COUNT", 2, "STREAMS", "acme-corp:stream", ">");
        pair.source.call("SPOP", "acme-corp:set");
        pair.source.call("INCRBYFLOAT", "acme-corp:n", "1.5");
        pair.source.call(
                "EVAL",
                "redis.call('incr', KEYS[1]) redis.call('lpush', KEYS[2], 'x')",
                2,
                "acme-corp:i",
                "acme-corp:list");

        pair.drain(replica);
        pair.assertSame();
        assertThat(replica.figures().written()).isGreaterThan(10);
    }

    @Test
    void writesLargeKeysInPartsThatGiveTheSame() throws Exception {
        for (var i = 0; i < 20_000; i += 1000) {
            var from = i;
            for (var command : new String[] {"RPUSH", "SADD"}) {
                var words = new ArrayList<Object>(java.util.List.of(command, "acme-corp:big-" + command));
                IntStream.range(from, from + 1000).forEach(n -> words.add("element " + n));
                pair.source.call(words.toArray());
            }
            var hash = new ArrayList<Object>(java.util.List.of("HSET", "acme-corp:big-hash"));
            var sorted = new ArrayList<Object>(java.util.List.of("ZADD", "acme-corp:big-zset"));
            IntStream.range(from, from + 1000).forEach(n -> {
                hash.addAll(java.util.List.of("field " + n, n));
                sorted.addAll(java.util.List.of(n / 3.0, "member " + n));
            });
            pair.source.call(hash.toArray());
            pair.source.call(sorted.toArray());
        }
        pair.source.call("ZADD", "acme-corp:big-zset", "-inf", "least", "+inf", "most");
        pair.source.call("EXPIRE", "acme-corp:big-hash", 1000);

        pair.drain(pair.replica(8192));

        pair.assertSame();
        assertThat(Lifetimes.meant(Pair.number(pair.target, "PEXPIRETIME", "acme-corp:big-hash")))
                .isEqualTo(pair.source.call("PEXPIRETIME", "acme-corp:big-hash"));
    }

    @Test
    void leavesItToTheSourceWhenAKeyExpires() throws Exception {
        pair.source.call("SET", "acme-corp:short", "1", "PX", 150);
        pair.source.call("SET", "acme-corp:prolonged", "1", "PX", 150);
        var replica = pair.replica();
        pair.drain(replica);
        replica.pause();
        pair.source.call("PEXPIRE", "acme-corp:prolonged", 100_000);
        awaitGone("acme-corp:short");

        assertThat(pair.target.call("EXISTS", "acme-corp:short", "acme-corp:prolonged"))
                .isEqualTo(2L);

        replica.proceed();
        pair.drain(replica);
        assertThat(pair.target.call("EXISTS", "acme-corp:short")).isEqualTo(0L);
        pair.assertSame();
    }

    @Test
    void carriesOutCommandsAcrossTheTenantsEdgeAsFarAsTheyAreTheTenants() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);

        pair.source.call("MSET", "acme-corp:a", "1", "other:b", "2");
        pair.source.call("SADD", "other:t", "x", "y");
        pair.source.call("SET", "other:x", "from outside");
        pair.source.call("RENAME", "other:x", "acme-corp:x");
        pair.source.call("INCR", "acme-corp:counter");
        pair.source.call("SUNIONSTORE", "acme-corp:s", "other:t");
        pair.source.call("SADD", "acme-corp:s", "z");
        pair.source.call("RENAME", "acme-corp:a", "other:a");
        pair.source.call("RPUSH", "other:list", "3", "1", "2");
        pair.source.call("SORT", "other:list", "STORE", "acme-corp:sorted");
        pair.source.call("LMOVE", "acme-corp:sorted", "other:list", "LEFT", "RIGHT");
        pair.source.call("COPY", "other:list", "acme-corp:copied");
        pair.source.call("LPUSH", "acme-corp:copied", "last");

        pair.drain(replica);
        pair.assertSame();
        assertThat(pair.target.text("KEYS", "other:*")).isEqualTo("[]");
        assertThat(replica.figures().fetched()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void fetchesAKeyOfABusyTransactionWithoutApplyingAnythingTwice() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);

        for (var i = 0; i < 300; i++) {
            pair.source.send(java.util.List.of(
                    RedisCommand.of("MULTI"),
                    RedisCommand.of("SET", "other:n", i),
                    RedisCommand.of("COPY", "other:n", "acme-corp:n", "REPLACE"),
                    RedisCommand.of("INCR", "acme-corp:n"),
                    RedisCommand.of("APPEND", "acme-corp:log", "x"),
                    RedisCommand.of("COPY", "acme-corp:n", "acme-corp:m", "REPLACE"),
                    RedisCommand.of("EXEC"),
                    RedisCommand.of("INCR", "acme-corp:n"),
                    RedisCommand.of("INCR", "acme-corp:m")));
        }

        pair.drain(replica);
        pair.assertSame();
    }

    @Test
    void endsWithTheCommandThatItCannotCarryOver() throws Exception {
        pair.source.call("SET", "acme-corp:a", "1");
        pair.target.call("SET", "other:a", "1");
        var replica = pair.replica();
        pair.drain(replica);

        pair.source.call("FLUSHALL", "ASYNC");

        assertThatThrownBy(() -> replica.ended().get(10, TimeUnit.SECONDS))
                .hasRootCauseMessage(
                        "source (127.0.0.1:%d): the source carried out 'FLUSHALL ASYNC', which cannot be carried over: it concerns the tenant and others alike"
                                .formatted(pair.sourceProcess.port()));
        assertThat(pair.target.text("KEYS", "*")).contains("other:a", "acme-corp:a");
    }

    @Test
    void stopsExactlyAtAnOffset() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        pair.source.call("INCR", "acme-corp:a");
        var end = replica.now();
        replica.stopAfter(end.position().offset());
        for (var i = 0; i < 50; i++) {
            pair.source.call("INCR", "acme-corp:a");
        }

        awaitReceived(replica);
        replica.await(end, java.time.Duration.ofSeconds(5));
        assertThat(replica.streams()
                        .getFirst()
                        .between(() -> pair.target.text("GET", "acme-corp:a"))
                        .get())
                .isEqualTo("1");
        assertThat(replica.position().offset()).isEqualTo(end.position().offset());

        replica.goOn();
        pair.drain(replica);
        pair.assertSame();
    }

    /** What others write while the source tells where the tenant's writes end is behind that end. */
    @Test
    void stopsAtTheEndOfTheTenantsWritesThoughOthersWriteOn() throws Exception {
        try (var wire = new Wire(pair.sourceProcess.port())) {
            var replica = pair.replica(Pair.server("source", wire), pair.target.server(), 1 << 20, 1 << 28, _ -> {});
            pair.drain(replica);
            pair.source.call("INCR", "acme-corp:a");
            wire.beforeTheAnswerTo("replication", () -> {
                pair.source.call("SET", "other:a", "1");
                awaitKept(replica);
            });

            var end = replica.stopAtTheEnd();

            replica.await(end, java.time.Duration.ofSeconds(10));
            assertThat(replica.position().offset()).isEqualTo(end.position().offset());
            assertThat(pair.target.text("GET", "acme-corp:a")).isEqualTo("1");
        }
    }

    /** Until the writer has carried out, or kept back, all that the source has done. */
    private void awaitKept(Replica replica) {
        var offset = Long.parseLong(pair.source.info("replication", "master_repl_offset"));
        while (replica.position().offset() + replica.behind().orElse(0) < offset) {
            LockSupport.parkNanos(2_000_000);
        }
        // it looks for something to do between two rounds
        replica.streams().getFirst().between(() -> 0).join();
        replica.streams().getFirst().between(() -> 0).join();
    }

    @Test
    void givesCopiesTheirOwnExpirationsBeforeTheCutoverAndTakesThemBack() throws Exception {
        pair.source.call("SET", "acme-corp:far", "1", "PX", 1_000_000);
        pair.source.call("SET", "acme-corp:near", "1", "PX", 20_000);
        pair.source.call("SET", "acme-corp:none", "1");
        var replica = pair.replica();
        pair.drain(replica);
        var horizon = System.currentTimeMillis() + 60_000;

        replica.arm(horizon);
        pair.source.call("SET", "acme-corp:written", "1", "PX", 1_000_000);
        pair.source.call("SET", "acme-corp:written-near", "1", "PX", 20_000);
        pair.drain(replica);

        assertThat(timesThatAreMeant()).containsExactly("acme-corp:far");
        replica.armAgain(horizon);
        assertThat(timesThatAreMeant()).containsExactly("acme-corp:far", "acme-corp:written");

        replica.disarm();
        assertThat(timesThatAreMeant()).isEmpty();
        pair.assertSame();

        replica.arm(horizon);
        assertThat(replica.finishExpirations()).isEqualTo(2);
        assertThat(timesThatAreMeant())
                .containsExactly("acme-corp:far", "acme-corp:near", "acme-corp:written", "acme-corp:written-near");
        pair.assertSame();
    }

    @Test
    void comparesTheTwoSidesAtOneOffsetWhileTheyAreInUse() throws Exception {
        everyType();
        var replica = pair.replica();
        pair.drain(replica);
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        var load = Thread.ofVirtual().start(() -> {
            try (var client = Connection.to(pair.sourceServer())) {
                while (!stop.get()) {
                    client.call("INCR", "acme-corp:counter");
                }
            }
        });

        var result = Comparison.of(replica, 5, java.time.Duration.ofSeconds(10));

        stop.set(true);
        load.join();
        assertThat(result.same()).isTrue();
        assertThat(result.source().alive()).isGreaterThanOrEqualTo(11);
        assertThat(result.source().sample())
                .hasSize(5)
                .isEqualTo(result.target().sample());
        pair.drain(replica);
        pair.target.call("HSET", "acme-corp:hash", "f", "other");
        var second = Comparison.of(replica, 5, java.time.Duration.ofSeconds(10));
        assertThat(second.same()).isFalse();
    }

    @Test
    void reachesAnOffsetAlsoInTheMiddleOfOthersWrites() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        replica.pause();
        pair.source.call("SET", "acme-corp:a", "1");
        pair.source.call("SET", "other:a", "1");
        var end = replica.now();
        for (var i = 0; i < 50; i++) {
            pair.source.call("INCR", "other:b");
        }
        awaitReceived(replica);

        replica.stopAfter(end.position().offset());
        replica.proceed();
        replica.await(end, java.time.Duration.ofSeconds(5));

        assertThat(replica.position().offset()).isEqualTo(end.position().offset());
        assertThat(pair.target.text("GET", "acme-corp:a")).isEqualTo("1");
        replica.goOn();
        pair.drain(replica);
    }
}
