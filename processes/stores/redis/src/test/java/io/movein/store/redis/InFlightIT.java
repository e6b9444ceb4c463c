package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.Wire;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is on its way to the target when the connection breaks is done once. */
class InFlightIT extends ReplicaOfATenant {

    private static final int KEYS = 1500;
    private static final int WRITES = 20;

    /** The end of the copy and the writes after it come together, and the target takes the end and not the writes. */
    @Test
    void writesBehindTheEndOfACopyAreDoneOnce() throws Exception {
        IntStream.range(0, KEYS).forEach(i -> pair.source.call("SET", "acme-corp:" + i, i));
        pair.source.call("SET", "acme-corp:counter", 0);
        var copying = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        try (var wire = new Wire(pair.targetProcess.port())) {
            var replica = pair.replica(pair.sourceServer(), Pair.server("target", wire), 1 << 20, 1 << 28, _ -> {
                copying.countDown();
                written.await();
            });
            copying.await();
            increment();
            wire.keep("incr");
            written.countDown();
            wire.awaitKept();

            pair.drain(replica);
            wire.letGo();

            assertThat(pair.target.text("GET", "acme-corp:counter")).isEqualTo(Integer.toString(WRITES));
            pair.assertSame();
            assertThat(replica.figures().begun()).isEqualTo(1);
        }
    }

    /** It was carried out, and nobody heard of it. */
    @Test
    void aTransactionWhoseAnswerIsLostIsDoneOnce() throws Exception {
        pair.source.call("SET", "acme-corp:counter", 0);
        try (var wire = new Wire(pair.targetProcess.port())) {
            var replica = pair.replica(pair.sourceServer(), Pair.server("target", wire), 1 << 20, 1 << 28, _ -> {});
            pair.drain(replica);
            wire.loseAnswerTo("incr");

            increment();

            pair.drain(replica);
            assertThat(pair.target.text("GET", "acme-corp:counter")).isEqualTo(Integer.toString(WRITES));
            pair.assertSame();
        }
    }

    /** The same by a connection that everybody but the server has given up. */
    @Test
    void aTransactionThatArrivesAfterItWasSentOnceMoreIsDoneOnce() throws Exception {
        pair.source.call("SET", "acme-corp:counter", 0);
        try (var wire = new Wire(pair.targetProcess.port())) {
            var replica = pair.replica(pair.sourceServer(), Pair.server("target", wire), 1 << 20, 1 << 28, _ -> {});
            pair.drain(replica);
            wire.keep("incr");
            increment();
            wire.awaitKept();
            pair.drain(replica);

            wire.letGo();

            assertThat(pair.target.text("GET", "acme-corp:counter")).isEqualTo(Integer.toString(WRITES));
        }
    }

    private void increment() {
        for (var i = 0; i < WRITES; i++) {
            pair.source.send(List.of(RedisCommand.of("INCR", "acme-corp:counter")));
        }
    }
}
