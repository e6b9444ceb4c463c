package io.movein.live.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.movein.process.Secrets;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Server;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

@Timeout(60)
class ManagerIT {

    @TempDir
    Path folder;

    private RedisProcess sourceProcess;
    private RedisProcess targetProcess;
    private Connection source;
    private Connection target;
    private ManagerServer manager;

    @BeforeEach
    void start() throws Exception {
        var users = new String[] {
            "user admin on >admin-secret ~* &* +@all", "user acme on >tenant-secret ~acme-corp:* &* +@all -@admin"
        };
        sourceProcess = RedisProcess.start(folder.resolve("source"), users);
        targetProcess = RedisProcess.start(folder.resolve("target"), users);
        source = connect(sourceProcess, "admin", "admin-secret");
        target = connect(targetProcess, "admin", "admin-secret");
        for (var i = 0; i < 300; i++) {
            source.call("SET", "acme-corp:" + i, i);
        }
        source.call("SET", "other:a", "1");
        for (var secret : List.of("admin", "admin-secret", "operator", "watcher")) {
            Files.createDirectories(folder.resolve("secrets/s"));
            Files.writeString(folder.resolve("secrets/s").resolve(secret), secret);
        }
        manager = start(0);
    }

    private ManagerServer start(int metricsPort) throws Exception {
        var config = ManagerConfig.format()
                .read(CONFIG.replace("SOURCE", Integer.toString(sourceProcess.port()))
                        .replace("METRICS", Integer.toString(metricsPort)));
        return ManagerServer.start(config, new Secrets(folder.resolve("secrets")), folder.resolve("state"));
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }

    private static Connection connect(RedisProcess process, String user, String password) {
        return Connection.to(new Server(
                "test", process.host(), process.port(), false, Optional.of(new Server.Login(user, () -> password))));
    }

    private Jedis jedis(String user, RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort("127.0.0.1", manager.port()),
                DefaultJedisClientConfig.builder()
                        .user(user)
                        .password(user)
                        .protocol(protocol)
                        .timeoutMillis(20_000)
                        .build());
    }

    private static Object tenant(Jedis jedis, String command, String... words) {
        return readable(jedis.sendCommand(() -> ("TENANT." + command).getBytes(StandardCharsets.US_ASCII), words));
    }

    private static Object readable(Object reply) {
        return switch (reply) {
            case null -> "nil";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case List<?> list -> list.stream().map(ManagerIT::readable).toList();
            default -> reply;
        };
    }

    private static Map<String, Object> map(Object flat) {
        var fields = (List<?>) flat;
        var map = new HashMap<String, Object>();
        for (var i = 0; i + 1 < fields.size(); i += 2) {
            map.put((String) fields.get(i), fields.get(i + 1));
        }
        return map;
    }

    private String to() {
        return "127.0.0.1:" + targetProcess.port();
    }

    private static void await(Jedis jedis, String phase) throws InterruptedException {
        while (!phase.equals(map(tenant(jedis, "STATUS", "acme-corp")).get("phase"))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void movesATenantByCommandsOfJedis() throws Exception {
        try (var jedis = jedis("operator", RedisProtocol.RESP2)) {
            var valid = map(tenant(jedis, "VALIDATE", "acme-corp", "TARGET", to()));
            assertThat(valid)
                    .containsEntry("connectivity", 1L)
                    .containsEntry("authentication", 1L)
                    .containsEntry("version_compatible", 1L)
                    .containsEntry("capacity", 1L)
                    .containsEntry("keys", 300L)
                    .containsEntry("problems", List.of())
                    .containsKeys("bytes_needed", "network_latency_ms", "estimated_duration");

            assertThat(tenant(jedis, "MIGRATE", "acme-corp", "TARGET", to(), "MODE", "live", "PARALLEL", "2"))
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
                    .containsEntry("target", to())
                    .containsEntry("keys_synced", 300L)
                    .containsEntry("error", "nil")
                    .containsKey("downtime_ms");
        }
        assertThat(target.text("GET", "acme-corp:7")).isEqualTo("7");
        assertThat(target.call("EXISTS", "other:a")).isEqualTo(0L);
    }

    @Test
    void answersMapsToLettuceAndErrorsByTheirCode() {
        var uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(manager.port())
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
        try (var jedis = jedis("operator", RedisProtocol.RESP3)) {
            assertThatThrownBy(() -> tenant(jedis, "STATUS", "nobody")).hasMessageStartingWith("NOTENANT");
            assertThatThrownBy(() -> tenant(jedis, "CUTOVER", "acme-corp")).hasMessageStartingWith("BADSTATE");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp")).hasMessageStartingWith("SYNTAX no TARGET");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp", "TARGET", to(), "MODE", "incremental"))
                    .hasMessageStartingWith("NOTSUPPORTED");
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "acme-corp", "TARGET", "127.0.0.1:1"))
                    .hasMessageStartingWith("NOTREADY");
            assertThatThrownBy(() -> tenant(jedis, "THROTTLE", "acme-corp", "OPS", "5"))
                    .hasMessageStartingWith("NOTSUPPORTED");
            assertThatThrownBy(() -> tenant(jedis, "RESTORE", "acme-corp", "BACKUP", "none"))
                    .hasMessageStartingWith("NOBACKUP");
        }
        try (var watcher = jedis("watcher", RedisProtocol.RESP2)) {
            assertThat(tenant(watcher, "STATUS", "ALL")).isEqualTo(List.of());
            assertThatThrownBy(() -> tenant(watcher, "BACKUP", "acme-corp")).hasMessageStartingWith("NOPERM");
        }
        assertThatThrownBy(() -> jedis("nobody", RedisProtocol.RESP2)).hasMessageContaining("WRONGPASS");
    }

    @Test
    void putsATenantBackAsItWas() throws Exception {
        source.call("PEXPIREAT", "acme-corp:1", 4_000_000_000_000L);
        try (var jedis = jedis("operator", RedisProtocol.RESP2);
                var client = connect(sourceProcess, "acme", "tenant-secret")) {
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
            assertThat(source.text("GET", "other:a")).isEqualTo("1");
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
    void goesOnAfterARestartAndTellsPrometheus() throws Exception {
        try (var jedis = jedis("operator", RedisProtocol.RESP2)) {
            tenant(jedis, "MIGRATE", "acme-corp", "TARGET", to());
            await(jedis, "live_sync");
        }
        manager.close();
        var port = freePort();
        manager = start(port);
        try (var jedis = jedis("operator", RedisProtocol.RESP2)) {
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

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
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
    void isCommandedByRedisCli() throws Exception {
        var cli = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(place -> Path.of(place, "redis-cli"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(cli.isPresent(), "redis-cli is not installed");

        var process = new ProcessBuilder(
                        cli.orElseThrow().toString(),
                        "-3",
                        "-p",
                        Integer.toString(manager.port()),
                        "--user",
                        "watcher",
                        "--pass",
                        "watcher",
                        "--no-auth-warning",
                        "TENANT.VALIDATE",
                        "acme-corp",
                        "TARGET",
                        to())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("keys", "300", "version_compatible");
    }

    private static final String CONFIG = """
            port: 0
            metricsPort: METRICS
            users:
              - {name: operator, password: {secret: s/operator}}
              - {name: watcher, password: {secret: s/watcher}, may: read}
            servers: {user: {secret: s/admin}, password: {secret: s/admin-secret}}
            tenants:
              - {name: acme-corp, prefix: "acme-corp:", users: [acme], otherWriters: [default], source: "127.0.0.1:SOURCE"}
            """;
}
