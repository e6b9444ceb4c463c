package io.movein.live.manager;

import static io.movein.live.manager.ManagerScene.await;
import static io.movein.live.manager.ManagerScene.map;
import static io.movein.live.manager.ManagerScene.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.movein.live.dns.ZoneServer;
import io.movein.standin.redis.RedisProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;

@Timeout(60)
class ManagerIT {

    @TempDir
    Path folder;

    private ManagerScene scene;

    @BeforeEach
    void start() throws Exception {
        scene = new ManagerScene(folder);
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void pointsANameAtTheTarget() throws Exception {
        var there = scene.another();
        var to = there.host() + ":" + there.port();
        try (var zone = new ZoneServer("redis.example.org 1 A 127.0.0.1")) {
            scene.with(
                    "cutoverLimit: 2s",
                    "cutoverLimit: 2s, dns: {host: 127.0.0.1, port: %d, zone: example.org, key: {name: movein, secret: {secret: s/dns}}}"
                            .formatted(zone.port()));
            try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
                tenant(jedis, "MIGRATE", "acme-corp", "TARGET", to);
                await(jedis, "live_sync");
                assertThatThrownBy(() -> tenant(jedis, "CUTOVER", "acme-corp", "DNS"))
                        .hasMessageContaining("SYNTAX DNS has no name");
                assertThatThrownBy(() -> tenant(jedis, "CUTOVER", "acme-corp", "DNS", "redis.example.org"))
                        .hasMessageContainingAll("BADSTATE", "no name server is configured");
            }
            scene.restart();
            try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
                await(jedis, "live_sync");
                assertThatThrownBy(() -> tenant(jedis, "CUTOVER", "acme-corp", "DNS", "redis.example.com"))
                        .hasMessageContainingAll("BADSTATE", "is not a name in zone 'example.org'");

                assertThat(tenant(jedis, "CUTOVER", "acme-corp", "DNS", "redis.example.org"))
                        .isEqualTo("OK");

                await(jedis, "completed");
                assertThat(zone.of("redis.example.org")).isEqualTo("redis.example.org. 60 A 127.0.0.2");
            }
        }
    }

    @Test
    void movesATenantByCommandsOfJedis() throws Exception {
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            var valid = map(tenant(jedis, "VALIDATE", "acme-corp", "TARGET", scene.to()));
            assertThat(valid)
                    .containsEntry("connectivity", 1L)
                    .containsEntry("authentication", 1L)
                    .containsEntry("version_compatible", 1L)
                    .containsEntry("capacity", 1L)
                    .containsEntry("keys", 300L)
                    .containsEntry("problems", List.of())
                    .containsKeys("bytes_needed", "network_latency_ms", "estimated_duration");

            assertThat(tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to(), "MODE", "live", "PARALLEL", "2"))
                    .isEqualTo("OK");
            await(jedis, "live_sync");
            assertThat(tenant(jedis, "PAUSE", "acme-corp")).isEqualTo("OK");
            await(jedis, "paused");
            assertThat(tenant(jedis, "RESUME", "acme-corp")).isEqualTo("OK");
            await(jedis, "live_sync");
            assertThat(tenant(jedis, "UPDATE", "acme-corp", "PARALLEL", "4")).isEqualTo("OK");
            assertThat(map(tenant(jedis, "VERIFY", "acme-corp")))
                    .containsEntry("keys_source", 300L)
                    .containsEntry("keys_target", 300L)
                    .containsEntry("checksum_match", 1L)
                    .containsEntry("sample_verified", "100/100")
                    .containsEntry("status", "equal");
            assertThat(tenant(jedis, "CUTOVER", "acme-corp")).isEqualTo("OK");
            await(jedis, "completed");

            var all = (List<?>) tenant(jedis, "STATUS", "all");
            assertThat(map(all.getFirst()))
                    .containsEntry("migration_id", "acme-corp")
                    .containsEntry("target", scene.to())
                    .containsEntry("keys_synced", 300L)
                    .containsEntry("error", "nil")
                    .containsKey("downtime_ms");
        }
        assertThat(scene.target.text("GET", "acme-corp:7")).isEqualTo("7");
        assertThat(scene.target.call("EXISTS", "other:a")).isEqualTo(0L);
    }

    @Test
    void answersMapsToLettuceAndErrorsByTheirCode() {
        var uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(scene.manager.port())
                .withAuthentication("operator", "operator".toCharArray())
                .build();
        var lettuce = RedisClient.create(uri);
        try (var connection = lettuce.connect()) {
            var reply = connection
                    .sync()
                    .dispatch(
                            () -> "TENANT.BACKUP".getBytes(StandardCharsets.US_ASCII),
                            new NestedMultiOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8).add("acme-corp").add("first"));
            assertThat(reply).startsWith("backup", "first", "keys", 300L);
        } finally {
            lettuce.shutdown(0, 1, TimeUnit.SECONDS);
        }
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP3)) {
            assertThatThrownBy(() -> tenant(jedis, "STATUS", "nobody")).hasMessageStartingWith("NOTENANT");
            assertThatThrownBy(() -> tenant(jedis, "CUTOVER", "acme-corp")).hasMessageStartingWith("BADSTATE");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp")).hasMessageStartingWith("SYNTAX no TARGET");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to(), "MODE", "incremental"))
                    .hasMessageStartingWith("NOTENANT no tenant is a part of 'acme-corp'");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp", "TARGET", "127.0.0.1:1"))
                    .hasMessageStartingWith("NOTREADY");
            assertThatThrownBy(() -> tenant(jedis, "THROTTLE", "acme-corp", "OPS", "5"))
                    .hasMessageStartingWith("NOTSUPPORTED");
            assertThatThrownBy(() -> tenant(jedis, "RESTORE", "acme-corp", "BACKUP", "none"))
                    .hasMessageStartingWith("NOBACKUP");
        }
        try (var watcher = scene.jedis("watcher", RedisProtocol.RESP2)) {
            assertThat(tenant(watcher, "STATUS", "ALL")).isEqualTo(List.of());
            assertThatThrownBy(() -> tenant(watcher, "BACKUP", "acme-corp")).hasMessageStartingWith("NOPERM");
        }
        assertThatThrownBy(() -> scene.jedis("nobody", RedisProtocol.RESP2)).hasMessageContaining("WRONGPASS");
    }

    @Test
    void putsATenantBackAsItWas() throws Exception {
        scene.source.call("PEXPIREAT", "acme-corp:1", 4_000_000_000_000L);
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2);
                var client = scene.client(scene.sourceProcess.port())) {
            assertThat(map(tenant(jedis, "BACKUP", "acme-corp", "before"))).containsEntry("keys", 300L);
            client.call("SET", "acme-corp:1", "changed");
            client.call("DEL", "acme-corp:2");
            client.call("SET", "acme-corp:new", "1");

            assertThat(map(tenant(jedis, "RESTORE", "acme-corp", "BACKUP", "before")))
                    .containsEntry("keys", 300L);

            assertThat(client.text("GET", "acme-corp:1")).isEqualTo("1");
            assertThat(client.call("PEXPIRETIME", "acme-corp:1")).isEqualTo(4_000_000_000_000L);
            assertThat(client.text("GET", "acme-corp:2")).isEqualTo("2");
            assertThat(client.call("EXISTS", "acme-corp:new")).isEqualTo(0L);
            assertThat(scene.source.text("GET", "other:a")).isEqualTo("1");
            client.call("SET", "acme-corp:after", "1");

            var file = folder.resolve("state/backups/acme-corp/before");
            var bytes = Files.readAllBytes(file);
            bytes[20] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> tenant(jedis, "RESTORE", "acme-corp", "BACKUP", "before"))
                    .hasMessageContaining("damaged");
            assertThat(client.text("GET", "acme-corp:after")).isEqualTo("1");
        }
    }

    @Test
    void goesBackByCancelWithWhatWasWrittenAtTheTarget() throws Exception {
        scene.with("cutoverLimit: 2s", "cutoverLimit: 2s, wayBack: 10m");
        scene.restart();
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to());
            await(jedis, "live_sync");
            tenant(jedis, "CUTOVER", "acme-corp", "FORCE");
            await(jedis, "cleanup");
            assertThatThrownBy(() -> tenant(jedis, "BACKUP", "acme-corp"))
                    .hasMessageStartingWith("BADSTATE the way back is open");
        }
        try (var client = scene.client(scene.targetProcess.port())) {
            client.call("SET", "acme-corp:new", "1");
        }
        scene.restart();
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            await(jedis, "cleanup");
            cancel(jedis);
            await(jedis, "cancelled");

            assertThat(scene.source.text("GET", "acme-corp:new")).isEqualTo("1");
            try (var client = scene.client(scene.sourceProcess.port())) {
                client.call("SET", "acme-corp:new", "2");
            }
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to()))
                    .hasMessageContaining("301 keys that begin with");
        }
    }

    /** The way back may not be ready yet. */
    private static void cancel(Jedis jedis) {
        while (true) {
            try {
                tenant(jedis, "CANCEL", "acme-corp");
                return;
            } catch (JedisDataException notReady) {
                assertThat(notReady).hasMessageStartingWith("BADSTATE the way back is not ready");
            }
        }
    }

    @Test
    void goesOnAfterARestartAndTellsPrometheus() throws Exception {
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            tenant(jedis, "MIGRATE", "acme-corp", "TARGET", scene.to());
            await(jedis, "live_sync");
        }
        scene.manager.close();
        var port = RedisProcess.freePort();
        scene.manager = scene.start(port);
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            await(jedis, "live_sync");
            assertThat(metrics(port))
                    .contains("movein_tenant_migration_phase{phase=\"live_sync\",tenant=\"acme-corp\"} 1")
                    .contains("movein_tenant_migration_lag_keys{tenant=\"acme-corp\"}")
                    .contains("movein_tenant_migration_lag_bytes{tenant=\"acme-corp\"}")
                    .contains("movein_tenant_migration_duration_seconds{tenant=\"acme-corp\"}")
                    .doesNotContain("movein_tenant_migration_cutover_pause_seconds{");
            tenant(jedis, "CUTOVER", "acme-corp", "FORCE");
            await(jedis, "completed");
            assertThat(metrics(port)).contains("movein_tenant_migration_cutover_pause_seconds{tenant=\"acme-corp\"}");
        }
    }

    private static String metrics(int port) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void isCommandedByRedisCli() {
        assumeTrue(Operator.cli().isPresent(), "redis-cli is not installed");

        var output = Operator.cli(scene.manager.port(), "watcher", "VALIDATE", "acme-corp", "TARGET", scene.to());

        assertThat(output).contains("keys", "300", "version_compatible");
    }
}
