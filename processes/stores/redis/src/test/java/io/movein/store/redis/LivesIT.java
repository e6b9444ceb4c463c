package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys whose life ends, or would have ended, while they are copied. */
class LivesIT extends ReplicaOfATenant {

    private static final int KEYS = 1000;
    private static final int SHORT_MILLIS = 3000;

    @Test
    void aKeyThatIsProlongedDuringTheCopyOutlivesTheTimeThatTheSnapshotHad() throws Exception {
        IntStream.range(0, KEYS).forEach(i -> pair.source.call("SET", "acme-corp:" + i, i, "PX", SHORT_MILLIS));
        pair.source.call("SET", "acme-corp:not-prolonged", "1", "PX", SHORT_MILLIS);
        var arrived = new CountDownLatch(1);
        var prolonged = new CountDownLatch(1);
        var replica = pair.replica(1 << 20, 1 << 28, _ -> {
            arrived.countDown();
            prolonged.await();
        });
        arrived.await();

        IntStream.range(0, KEYS).forEach(i -> pair.source.call("PEXPIRE", "acme-corp:" + i, 100_000));
        awaitGone("acme-corp:not-prolonged");
        prolonged.countDown();
        pair.drain(replica);
        replica.arm(System.currentTimeMillis() + 10_000);
        replica.stopAfter(replica.source().position().offset());
        replica.finishExpirations();

        pair.assertSame();
        assertThat(pair.target.call("EXISTS", "acme-corp:not-prolonged")).isEqualTo(0L);
    }

    @Test
    void eachKeyHasItsOwnLifeOrNone() throws Exception {
        for (var i = 0; i < KEYS; i++) {
            pair.source.call("SET", "acme-corp:" + i, i);
            if (i % 2 == 0) {
                pair.source.call("PEXPIRE", "acme-corp:" + i, i % 10 == 0 ? 1 : 1_000_000 + i);
            }
        }

        var replica = pair.replica();
        pair.drain(replica);
        // whoever looks at a key whose life is over removes it, and that is in the stream too
        var lives = lives(pair.source);
        pair.drain(replica);

        assertThat(lives(pair.target)).isEqualTo(lives);
        assertThat(pair.refused).isEmpty();
    }

    private static List<Long> lives(Connection side) {
        return IntStream.range(0, KEYS)
                .mapToObj(i -> Lifetimes.meant(Pair.number(side, "PEXPIRETIME", "acme-corp:" + i)))
                .toList();
    }

    @Test
    void endsWithTheKeyThatTheTargetMayNotTake() {
        pair.target.call("ACL", "SETUSER", "default", "resetkeys", "~acme-corp:k*", "~movein:*");
        pair.source.call("SET", "acme-corp:k", "1");
        pair.source.call("SET", "acme-corp:refused", "1");

        var replica = pair.replica();

        assertThatThrownBy(() -> pair.drain(replica))
                .hasMessageContaining("key 'acme-corp:refused' was refused: NOPERM");
    }
}
