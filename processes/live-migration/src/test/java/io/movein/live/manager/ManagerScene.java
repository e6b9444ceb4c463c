package io.movein.live.manager;

import static org.assertj.core.api.Assertions.fail;

import io.movein.gateway.Gateway;
import io.movein.gateway.GatewayConfig;
import io.movein.gateway.GatewayControl;
import io.movein.gateway.Routes;
import io.movein.live.dns.ZoneServer;
import io.movein.process.Secrets;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/** Two Redis servers, a tenant of 300 keys with a user of its own, and a manager; a gateway where one is asked for. */
final class ManagerScene implements AutoCloseable {

    private static final String[] USERS = {
        "user admin on >admin-secret ~* &* +@all", "user acme on >tenant-secret ~acme-corp:* &* +@all -@admin"
    };
    private static final Duration LONGEST = Duration.ofSeconds(50);

    final Path folder;
    final RedisProcess sourceProcess;
    final RedisProcess targetProcess;
    final Connection source;
    final Connection target;
    ManagerServer manager;
    private final List<AutoCloseable> more = new ArrayList<>();
    private final Map<String, String> replaced = new HashMap<>();
    private int gatewayPort;

    ManagerScene(Path folder) throws Exception {
        this.folder = folder;
        sourceProcess = RedisProcess.start(folder.resolve("source"), USERS);
        targetProcess = RedisProcess.start(folder.resolve("target"), USERS);
        source = connect(sourceProcess.port(), "admin", "admin-secret");
        target = connect(targetProcess.port(), "admin", "admin-secret");
        for (var i = 0; i < 300; i++) {
            source.call("SET", "acme-corp:" + i, i);
        }
        source.call("SET", "other:a", "1");
        for (var secret : List.of("admin", "admin-secret", "operator", "watcher", "dns")) {
            Files.createDirectories(folder.resolve("secrets/s"));
            Files.writeString(
                    folder.resolve("secrets/s").resolve(secret), secret.equals("dns") ? ZoneServer.SECRET : secret);
        }
        manager = start(0);
    }

    /** Changes the configuration of the managers that are started from now on. */
    void with(String text, String by) {
        replaced.put(text, by);
    }

    /** Puts a gateway between the tenant's clients and the servers, and starts the manager again with it. */
    Gateway gateway() throws Exception {
        var at = "127.0.0.1:" + sourceProcess.port();
        var tenant = new GatewayConfig.TenantSettings(
                "acme-corp",
                List.of("acme"),
                at,
                0,
                new GatewayConfig.Redirect(GatewayConfig.RedirectMode.NONE, Duration.ofSeconds(5)));
        var gateway = Gateway.start(
                new GatewayConfig(
                        "127.0.0.1", 0, at, List.of(tenant), new GatewayConfig.Control("127.0.0.1", 0, null), null),
                new Secrets(folder),
                Routes.in(folder.resolve("gateway")));
        var control = GatewayControl.serve("127.0.0.1", 0, gateway, () -> "admin-secret");
        more.add(control);
        more.add(gateway);
        gatewayPort = gateway.port();
        with(
                "tenants:",
                "gateways: [{host: 127.0.0.1, port: %d, password: {secret: s/admin-secret}}]%ntenants:"
                        .formatted(control.port()));
        restart();
        return gateway;
    }

    /** Another server, at another address and the source's port, as one name has it. */
    RedisProcess another() {
        var started = RedisProcess.start(folder.resolve("another"), "127.0.0.2", sourceProcess.port(), USERS);
        more.add(started);
        return started;
    }

    void restart() throws Exception {
        manager.close();
        manager = start(0);
    }

    ManagerServer start(int metricsPort) throws Exception {
        return ManagerServer.start(
                ManagerConfig.format().read(config(0, metricsPort)),
                new Secrets(folder.resolve("secrets")),
                folder.resolve("state"));
    }

    private String config(int port, int metricsPort) {
        var config = CONFIG.replace("SOURCE", Integer.toString(sourceProcess.port()))
                .replace("METRICS", Integer.toString(metricsPort))
                .replace("PORT", Integer.toString(port));
        for (var change : replaced.entrySet()) {
            config = config.replace(change.getKey(), change.getValue());
        }
        return config;
    }

    /** The manager in a JVM of its own, which may be killed. */
    Process child(int port) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ManagerCommand.class.getName(),
                "--config",
                Files.writeString(folder.resolve("manager.yaml"), config(port, 0))
                        .toString(),
                "--state",
                folder.resolve("state").toString(),
                "--secrets",
                folder.resolve("secrets").toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("child").toFile()))
                .start();
    }

    static Connection connect(int port, String user, String password) {
        return Connection.to(
                new Server("test", "127.0.0.1", port, false, Optional.of(new Server.Login(user, () -> password))));
    }

    /** A client of the tenant. */
    Connection client(int port) {
        return connect(port, "acme", "tenant-secret");
    }

    Connection clientAtGateway() {
        return client(gatewayPort);
    }

    Jedis jedis(String user, RedisProtocol protocol) {
        return jedis(manager.port(), user, protocol);
    }

    static Jedis jedis(int port, String user, RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .user(user)
                        .password(user)
                        .protocol(protocol)
                        .timeoutMillis(20_000)
                        .build());
    }

    static Object tenant(Jedis jedis, String command, String... words) {
        return readable(jedis.sendCommand(() -> ("TENANT." + command).getBytes(StandardCharsets.US_ASCII), words));
    }

    static Object readable(Object reply) {
        return switch (reply) {
            case null -> "nil";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case Map.Entry<?, ?> field -> readable(field.getKey()) + "=" + readable(field.getValue());
            case List<?> list -> list.stream().map(ManagerScene::readable).toList();
            default -> reply;
        };
    }

    static Map<String, Object> map(Object flat) {
        var fields = (List<?>) flat;
        var map = new HashMap<String, Object>();
        for (var i = 0; i + 1 < fields.size(); i += 2) {
            map.put((String) fields.get(i), fields.get(i + 1));
        }
        return map;
    }

    String to() {
        return "127.0.0.1:" + targetProcess.port();
    }

    static void await(Jedis jedis, String phase) throws InterruptedException {
        await(jedis, "phase", phase);
    }

    static void await(Jedis jedis, String field, String begin) throws InterruptedException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        var status = map(tenant(jedis, "STATUS", "acme-corp"));
        while (!String.valueOf(status.get(field)).startsWith(begin)) {
            if (System.nanoTime() > deadline) {
                fail("no %s '%s': %s", field, begin, status);
            }
            TimeUnit.MILLISECONDS.sleep(10);
            status = map(tenant(jedis, "STATUS", "acme-corp"));
        }
    }

    @Override
    public void close() {
        manager.close();
        for (var one : more) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }

    private static final String CONFIG = """
        port: PORT
        metricsPort: METRICS
        users:
          - {name: operator, password: {secret: s/operator}}
          - {name: watcher, password: {secret: s/watcher}, may: read}
        servers: {user: {secret: s/admin}, password: {secret: s/admin-secret}}
        tenancy: {migration: {cutoverLimit: 2s}}
        tenants:
          - {name: acme-corp, prefix: "acme-corp:", users: [acme], otherWriters: [default], source: "127.0.0.1:SOURCE"}
        """;
}
