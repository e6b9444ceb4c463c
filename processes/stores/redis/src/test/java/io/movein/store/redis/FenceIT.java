package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.standin.redis.RedisProcess;
import io.movein.testkit.Wire;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FenceIT {

    @TempDir
    Path folder;

    private final KeySpace tenant = new KeySpace("acme-corp:", 0);
    private RedisProcess process;
    private Connection admin;
    private Fence fence;

    @BeforeEach
    void start() {
        process = RedisProcess.start(folder.resolve("one"));
        admin = Connection.to(Pair.server("source", process));
        admin.call(
                "ACL",
                "SETUSER",
                "acme",
                "on",
                ">secret",
                "~acme-corp:*",
                "&*",
                "+@all",
                "-@admin",
                "-@dangerous",
                "+info");
        fence = Fence.of(List.of(admin.server()), List.of("acme"), tenant);
    }

    @AfterEach
    void stop() {
        fence.close();
        admin.close();
        process.close();
    }

    @Test
    void takesAndGivesBackTheRightToWriteAndNothingElse() {
        var rules = fence.rules();
        try (var client = client()) {
            client.call("SET", "acme-corp:a", "1");

            fence.shut();

            assertThat(fence.isShut()).isTrue();
            assertThatThrownBy(() -> client.call("SET", "acme-corp:a", "2")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> client.call("EVAL", "return redis.call('set', KEYS[1], '2')", 1, "acme-corp:a"))
                    .hasMessageMatching("(?s).*(can't run this command|no permissions to run).*");
            assertThat(client.text("GET", "acme-corp:a")).isEqualTo("1");

            fence.open(rules);

            client.call("SET", "acme-corp:a", "2");
            assertThat(fence.rules()).isEqualTo(rules);
            assertThat(fence.isShut()).isFalse();
        }
    }

    @Test
    void closesClientsThatWaitSoThatNothingIsTakenAfterTheFence() throws Exception {
        try (var blocked = client();
                var queued = client();
                var idle = client()) {
            var popped = CompletableFuture.supplyAsync(
                    () -> blocked.call("BLPOP", "acme-corp:jobs", 0), Thread::startVirtualThread);
            queued.call("MULTI");
            queued.call("INCR", "acme-corp:n");
            while (!admin.info("clients", "blocked_clients").equals("1")) {
                LockSupport.parkNanos(2_000_000);
            }

            fence.shut();
            assertThat(fence.closeWaiting()).isEqualTo(2);

            admin.call("RPUSH", "acme-corp:jobs", "job");
            assertThatThrownBy(popped::get).hasRootCauseInstanceOf(Throwable.class);
            assertThatThrownBy(() -> queued.call("EXEC")).isInstanceOf(RedisFailure.class);
            assertThat(admin.call("LLEN", "acme-corp:jobs")).isEqualTo(1L);
            assertThat(admin.call("EXISTS", "acme-corp:n")).isEqualTo(0L);
            assertThat(idle.text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void outlastsARestartOnceItIsSaved() {
        assertThat(fence.whyNotSaved()).isEmpty();
        fence.shut();
        fence.save();
        fence.close();
        admin.close();

        process.kill();
        process.start();

        admin = Connection.to(Pair.server("source", process));
        fence = Fence.of(List.of(admin.server()), List.of("acme"), tenant);
        assertThat(fence.isShut()).isTrue();
    }

    @Test
    void holdsOnAPromotedReplica() {
        var replica = RedisProcess.start(folder.resolve("two"), "replicaof 127.0.0.1 " + process.port());
        try (var second = Connection.to(Pair.server("source", replica))) {
            second.call("ACL", "SETUSER", "acme", "on", ">secret", "~acme-corp:*", "+@all");
            try (var both = Fence.of(List.of(admin.server(), second.server()), List.of("acme"), tenant)) {
                both.shut();
                second.call("REPLICAOF", "NO", "ONE");

                assertThat(both.isShut()).isTrue();
                try (var client = Connection.to(withLogin(second.server()))) {
                    assertThatThrownBy(() -> client.call("SET", "acme-corp:a", "1"))
                            .hasMessageContaining("NOPERM");
                }
            }
        } finally {
            replica.close();
        }
    }

    /** The tenant got its rights back meanwhile, by this process or the one that took its place. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLateCommandOfABrokenConnectionIsVoid(boolean replaced) throws Exception {
        try (var wire = new Wire(process.port());
                var first = alone(wire)) {
            var rules = first.rules();
            wire.keep("SETUSER");
            assertThatThrownBy(first::shut).isInstanceOf(RedisFailure.class);
            try (var second = replaced ? alone(wire) : first) {
                second.refresh();
                second.open(rules);

                wire.letGo();

                assertThat(second.isShut()).isFalse();
            }
        }
    }

    private Fence alone(Wire wire) {
        return Fence.alone("to:target", List.of(Pair.server("source", wire)), List.of("acme"), tenant);
    }

    @Test
    void namesOthersWhoMayWriteToTheTenantsKeys() {
        admin.call("ACL", "SETUSER", "scheduler", "on", ">x", "~*", "+lpush", "+set");
        admin.call("ACL", "SETUSER", "reader", "on", ">x", "~*", "+@read");
        admin.call("ACL", "SETUSER", "neighbour", "on", ">x", "~other:*", "+@all");
        admin.call("ACL", "SETUSER", "gone", "off", ">x", "~*", "+@all");

        assertThat(fence.otherWriters()).containsExactly("scheduler");
    }

    private Connection client() {
        return Connection.to(withLogin(admin.server()));
    }

    private static Server withLogin(Server server) {
        return new Server(
                server.name(),
                server.host(),
                server.port(),
                false,
                Optional.of(new Server.Login("acme", () -> "secret")));
    }
}
