package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose clients come through a gateway moves, and they notice nothing. */
@Timeout(90)
class GatewayIT {

    private static final int AT_ONCE = 50;

    @TempDir
    Path folder;

    private volatile boolean ending;

    @Test
    void clientsGoOnAtTheTargetUnnoticed() throws Exception {
        try (var scene = new Scene(folder)) {
            var gateway = scene.gateway(RedirectMode.NONE);
            scene.source.call("SET", "acme-corp:a", "1");
            var acknowledged = new AtomicLong();
            var load = CompletableFuture.runAsync(() -> write(scene, acknowledged), Thread::startVirtualThread);
            var waiting = CompletableFuture.supplyAsync(() -> pop(scene), Thread::startVirtualThread);
            while (gateway.figures("acme-corp").blocked() == 0) {
                LockSupport.parkNanos(2_000_000);
            }

            assertThat(scene.live().get(60, TimeUnit.SECONDS))
                    .as(scene.output())
                    .isZero();

            var atTheMove = acknowledged.get();
            while (acknowledged.get() < atTheMove + 1000 && !load.isDone()) {
                LockSupport.parkNanos(2_000_000);
            }
            ending = true;
            load.get(10, TimeUnit.SECONDS);
            assertThat(scene.target.text("GET", "acme-corp:n")).isEqualTo(Long.toString(acknowledged.get()));
            scene.target.call("RPUSH", "acme-corp:list", "job");
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("[acme-corp:list, job]");
            assertThat(gateway.figures("acme-corp").server()).endsWith(":" + scene.targetProcess.port());
            System.out.printf(
                    "held by the gateway for %.1f ms%n",
                    gateway.figures("acme-corp").lastHoldMillis());
        }
    }

    @Test
    void clientsGoOnAtTheSourceIfWritesCouldNotMove() throws Exception {
        try (var scene = new Scene(folder)) {
            scene.gateway(RedirectMode.NONE);
            scene.with("limit: 2s", "limit: 1ms");
            var acknowledged = new AtomicLong();
            var load = CompletableFuture.runAsync(() -> write(scene, acknowledged), Thread::startVirtualThread);

            assertThat(scene.live().get(60, TimeUnit.SECONDS))
                    .as(scene.output())
                    .isNotZero();

            var after = acknowledged.get();
            while (acknowledged.get() < after + 1000 && !load.isDone()) {
                LockSupport.parkNanos(2_000_000);
            }
            ending = true;
            load.get(10, TimeUnit.SECONDS);
            assertThat(scene.source.text("GET", "acme-corp:n")).isEqualTo(Long.toString(acknowledged.get()));
        }
    }

    /** By a connection that broke, or from a process that was replaced: whoever has taken its turn since has said where clients belong. */
    @Test
    void aCommandThatReachesAGatewayLateChangesNothing() {
        try (var scene = new Scene(folder)) {
            var gateway = scene.gateway(RedirectMode.NONE);
            var source = "127.0.0.1:" + scene.sourceProcess.port();
            var target = "127.0.0.1:" + scene.targetProcess.port();
            var before = scene.control("TURN", "acme-corp");
            var now = scene.control("TURN", "acme-corp");
            scene.control("RELEASE", "acme-corp", target, "TURN", now);

            assertThatThrownBy(() -> scene.control("RELEASE", "acme-corp", source, "TURN", before))
                    .hasMessageContaining("expected TURN 2, as another has taken its turn");
            assertThatThrownBy(() -> scene.control("HOLD", "acme-corp", 1000, 2000, "TURN", before))
                    .hasMessageContaining("nothing was done");

            assertThat(gateway.figures("acme-corp").server()).isEqualTo(target);
            assertThat(gateway.figures("acme-corp").held()).isFalse();
        }
    }

    @Test
    void aGatewayThatDoesNotKnowTheTenantIsFoundBefore() {
        try (var scene = new Scene(folder)) {
            scene.gateway(RedirectMode.NONE);
            scene.with("name: acme-corp", "name: acme");

            assertThat(scene.run("validate")).isEqualTo(2);
            assertThat(scene.output()).contains("gateways", "no tenant 'acme'");
        }
    }

    private void write(Scene scene, AtomicLong acknowledged) {
        try (var client = scene.clientAtGateway()) {
            while (!ending) {
                var writes = new ArrayList<RedisCommand>();
                for (var i = 0; i < AT_ONCE; i++) {
                    writes.add(RedisCommand.of("INCR", "acme-corp:n"));
                }
                for (var reply : client.send(writes)) {
                    assertThat(reply).isEqualTo(new Reply.Value(acknowledged.incrementAndGet()));
                }
            }
        }
    }

    private static String pop(Scene scene) {
        try (var client = scene.clientAtGateway()) {
            return Objects.requireNonNull((List<?>) client.call("BLPOP", "acme-corp:list", 0)).stream()
                    .map(word ->
                            new String((byte[]) Objects.requireNonNull(word), java.nio.charset.StandardCharsets.UTF_8))
                    .toList()
                    .toString();
        }
    }
}
