package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Scan;
import io.movein.store.redis.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WarmingIT {

    private static final int USES = 500;

    @TempDir
    Path folder;

    private Scene scene;
    private RedisProcess shared;
    private RedisProcess own;

    @BeforeEach
    void start() {
        PgDump.assumeInstalled();
        shared = RedisProcess.start(folder.resolve("shared"), "maxmemory-policy allkeys-lfu");
        own = RedisProcess.start(folder.resolve("own"));
        scene = new Scene(folder)
                .with(
                        "tenant: acme",
                        "tenant: acme\nredis: {source: {host: 127.0.0.1, port: %d}, target: {host: 127.0.0.1, port: %d}, prefix: 'acme:', hottest: 2, limit: 30s}"
                                .formatted(shared.port(), own.port()));
        try (var admin = connect(shared)) {
            for (var key : Set.of("acme:cold", "acme:hot", "acme:often", "acme:rare", "other:hot")) {
                admin.call("SET", key, "value of " + key);
            }
            admin.call("PEXPIRE", "acme:often", 3_600_000);
            for (var key : Set.of("acme:hot", "acme:often", "other:hot")) {
                admin.send(Collections.nCopies(USES, RedisCommand.of("GET", key)));
            }
        }
    }

    @AfterEach
    void stop() {
        if (scene != null) {
            scene.close();
            shared.close();
            own.close();
        }
    }

    private static Connection connect(RedisProcess process) {
        return Connection.to(new Server("test", process.host(), process.port(), false, Optional.empty()));
    }

    private static Set<String> keys(RedisProcess process) {
        var found = new TreeSet<String>();
        try (var admin = connect(process)) {
            new Scan(admin, new KeySpace("acme:", 0)).forEach(page -> page.forEach(key -> found.add(key.toString())));
        }
        return found;
    }

    @Test
    void fillsTheDedicatedServerWithTheHottestKeysAndTheirLives() {
        assertThat(scene.live()).as(scene.output()).isZero();

        try (var admin = connect(own)) {
            assertThat(admin.text("DBSIZE")).isEqualTo("2");
            assertThat(admin.text("GET", "acme:hot")).isEqualTo("value of acme:hot");
            assertThat(admin.text("PTTL", "acme:hot")).isEqualTo("-1");
            assertThat(admin.text("GET", "acme:often")).isEqualTo("value of acme:often");
            assertThat(Long.parseLong(admin.text("PTTL", "acme:often"))).isBetween(1L, 3_600_000L);
        }
        assertThat(scene.output()).contains("redis: 2 of 2 keys are warm");
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    /** A server that does not count uses tells how long ago the last one was. */
    @Test
    void fillsItWithWhatWasUsedLastUpToASize() {
        try (var admin = connect(shared)) {
            admin.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            keys(shared).forEach(key -> admin.call("DEL", key));
            var content = new byte[20_000];
            new Random(1).nextBytes(content);
            admin.call("SET", "other:large", content);
            var dump =
                    admin.send(List.of(RedisCommand.of("DUMP", "other:large"))).getFirst();
            var large = (byte[]) ((Reply.Value) dump).value();
            for (var idle = 4; idle >= 0; idle--) {
                admin.call("RESTORE", "acme:idle-" + idle, 0, large, "IDLETIME", 100 * idle);
            }
        }
        scene.with("hottest: 2,", "hottest: 4, size: 50KiB,");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output()).contains("redis: 4 keys are chosen to be warmed", "redis: 2 of 4 keys are warm");
        assertThat(keys(own)).containsExactly("acme:idle-0", "acme:idle-1");
    }

    @Test
    void movesTheTenantAlthoughItsCacheCannotBeWarmed() {
        own.stop();

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output()).contains("choosing keys to warm failed");
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    @Test
    void leavesNoKeyBehindWhereThereIsNoSwitch() {
        scene.with("set read_only = true where", "set read_only = true, place = 'elsewhere' where");

        assertThat(scene.live()).as(scene.output()).isEqualTo(6);

        assertThat(scene.output()).contains("redis: 2 of 2 keys are warm", "redis: what was warmed is removed");
        assertThat(keys(own)).isEmpty();
        assertThat(keys(shared)).hasSize(4);
    }

    @Test
    void leavesAServerAloneThatHasKeysOfTheTenant() {
        try (var admin = connect(own)) {
            admin.call("SET", "acme:mine", "1");
        }

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output()).contains("redis: not warmed: the target already has keys 'acme:…'");
        assertThat(keys(own)).hasSize(1);
    }

    /** The application on the dedicated side: it puts what it is asked for into its cache, but for what it fails at. */
    private HttpServer application(List<String> asked) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange;
                    var cache = connect(own)) {
                var path = exchange.getRequestURI().getPath();
                asked.add("%s as %s while %s"
                        .formatted(path, exchange.getRequestHeaders().getFirst("X-Key"), scene.place()));
                cache.call("SET", "acme:page" + path, "1");
                exchange.sendResponseHeaders(path.equals("/broken") ? 500 : 200, -1);
            }
        });
        server.start();
        var at = "http://127.0.0.1:" + server.getAddress().getPort();
        scene.secret("app/key", "of-the-night")
                .with(
                        "switch:\n",
                        "replay: {requests: ['%1$s/home', '%1$s/broken', 'http://127.0.0.1:1/'], secrets: {X-Key: {secret: app/key}}, limit: 30s}\nswitch:\n"
                                .formatted(at));
        return server;
    }

    @Test
    void letsTheApplicationFillItsCachesBetweenProofAndSwitchWhateverItAnswers() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        var application = application(asked);
        try {
            assertThat(scene.live()).as(scene.output()).isZero();
        } finally {
            application.stop(0);
        }

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "/home as of-the-night while shared t", "/broken as of-the-night while shared t");
        assertThat(scene.output()).contains("replay: 1 of 3 requests were answered; the first failure");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(keys(own)).contains("acme:page/home", "acme:hot");
    }

    @Test
    void takesWhatTheApplicationHasCachedAwayWhereThereIsNoSwitch() throws Exception {
        scene.with("set read_only = true where", "set read_only = true, place = 'elsewhere' where");
        var asked = new CopyOnWriteArrayList<String>();
        var application = application(asked);
        try {
            assertThat(scene.live()).as(scene.output()).isEqualTo(6);
        } finally {
            application.stop(0);
        }

        assertThat(asked).hasSize(2);
        assertThat(keys(own)).isEmpty();
    }
}
