package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplicaIT {

    @TempDir
    Path folder;

    private Pair pair;

    @BeforeEach
    void start() {
        pair = new Pair(folder, "enable-debug-command local");
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

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
        assertThat(Lifetimes.meant((Long) pair.target.call("PEXPIRETIME", "acme-corp:big-hash")))
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
                    Write.of("MULTI"),
                    Write.of("SET", "other:n", i),
                    Write.of("COPY", "other:n", "acme-corp:n", "REPLACE"),
                    Write.of("INCR", "acme-corp:n"),
                    Write.of("APPEND", "acme-corp:log", "x"),
                    Write.of("COPY", "acme-corp:n", "acme-corp:m", "REPLACE"),
                    Write.of("EXEC"),
                    Write.of("INCR", "acme-corp:n"),
                    Write.of("INCR", "acme-corp:m")));
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
    void goesOnWhereABrokenConnectionBrokeAndAppliesNothingTwice() throws Exception {
        pair.source.call("SET", "acme-corp:counter", "0");
        var replica = pair.replica();
        pair.drain(replica);

        for (var round = 0; round < 20; round++) {
            for (var i = 0; i < 50; i++) {
                pair.source.send(java.util.List.of(
                        Write.of("INCR", "acme-corp:counter"), Write.of("RPUSH", "acme-corp:list", round * 50 + i)));
            }
            if (round % 2 == 0) {
                pair.source.call("CLIENT", "KILL", "TYPE", "replica");
            } else {
                pair.target.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
        }

        pair.drain(replica);
        pair.assertSame();
        assertThat(pair.target.text("GET", "acme-corp:counter")).isEqualTo("1000");
        assertThat(replica.figures().begun()).isEqualTo(1);
        assertThat(replica.figures().resumed()).isPositive();
    }

    @Test
    void beginsAnewWhenTheSourceNoLongerHasWhatWasMissed() throws Exception {
        pair.source.call("SET", "acme-corp:gone-later", "1");
        var replica = pair.replica();
        pair.drain(replica);
        pair.source.call("DEL", "acme-corp:gone-later");
        pair.drain(replica);
        pair.target.call("SET", "acme-corp:stale", "1");

        pair.source.call("DEBUG", "CHANGE-REPL-ID");
        pair.source.call("CLIENT", "KILL", "TYPE", "replica");
        pair.source.call("SET", "acme-corp:new", "1");

        awaitKey("acme-corp:new");
        pair.drain(replica);
        pair.assertSame();
        assertThat(replica.figures().begun()).isEqualTo(2);
        assertThat(pair.told).anyMatch(line -> line.contains("everything is copied anew"));
    }

    @Test
    void givesUpWithFiguresWhenTheSourceDropsTheLinkDuringEachCopy() throws Exception {
        pair.source.call("CONFIG", "SET", "client-output-buffer-limit", "replica 1mb 1mb 1");
        pair.source.call("CONFIG", "SET", "repl-backlog-size", "16kb");
        for (var i = 0; i < 200; i++) {
            pair.source.call("SET", "acme-corp:" + i, "x".repeat(100_000));
        }
        var replica = pair.replica(1 << 20, 1, bytes -> TimeUnit.MILLISECONDS.sleep(20));

        while (!replica.ended().isDone()) {
            pair.source.call("SET", "other:load", "y".repeat(500_000));
        }

        assertThatThrownBy(() -> replica.ended().get(10, TimeUnit.SECONDS))
                .cause()
                .hasMessageContainingAll("given up after 5 copies", "repl-backlog-size (16384)", "mode 'fast'");
    }

    @Test
    void spoolsWhileItIsPaused() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        replica.pause();
        for (var i = 0; i < 40; i++) {
            pair.source.call("SET", "acme-corp:" + i, "x".repeat(100_000));
        }
        pair.source.call("SET", "other:mark", "1");

        awaitReceived(replica);
        assertThat(replica.spool().onDisk()).isPositive();
        assertThat(pair.target.call("EXISTS", "acme-corp:30")).isEqualTo(0L);
        assertThat(replica.waiting()).isGreaterThan(20);

        replica.proceed();
        pair.drain(replica);
        pair.assertSame();
    }

    @Test
    void stopsExactlyAtAnOffset() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        pair.source.call("INCR", "acme-corp:a");
        var offset = replica.source().offset();
        replica.stopAfter(offset);
        for (var i = 0; i < 50; i++) {
            pair.source.call("INCR", "acme-corp:a");
        }

        awaitReceived(replica);
        assertThat(replica.between(() -> pair.target.text("GET", "acme-corp:a")).get())
                .isEqualTo("1");
        assertThat(replica.position().offset()).isEqualTo(offset);

        replica.goOn();
        pair.drain(replica);
        pair.assertSame();
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

    private java.util.List<String> timesThatAreMeant() {
        return pair.target.list("KEYS", "*").stream()
                .map(Reply::text)
                .filter(key -> (Long) pair.target.call("PEXPIRETIME", key) > 0
                        && (Long) pair.target.call("PEXPIRETIME", key) < Lifetimes.LATER)
                .sorted()
                .toList();
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

        var result = Comparison.of(pair.sourceServer(), pair.tenant, replica, 5, java.time.Duration.ofSeconds(10));

        stop.set(true);
        load.join();
        assertThat(result.same()).isTrue();
        assertThat(result.source().alive()).isGreaterThanOrEqualTo(11);
        assertThat(result.source().sample())
                .hasSize(5)
                .isEqualTo(result.target().sample());
        pair.drain(replica);
        pair.target.call("HSET", "acme-corp:hash", "f", "other");
        var second = Comparison.of(pair.sourceServer(), pair.tenant, replica, 5, java.time.Duration.ofSeconds(10));
        assertThat(second.same()).isFalse();
    }

    @Test
    void reachesAnOffsetAlsoInTheMiddleOfOthersWrites() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        replica.pause();
        pair.source.call("SET", "acme-corp:a", "1");
        pair.source.call("SET", "other:a", "1");
        var offset = replica.source().offset();
        for (var i = 0; i < 50; i++) {
            pair.source.call("INCR", "other:b");
        }
        awaitReceived(replica);

        replica.stopAfter(offset);
        replica.proceed();
        replica.await(offset, java.time.Duration.ofSeconds(5));

        assertThat(replica.position().offset()).isEqualTo(offset);
        assertThat(pair.target.text("GET", "acme-corp:a")).isEqualTo("1");
        replica.goOn();
        pair.drain(replica);
    }

    @Test
    void aSecondProcessFencesTheFirst() throws Exception {
        var first = pair.replica();
        pair.drain(first);

        try (var _ = Target.open(pair.target.server(), pair.tenant, 0)) {
            pair.source.call("SET", "acme-corp:a", "1");

            assertThatThrownBy(() -> first.ended().get(10, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(RedisFailure.class)
                    .rootCause()
                    .hasMessageContaining("another process writes for the same tenant");
        }
        assertThat(pair.target.call("EXISTS", "acme-corp:a")).isEqualTo(0L);
    }

    private void everyType() {
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

    private void awaitGone(String key) {
        while ((Long) pair.source.call("EXISTS", key) > 0) {
            Thread.onSpinWait();
        }
    }

    private void awaitKey(String key) {
        while ((Long) pair.target.call("EXISTS", key) == 0) {
            Thread.onSpinWait();
        }
    }

    private void awaitReceived(Replica replica) {
        var offset = replica.source().offset();
        while (replica.position().offset() + replica.behind().orElse(0) < offset) {
            Thread.onSpinWait();
        }
    }
}
