package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokenReplicaIT extends ReplicaOfATenant {
    @Test
    void goesOnWhereABrokenConnectionBrokeAndAppliesNothingTwice() throws Exception {
        pair.source.call("SET", "acme-corp:counter", "0");
        var replica = pair.replica();
        pair.drain(replica);

        for (var round = 0; round < 20; round++) {
            for (var i = 0; i < 50; i++) {
                pair.source.send(java.util.List.of(
                        RedisCommand.of("INCR", "acme-corp:counter"),
                        RedisCommand.of("RPUSH", "acme-corp:list", round * 50 + i)));
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

    /** It counts from the beginning then, so that the target's offset of the stream before is further than the end that is waited for. */
    @Test
    void theEndOfASourceThatStartedAnewIsNotReachedWithoutANewCopy() throws Exception {
        pair.source.call("SET", "acme-corp:old", "x".repeat(100_000));
        var replica = pair.replica();
        pair.drain(replica);
        pair.source.call("SET", "acme-corp:old", "y".repeat(100_000));
        pair.drain(replica);

        pair.sourceProcess.kill();
        pair.sourceProcess.start();
        try (var source = Connection.to(pair.sourceServer())) {
            source.call("SET", "acme-corp:new", "1");
        }
        try {
            replica.await(replica.stopAtTheEnd(), java.time.Duration.ofMillis(1));
            assertThat(pair.target.text("GET", "acme-corp:new")).isEqualTo("1");
        } catch (RedisFailure notYet) {
            assertThat(notYet).hasMessageContainingAll("offset", "reached");
        }
        replica.goOn();
        awaitKey("acme-corp:new");
        pair.drain(replica);

        assertThat(pair.target.text("GET", "acme-corp:new")).isEqualTo("1");
        assertThat(replica.figures().begun()).isEqualTo(2);
    }

    @Test
    void anEndOfAStreamThatBeganAnewIsNotWaitedForAnyLonger() throws Exception {
        var replica = pair.replica();
        pair.drain(replica);
        replica.pause();
        pair.source.call("SET", "acme-corp:a", "1");
        var end = replica.now();

        pair.sourceProcess.kill();
        pair.sourceProcess.start();

        assertThatThrownBy(() -> replica.await(end, java.time.Duration.ofSeconds(60)))
                .hasMessageContaining("its stream began anew, as history ");
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
        assertThat(replica.streams().getFirst().spool().onDisk()).isPositive();
        assertThat(pair.target.call("EXISTS", "acme-corp:30")).isEqualTo(0L);
        // without what the writer had taken at the moment of the pause
        assertThat(replica.waiting()).isPositive();

        replica.proceed();
        pair.drain(replica);
        pair.assertSame();
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
}
