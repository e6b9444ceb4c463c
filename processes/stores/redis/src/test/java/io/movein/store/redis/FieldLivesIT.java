package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.standin.redis.NewerServer;
import io.movein.standin.redis.RedisProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hashes whose fields expire by themselves, at servers that have such. */
@Timeout(60)
class FieldLivesIT {

    private static final String LARGE = "acme-corp:large";
    private static final String SMALL = "acme-corp:small";
    private static final int FIELDS = 2_000;
    private static final int PART = 1 << 12;
    private static final int SHORT_MILLIS = 1_500;

    @TempDir
    Path folder;

    private @Nullable Pair opened;

    private Pair start(NewerServer server) {
        assumeTrue(server.program().isPresent(), server::missing);
        var program = server.program().get();
        opened = new Pair(
                folder,
                RedisProcess.start(program, folder.resolve("source")),
                RedisProcess.start(program, folder.resolve("target")));
        return opened;
    }

    @AfterEach
    void stop() {
        if (opened != null) {
            opened.close();
        }
    }

    private static long hour() {
        return System.currentTimeMillis() + 3_600_000;
    }

    private static void fill(Connection source) {
        var large = new ArrayList<Object>(List.of("HSET", LARGE));
        for (var i = 0; i < FIELDS; i++) {
            large.add("field" + i);
            large.add("x".repeat(i % 50));
        }
        source.call(large.toArray());
        for (var i = 0; i < FIELDS; i += 3) {
            source.call("HPEXPIREAT", LARGE, hour() + i, "FIELDS", 1, "field" + i);
        }
        source.call("HSET", SMALL, "a", "1", "b", "2", "c", "3", "d", "4", "e", "5.5");
        source.call("HPEXPIREAT", SMALL, hour(), "FIELDS", 2, "a", "b");
        source.call("HSET", "other:hash", "a", "1");
        source.call("HPEXPIREAT", "other:hash", hour(), "FIELDS", 1, "a");
        source.call("HSET", "acme-corp:with-life", "a", "1", "b", "2");
        source.call("HPEXPIREAT", "acme-corp:with-life", hour(), "FIELDS", 1, "a");
        source.call("PEXPIREAT", "acme-corp:with-life", hour() + 5);
    }

    private static List<Long> times(Connection side, String key, String... fields) {
        var words = new ArrayList<Object>(List.of("HPEXPIRETIME", key, "FIELDS", fields.length));
        words.addAll(List.of(fields));
        return side.list(words.toArray()).stream().map(Long.class::cast).toList();
    }

    @ParameterizedTest
    @EnumSource
    void areCopiedAndFollowedAndNothingExpiresAtTheTargetByItself(NewerServer server) throws Exception {
        var pair = start(server);
        fill(pair.source);
        var replica = pair.replica(PART);
        pair.drain(replica);
        pair.assertSame();

        pair.source.call("HEXPIRE", SMALL, 5000, "FIELDS", 1, "c");
        pair.source.call("HPERSIST", SMALL, "FIELDS", 1, "a");
        pair.source.call("HPEXPIREAT", SMALL, hour() + 9, "XX", "FIELDS", 2, "b", "none");
        pair.source.call("HPEXPIREAT", SMALL, hour() + 10_000, "GT", "FIELDS", 1, "b");
        pair.source.call("HPEXPIREAT", SMALL, hour() - 10_000, "LT", "FIELDS", 1, "c");
        pair.source.call("HSETEX", SMALL, "EX", 4000, "FIELDS", 2, "f", "6", "e", "7.5");
        pair.source.call("HINCRBYFLOAT", SMALL, "e", "1.5");
        pair.source.call("HGETEX", SMALL, "PX", 9_000_000, "FIELDS", 1, "d");
        pair.source.call("HGETDEL", SMALL, "FIELDS", 1, "f");
        pair.source.call("HPEXPIRE", LARGE, 1, "FIELDS", 2, "field0", "field1");
        pair.source.call("RENAME", "other:hash", "acme-corp:came");
        pair.source.call("COPY", SMALL, "acme-corp:copied");
        pair.source.call("RENAME", "acme-corp:with-life", "acme-corp:renamed");
        pair.source.call("RESTORE", "acme-corp:restored", 0, Objects.requireNonNull(pair.source.call("DUMP", SMALL)));
        pair.source.call("HSET", "acme-corp:gone", "a", "1");
        pair.source.call("HPEXPIRE", "acme-corp:gone", 1, "FIELDS", 1, "a");
        while (Pair.number(pair.source, "EXISTS", "acme-corp:gone") > 0
                || Pair.number(pair.source, "HLEN", LARGE) > FIELDS - 2) {
            LockSupport.parkNanos(2_000_000);
        }
        pair.drain(replica);

        pair.assertSame();
        assertThat(pair.target.call("EXISTS", "acme-corp:gone")).isEqualTo(0L);
        for (var key : List.of(SMALL, "acme-corp:copied", "acme-corp:restored")) {
            assertThat(times(pair.target, key, "a", "b", "c", "d", "e"))
                    .as(key)
                    .containsExactlyElementsOf(times(pair.source, key, "a", "b", "c", "d", "e").stream()
                            .map(Lifetimes::ofField)
                            .toList());
        }
        assertThat(pair.told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatIsProlongedDuringTheCopyOutlivesTheTimeThatTheSnapshotHad(NewerServer server) throws Exception {
        var pair = start(server);
        for (var i = 0; i < 1000; i++) {
            pair.source.call("HSET", "acme-corp:" + i, "a", "1", "b", "2");
            pair.source.call("HPEXPIRE", "acme-corp:" + i, SHORT_MILLIS, "FIELDS", 2, "a", "b");
        }
        var arrived = new CountDownLatch(1);
        var prolonged = new CountDownLatch(1);
        var replica = pair.replica(PART, 1 << 28, _ -> {
            arrived.countDown();
            prolonged.await();
        });
        arrived.await();

        for (var i = 0; i < 1000; i++) {
            pair.source.call("HPEXPIRE", "acme-corp:" + i, 100_000, "FIELDS", 1, "a");
        }
        while (Pair.number(pair.source, "HLEN", "acme-corp:999") > 1) {
            LockSupport.parkNanos(2_000_000);
        }
        prolonged.countDown();
        pair.drain(replica);
        replica.arm(System.currentTimeMillis() + 10_000);
        replica.stopAtTheEnd();
        replica.finishExpirations();

        pair.assertSame();
        assertThat(times(pair.target, "acme-corp:7", "a", "b"))
                .isEqualTo(times(pair.source, "acme-corp:7", "a", "b"))
                .last()
                .isEqualTo(-2L);
    }

    @ParameterizedTest
    @EnumSource
    void getTheirOwnExpirationsAtTheCutoverAndLoseThemIfItIsNotMade(NewerServer server) throws Exception {
        var pair = start(server);
        fill(pair.source);
        pair.source.call("HPEXPIRE", SMALL, 8_000, "FIELDS", 1, "d");
        var replica = pair.replica(PART);
        pair.drain(replica);

        replica.arm(System.currentTimeMillis() + 10_000);
        assertThat(times(pair.target, SMALL, "a", "d"))
                .containsExactly(
                        times(pair.source, SMALL, "a").getFirst(),
                        Lifetimes.ofField(times(pair.source, SMALL, "d").getFirst()));
        assertThat(times(pair.target, LARGE, "field3")).isEqualTo(times(pair.source, LARGE, "field3"));
        replica.disarm();
        assertThat(times(pair.target, LARGE, "field3", "field4"))
                .containsExactly(
                        Lifetimes.ofField(times(pair.source, LARGE, "field3").getFirst()), -1L);

        replica.arm(System.currentTimeMillis() + 10_000);
        pair.source.call("HPEXPIREAT", LARGE, hour() + 77, "FIELDS", 1, "field4");
        pair.source.call("HPEXPIREAT", LARGE, hour() + 99_999, "GT", "FIELDS", 1, "field3");
        pair.drain(replica);
        assertThat(replica.armAgain(System.currentTimeMillis() + 10_000)).isEqualTo(1);
        pair.source.call("HSET", "acme-corp:late", "a", "1");
        pair.source.call("HPEXPIRE", "acme-corp:late", 9_000, "FIELDS", 1, "a");
        replica.await(replica.stopAtTheEnd(), java.time.Duration.ofSeconds(10));
        replica.finishExpirations();

        pair.assertSame();
        for (var key : List.of(SMALL, LARGE, "acme-corp:late")) {
            assertThat(times(pair.target, key, "a", "d", "field3", "field4"))
                    .as(key)
                    .isEqualTo(times(pair.source, key, "a", "d", "field3", "field4"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsByNameWithAFieldThatExpiresInAnotherAge(NewerServer server) {
        var pair = start(server);
        pair.source.call("HSET", SMALL, "a", "1");
        pair.source.call("HPEXPIREAT", SMALL, Lifetimes.FIELD_LATER, "FIELDS", 1, "a");

        var replica = pair.replica();

        assertThatThrownBy(() -> pair.drain(replica))
                .hasMessageContaining("key 'acme-corp:small', whose field 'a' expires in the year 3084 or later");
    }

    @ParameterizedTest
    @EnumSource
    void areInABackup(NewerServer server) throws Exception {
        var pair = start(server);
        fill(pair.source);
        var file = folder.resolve("backup");

        Backup.write(RedisSide.at(pair.source.server(), List.of()), pair.tenant, file);
        Backup.restore(RedisSide.at(pair.target.server(), List.of()), pair.tenant, file);

        pair.assertSame();
        assertThat(times(pair.target, SMALL, "a", "c")).isEqualTo(times(pair.source, SMALL, "a", "c"));
    }
}
