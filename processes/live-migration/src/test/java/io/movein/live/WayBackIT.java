package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.process.Stop;
import io.movein.store.redis.Connection;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that has moved goes back, with everything that it wrote at the target. */
@Timeout(90)
class WayBackIT {

    private static final long FAR = 4_000_000_000_000L;

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(folder);
        scene.with("limit: 2s", "limit: 2s, wayBack: 10m");
        for (var i = 0; i < 300; i++) {
            scene.source.call("SET", "acme-corp:" + i, "value " + i);
        }
        scene.source.call("PEXPIREAT", "acme-corp:1", FAR);
        scene.source.call("PEXPIREAT", "acme-corp:2", FAR);
        scene.source.call("SET", "other:a", "1");
        scene.target.call("SET", "other:there", "1");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void goesBackWithEverythingThatWasWrittenMeanwhileAndClientsDoNotNotice() throws Exception {
        scene.gateway(RedirectMode.NONE);
        var acknowledged = new AtomicLong();
        var ending = new AtomicLong();
        var load = Thread.ofVirtual().start(() -> {
            try (var client = scene.clientAtGateway()) {
                while (ending.get() == 0) {
                    assertThat(client.call("INCR", "acme-corp:counter")).isEqualTo(acknowledged.incrementAndGet());
                }
            }
        });
        var run = scene.live();
        scene.await("way back: live_sync");
        scene.await("way back: both sides are equal");
        try (var client = scene.clientAtGateway()) {
            client.call("SET", "acme-corp:new", "1");
            client.call("DEL", "acme-corp:3");
            client.call("PERSIST", "acme-corp:1");
            client.call("PEXPIREAT", "acme-corp:4", FAR);
            client.call("PEXPIREAT", "acme-corp:5", 1);
        }

        scene.command("rollback", "");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        var atTheMove = acknowledged.get();
        while (acknowledged.get() < atTheMove + 100 && load.isAlive()) {
            LockSupport.parkNanos(2_000_000);
        }
        ending.set(1);
        load.join();
        assertThat(scene.source.text("GET", "acme-corp:counter")).isEqualTo(Long.toString(acknowledged.get()));
        assertThat(scene.source.text("GET", "acme-corp:new")).isEqualTo("1");
        assertThat(scene.source.call("EXISTS", "acme-corp:3", "acme-corp:5")).isEqualTo(0L);
        assertThat(scene.source.call("PEXPIRETIME", "acme-corp:1")).isEqualTo(-1L);
        assertThat(scene.source.call("PEXPIRETIME", "acme-corp:2")).isEqualTo(FAR);
        assertThat(scene.source.call("PEXPIRETIME", "acme-corp:4")).isEqualTo(FAR);
        assertThat(scene.target.info("stats", "sync_partial_ok"))
                .as("without a copy")
                .isEqualTo("1");
        assertNothingIsLeft();
        try (var there = scene.clientAtTarget()) {
            assertThatThrownBy(() -> there.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
        }
    }

    private void assertNothingIsLeft() {
        assertThat(scene.source.list("KEYS", "movein:*")).isEmpty();
        assertThat(scene.target.list("KEYS", "movein:*")).isEmpty();
        assertThat(scene.source.text("KEYS", "other:*")).isEqualTo("[other:a]");
        assertThat(scene.target.text("KEYS", "other:*")).isEqualTo("[other:there]");
    }

    @Test
    void staysAtTheTargetOnceItIsSaid() throws Exception {
        var run = scene.live();
        scene.await("way back: live_sync");
        scene.command("continue", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();

        assertNothingIsLeft();
        assertThat(scene.output()).contains("phase completed");
        try (var here = scene.client();
                var there = scene.clientAtTarget()) {
            there.call("SET", "acme-corp:a", "1");
            assertThatThrownBy(() -> here.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
        }
    }

    @Test
    void goesBackAfterTheProcessWasStoppedMeanwhile() throws Exception {
        var run = scene.live();
        scene.await("way back: both sides are equal");
        scene.stop.request();
        assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(143);
        write("acme-corp:meanwhile");

        scene.stop = new Stop();
        var second = scene.live("--attempt", "resume");
        scene.await("an earlier run had moved the writes");
        awaitKey(scene.source, "acme-corp:meanwhile");
        // before that the order is answered with "try again"
        scene.await("way back: live_sync", 2);
        write("acme-corp:after");
        scene.command("rollback", "");

        assertThat(second.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.source.call("EXISTS", "acme-corp:meanwhile", "acme-corp:after"))
                .isEqualTo(2L);
        assertThat(scene.checksum(scene.source)).isEqualTo(scene.checksum(scene.target));
        assertNothingIsLeft();
    }

    @Test
    void saysThatTheWayBackIsLostAndLeavesTheTenantWhereItIs() throws Exception {
        var run = scene.live();
        scene.await("way back: both sides are equal");
        scene.target.call("FUNCTION", "FLUSH");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();

        assertThat(scene.output()).contains("the way back is lost", "FUNCTION FLUSH");
        write("acme-corp:a");
    }

    /** As a restart without its rules, or a gateway's with old ones, would have it. */
    @Test
    void clientsBelongToTheTargetUntilItGoesBack() throws Exception {
        var gateway = scene.gateway(RedirectMode.NONE);
        var run = scene.live();
        scene.await("way back: both sides are equal");

        scene.source.call("ACL", "SETUSER", "acme", "+@write");
        scene.await("the source accepted the tenant's writes again; now it refuses them once more");
        scene.control("RELEASE", "acme-corp", "127.0.0.1:" + scene.sourceProcess.port());
        scene.await("and now sends it to 127.0.0.1:" + scene.targetProcess.port());

        try (var here = scene.client();
                var client = scene.clientAtGateway()) {
            assertThatThrownBy(() -> here.call("SET", "acme-corp:a", "1")).hasMessageContaining("NOPERM");
            client.call("SET", "acme-corp:a", "1");
        }
        assertThat(gateway.figures("acme-corp").server()).endsWith(":" + scene.targetProcess.port());
        scene.command("rollback", "");
        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.source.text("GET", "acme-corp:a")).isEqualTo("1");
    }

    /** It has the writes, and the source cannot be told to take them: nobody may call that completed. */
    @Test
    void failsIfTheWayBackBreaksWhileItHoldsTheWritesAndAnotherRunFinishesIt() throws Exception {
        var run = scene.live();
        scene.await("way back: both sides are equal");
        write("acme-corp:meanwhile");
        scene.source.call("ACL", "SETUSER", "admin", "-acl|setuser");

        scene.command("rollback", "");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isNotIn(0, 143);
        assertThat(scene.output())
                .contains("the way back broke while it held the tenant's writes")
                .doesNotContain("phase completed");

        scene.source.call("ACL", "SETUSER", "admin", "+@all");
        scene.stop = new Stop();
        var second = scene.live("--attempt", "resume");
        assertThat(second.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.source.text("GET", "acme-corp:meanwhile")).isEqualTo("1");
        try (var here = scene.client()) {
            here.call("SET", "acme-corp:a", "1");
        }
    }

    private void write(String key) {
        try (var client = scene.clientAtTarget()) {
            client.call("SET", key, "1");
        }
    }

    private static void awaitKey(Connection side, String key) {
        while (!Long.valueOf(1).equals(side.call("EXISTS", key))) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void theSourceIsAsBeforeIfWritesCouldNotMove() throws Exception {
        scene.with("limit: 2s", "limit: 1ms, wayBack: 10m");

        assertThat(scene.live().get(30, TimeUnit.SECONDS)).isNotZero();

        assertThat(scene.source.list("KEYS", "movein:*")).isEmpty();
        assertThat(scene.source.call("PEXPIRETIME", "acme-corp:1")).isEqualTo(FAR);
        try (var here = scene.client()) {
            here.call("SET", "acme-corp:a", "1");
        }
    }
}
