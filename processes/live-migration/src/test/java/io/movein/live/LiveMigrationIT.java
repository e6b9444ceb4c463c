package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.Stop;
import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class LiveMigrationIT {

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(folder);
        for (var i = 0; i < 500; i++) {
            scene.source.call("SET", "acme-corp:" + i, "value " + i);
        }
        scene.source.call("HSET", "acme-corp:hash", "f", "v");
        scene.source.call("SET", "other:a", "1");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void movesATenantWithoutLosingOrDoublingAWriteThatWasAcknowledged() throws Exception {
        var acknowledged = new AtomicInteger();
        var load = Thread.ofVirtual().start(() -> {
            try (var client = scene.client()) {
                while (true) {
                    client.call("INCR", "acme-corp:counter");
                    acknowledged.incrementAndGet();
                }
            } catch (RedisFailure refused) {
                // from the cutover on
            }
        });

        var run = scene.live();
        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();

        load.join();
        assertThat(acknowledged.get()).isPositive();
        assertThat(scene.target.text("GET", "acme-corp:counter")).isEqualTo(Integer.toString(acknowledged.get()));
        assertThat(scene.checksum(scene.target)).isEqualTo(scene.checksum(scene.source));
        try (var there = scene.clientAtTarget();
                var here = scene.client();
                var neighbour = scene.neighbour()) {
            there.call("INCR", "acme-corp:counter");
            assertThatThrownBy(() -> here.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
            neighbour.call("SET", "other:a", "2");
        }
        assertThat(scene.target.call("EXISTS", "other:a")).isEqualTo(0L);
        assertThat(scene.target.list("KEYS", "movein:*")).isEmpty();
        assertThat(scene.output()).contains("writes were held for", "phase completed");
    }

    @Test
    void cutsOverOnCommandAndKeepsTheTargetShutUntilThen() throws Exception {
        var run = scene.with("when: automatic", "when: command").live();
        scene.await("phase live_sync");
        try (var there = scene.clientAtTarget();
                var here = scene.client()) {
            assertThatThrownBy(() -> there.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
            here.call("SET", "acme-corp:a", "2");
        }

        scene.command("cutover", "soon");
        scene.await("refused: 'soon'");
        scene.command("cutover", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.target.text("GET", "acme-corp:a")).isEqualTo("2");
    }

    @Test
    void pausesGoesOnAndRollsBackAsIfNothingHadBeen() throws Exception {
        scene.target.call("SET", "other:there", "1");
        var rules = scene.target.list("ACL", "LIST");
        var run = scene.with("when: automatic", "when: command").live();
        scene.await("phase live_sync");

        scene.command("pause", "");
        scene.await("phase paused");
        scene.source.call("SET", "acme-corp:meanwhile", "1");
        assertThat(scene.target.call("EXISTS", "acme-corp:meanwhile")).isEqualTo(0L);
        scene.command("continue", "");
        awaitKey(scene.target, "acme-corp:meanwhile");
        scene.command("rollback", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(143);
        assertThat(scene.target.text("KEYS", "*")).isEqualTo("[other:there]");
        assertThat(scene.target.list("ACL", "LIST").stream().map(io.movein.store.redis.Reply::text))
                .containsExactlyElementsOf(
                        rules.stream().map(io.movein.store.redis.Reply::text).toList());
        try (var client = scene.client()) {
            client.call("SET", "acme-corp:a", "still here");
        }
    }

    @Test
    void goesOnAfterAStopFromWhereTheTargetSaysThatItIs() throws Exception {
        scene.with("when: automatic", "when: command");
        var first = scene.live();
        scene.await("phase live_sync");
        scene.stop.request();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(143);
        scene.source.call("INCR", "acme-corp:meanwhile");

        scene.stop = new Stop();
        scene.with("when: automatic", "when: automatic");
        var second = scene.live("--attempt", "resume");

        assertThat(second.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.checksum(scene.target)).isEqualTo(scene.checksum(scene.source));
        assertThat(scene.target.text("GET", "acme-corp:meanwhile")).isEqualTo("1");
    }

    @Test
    void movesATenantWhoseWritesAreRefusedAllTheWhile() throws Exception {
        assertThat(scene.with("mode: live", "mode: fast").live().get(30, TimeUnit.SECONDS))
                .as(scene.output())
                .isZero();

        assertThat(scene.checksum(scene.target)).isEqualTo(scene.checksum(scene.source));
        try (var there = scene.clientAtTarget()) {
            there.call("SET", "acme-corp:a", "1");
        }
    }

    @Test
    void leavesAllAsBeforeWhenWritesCannotMoveWithinTheLimit() throws Exception {
        var run = scene.with("limit: 2s", "limit: 1ms").live();

        assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(4);

        assertThat(scene.output()).contains("the source continues", "liveMigrationFailed");
        try (var here = scene.client();
                var there = scene.clientAtTarget()) {
            here.call("SET", "acme-corp:a", "1");
            assertThatThrownBy(() -> there.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
        }
    }

    @Test
    void endsBeforeTheCutoverIfTheSidesDiffer() throws Exception {
        var run = scene.with("when: automatic", "when: command").live();
        scene.await("phase live_sync");
        scene.target.call("SET", "acme-corp:7", "someone else's");

        scene.command("verify", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(5);
        try (var here = scene.client()) {
            here.call("SET", "acme-corp:a", "1");
        }
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        var before = List.of(scene.source.info("replication", "master_repl_offset"), scene.target.text("ACL", "LIST"));

        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("501 keys of tenant 'acme-corp' would be copied");
        assertThat(scene.target.text("KEYS", "*")).isEqualTo("[]");
        assertThat(List.of(scene.source.info("replication", "master_repl_offset"), scene.target.text("ACL", "LIST")))
                .isEqualTo(before);
    }

    @Test
    void saysEverythingThatWouldFailAtOnce() {
        scene.source.call("ACL", "SETUSER", "scheduler", "on", ">x", "~*", "+@all");
        scene.source.call("FUNCTION", "LOAD", "#!lua name=acme\nredis.register_function('f', function() return 1 end)");
        scene.target.call("ACL", "SETUSER", "acme", "(+@write ~acme-corp:*)");
        scene.target.call("SET", "acme-corp:old", "1");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "user 'scheduler' may write to the tenant's keys",
                        "function library 'acme' is not there",
                        "'acme' has selectors");
    }

    @Test
    void saysThatTheTargetHasTooLittleRoom() {
        scene.source.call("SET", "acme-corp:large", "x".repeat(4_000_000));
        for (var i = 0; i < 5; i++) {
            scene.source.call("COPY", "acme-corp:large", "acme-corp:large-" + i);
        }
        scene.target.call("CONFIG", "SET", "maxmemory", "8mb");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output()).containsPattern("\\d MiB are free and the tenant's keys take about \\d+ MiB");
    }

    @Test
    void refusesATargetThatHasKeysOfTheTenant() {
        scene.target.call("SET", "acme-corp:old", "1");

        assertThat(scene.run("run", "--mode", "live")).isEqualTo(2);

        assertThat(scene.output()).contains("1 keys that begin with 'acme-corp:'");
        assertThat(scene.target.call("EXISTS", "acme-corp:old")).isEqualTo(1L);
    }

    @Test
    void removesWhatWasLeftAtTheSourceOnlyOnceTheTargetAloneTakesWrites() throws Exception {
        scene.with("mode: live", "mode: live\noperation: cleanup");
        assertThat(scene.run("run", "--mode", "live")).isEqualTo(6);
        assertThat(scene.source.call("EXISTS", "acme-corp:hash")).isEqualTo(1L);

        scene.with("mode: live", "mode: live");
        assertThat(scene.live().get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        scene.with("mode: live", "mode: live\noperation: cleanup");
        assertThat(scene.run("run", "--mode", "live")).as(scene.output()).isZero();

        assertThat(scene.source.text("KEYS", "*")).isEqualTo("[other:a]");
        assertThat(scene.target.call("EXISTS", "acme-corp:hash")).isEqualTo(1L);
    }

    private static void awaitKey(Connection side, String key) {
        while (!Long.valueOf(1).equals(side.call("EXISTS", key))) {
            LockSupport.parkNanos(2_000_000);
        }
    }
}
