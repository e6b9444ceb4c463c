package io.movein.live.manager;

import static io.movein.live.manager.ManagerScene.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.gateway.Gateway;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisException;

/** A tenant behind a gateway writes all the while, and an operator commands its moves: none of its writes is lost or doubled. */
@Timeout(90)
class OperatorIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private ManagerScene scene;
    private Gateway gateway;
    private Load load;

    @BeforeEach
    void start() throws Exception {
        scene = new ManagerScene(folder);
        gateway = scene.gateway();
        load = new Load();
    }

    @AfterEach
    void stop() throws Exception {
        load.stop();
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void throttlesCancelsSchedulesAndTriesAgain(Operator.Kind kind) throws Exception {
        assumeTrue(kind != Operator.Kind.REDIS_CLI || Operator.cli().isPresent(), "redis-cli is not installed");
        try (var operator = Operator.of(kind, scene.manager.port())) {
            assertThat(operator.say("MIGRATE", "acme-corp", "TARGET", scene.to()))
                    .contains("OK");
            await(operator, "live_sync");

            assertThat(operator.say("THROTTLE", "acme-corp", "OPS", "200")).contains("OK");
            assertThat(gateway.figures("acme-corp").opsPerSecond()).isEqualTo(200);
            assertThat(operator.say("THROTTLE", "acme-corp", "OPS", "0")).contains("OK");

            assertThat(operator.say("CANCEL", "acme-corp")).contains("OK");
            await(operator, "cancelled");
            assertThat(scene.target.text("KEYS", "*")).isEqualTo("[]");
            assertThat(operator.say("CUTOVER", "acme-corp")).startsWith("BADSTATE");
            load.awaitMore();

            assertThat(operator.say("MIGRATE", "acme-corp", "TARGET", scene.to()))
                    .contains("OK");
            await(operator, "live_sync");
            assertThat(operator.say("CUTOVER", "acme-corp", "RETRY")).startsWith("BADSTATE");
            assertThat(operator.say("CUTOVER", "acme-corp", "SCHEDULED", "2020-01-01T00:00:00Z"))
                    .startsWith("SYNTAX");
            try (var waits = scene.clientAtGateway()) {
                waits.begin(List.of(RedisCommand.of("WAIT", 9, 0)));
                var at = Instant.now().plusSeconds(1).toString();
                assertThat(operator.say("CUTOVER", "acme-corp", "SCHEDULED", at))
                        .contains("OK");
                await(operator, "the source continues");
                load.awaitMore();
            }
            sayOnceItIsGone(operator, "CUTOVER", "acme-corp", "RETRY");
            await(operator, "completed");
            load.awaitMore();
        }
        load.stop();
        assertThat(scene.target.text("GET", Load.KEY)).isEqualTo(Long.toString(load.acknowledged.get()));
        assertThat(gateway.figures("acme-corp").server()).isEqualTo(scene.to());
    }

    @ParameterizedTest
    @EnumSource
    void goesBackThoughItIsSaidTwice(Operator.Kind kind) throws Exception {
        assumeTrue(kind != Operator.Kind.REDIS_CLI || Operator.cli().isPresent(), "redis-cli is not installed");
        scene.with("cutoverLimit: 2s", "cutoverLimit: 2s, wayBack: 10m");
        scene.restart();
        try (var operator = Operator.of(kind, scene.manager.port())) {
            assertThat(operator.say("MIGRATE", "acme-corp", "TARGET", scene.to()))
                    .contains("OK");
            await(operator, "live_sync");
            assertThat(operator.say("CUTOVER", "acme-corp", "FORCE")).contains("begun");
            await(operator, "cleanup");
            sayOnceItIsReady(operator, "CANCEL", "acme-corp");
            assertThat(operator.say("CANCEL", "acme-corp")).containsAnyOf("OK", "cancelled cannot be");
            await(operator, "cancelled");
            load.awaitMore();
            assertThat(operator.say("CANCEL", "acme-corp")).startsWith("BADSTATE");
            load.awaitMore();
        }
        load.stop();
        assertThat(scene.source.text("GET", Load.KEY)).isEqualTo(Long.toString(load.acknowledged.get()));
        assertThat(gateway.figures("acme-corp").server()).isNotEqualTo(scene.to());
    }

    private static void sayOnceItIsReady(Operator operator, String... words) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        var rest = List.of(words).subList(1, words.length).toArray(String[]::new);
        var answer = operator.say(words[0], rest);
        while (answer.contains("not ready")) {
            assertThat(System.nanoTime()).as(answer).isLessThan(deadline);
            answer = operator.say(words[0], rest);
        }
        assertThat(answer).contains("OK");
    }

    /** The gateway may not have seen yet that the client that waited is gone. */
    private void sayOnceItIsGone(Operator operator, String... words) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (gateway.figures("acme-corp").sessions() > 1 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(operator.say(
                        words[0], List.of(words).subList(1, words.length).toArray(String[]::new)))
                .contains("OK");
    }

    private static void await(Operator operator, String text) throws InterruptedException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        var status = operator.say("STATUS", "acme-corp");
        while (!status.contains(text)) {
            if (System.nanoTime() > deadline) {
                fail("no '%s': %s", text, status);
            }
            TimeUnit.MILLISECONDS.sleep(10);
            status = operator.say("STATUS", "acme-corp");
        }
    }

    /** At what the manager writes down: that copies expire, that it holds the writes, that the target owns the tenant. */
    @ParameterizedTest
    @ValueSource(strings = {"copies\\ expire=yes", "cutover=begun", "owner=target"})
    void goesOnAfterItWasKilledInTheMiddleOfACutover(String note) throws Exception {
        scene.manager.close();
        var port = RedisProcess.freePort();
        var notes = folder.resolve("state/tenants/acme-corp.properties");
        var first = scene.child(port);
        try (var jedis = connected(port)) {
            tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to());
            ManagerScene.await(jedis, "live_sync");
            tenant(jedis, "CUTOVER", "acme-corp", "FORCE");
            while (!Files.readString(notes).contains("migration." + note)
                    && !Files.readString(notes).contains("\nat=")) {
                LockSupport.parkNanos(2_000_000);
            }
        } finally {
            first.destroyForcibly().waitFor();
        }

        scene.manager = scene.start(0);

        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            if (!Files.readString(notes).contains("\nat=")) {
                moveAfterAll(jedis);
            }
        }
        load.awaitMore();
        load.stop();
        assertThat(Long.parseLong(scene.target.text("GET", Load.KEY)))
                .isBetween(load.acknowledged.get(), load.acknowledged.get() + load.unknown.get());
        assertThat(scene.target.call("DBSIZE")).isEqualTo(301L);
        try (var client = scene.client(scene.sourceProcess.port())) {
            assertThat(client.send(List.of(RedisCommand.of("SET", "acme-corp:1", "x")))
                            .toString())
                    .contains("NOPERM");
        }
    }

    /** The next manager is either where the move was begun from, or finishes it. */
    private static void moveAfterAll(Jedis jedis) throws InterruptedException {
        var phase = "";
        while (!phase.equals("live_sync") && !phase.equals("completed")) {
            phase = String.valueOf(
                    ManagerScene.map(tenant(jedis, "STATUS", "acme-corp")).get("phase"));
        }
        if (phase.equals("live_sync")) {
            tenant(jedis, "CUTOVER", "acme-corp", "FORCE");
        }
        ManagerScene.await(jedis, "completed");
    }

    private static Jedis connected(int port) throws InterruptedException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return ManagerScene.jedis(port, "operator", RedisProtocol.RESP2);
            } catch (JedisException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Adds one to a counter, through the gateway; knows what was acknowledged. */
    private final class Load {

        static final String KEY = "acme-corp:counter";
        final AtomicLong acknowledged = new AtomicLong();
        final AtomicLong unknown = new AtomicLong();
        private volatile boolean stopped;
        private final Thread thread = Thread.ofPlatform().start(this::run);

        private void run() {
            while (!stopped) {
                try (var connection = scene.clientAtGateway()) {
                    write(connection);
                } catch (RedisFailure broken) {
                    unknown.incrementAndGet();
                }
            }
        }

        private void write(Connection connection) {
            while (!stopped) {
                connection.call("INCR", KEY);
                acknowledged.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        void awaitMore() {
            var deadline = System.nanoTime() + LONGEST.toNanos();
            for (var before = acknowledged.get(); acknowledged.get() < before + 20; LockSupport.parkNanos(2_000_000)) {
                if (System.nanoTime() > deadline) {
                    fail("writes do not go on");
                }
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
