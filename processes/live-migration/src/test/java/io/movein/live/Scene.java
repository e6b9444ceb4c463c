package io.movein.live;

import io.movein.gateway.Gateway;
import io.movein.gateway.GatewayConfig;
import io.movein.gateway.GatewayControl;
import io.movein.gateway.Routes;
import io.movein.gateway.resp.CommandServer;
import io.movein.live.dns.ZoneServer;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Copies;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Two Redis servers, a tenant with its own user on both, and a plan. */
final class Scene implements AutoCloseable {

    static final KeySpace TENANT = new KeySpace("acme-corp:", 0);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    final RedisProcess sourceProcess;
    final RedisProcess targetProcess;
    volatile Connection source;
    volatile Connection target;
    Stop stop = new Stop();
    private final List<AutoCloseable> more = new ArrayList<>();
    private final Path folder;
    private @Nullable Passage toGateway;
    private @Nullable Passage toControl;
    private @Nullable CommandServer control;
    private @Nullable Gateway passing;
    private final Map<String, String> replaced = new HashMap<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int commands;

    Scene(Path folder) {
        this(folder, "127.0.0.1", List.of());
    }

    /** Whose servers have the same port, as clients know both by one name. */
    static Scene ofTwoAddresses(Path folder) {
        return new Scene(folder, "127.0.0.2", List.of());
    }

    /** Whose servers have, when they were killed and start again, whatever they had acknowledged. */
    static Scene ofServersThatKeepTheirData(Path folder) {
        var scene = new Scene(folder, "127.0.0.1", List.of("appendonly yes", "appendfsync no"));
        List.of(scene.source, scene.target).forEach(side -> side.call("CONFIG", "REWRITE"));
        return scene;
    }

    private Scene(Path folder, String targetHost, List<String> settings) {
        this.folder = folder;
        var all = new ArrayList<>(settings);
        all.add("user admin on >admin-secret ~* &* +@all");
        sourceProcess = RedisProcess.start(folder.resolve("source"), all.toArray(String[]::new));
        var there = folder.resolve("target");
        targetProcess = targetHost.equals(sourceProcess.host())
                ? RedisProcess.start(there, all.toArray(String[]::new))
                : RedisProcess.start(there, targetHost, sourceProcess.port(), all.toArray(String[]::new));
        source = Connection.to(server(sourceProcess, "default", ""));
        target = Connection.to(server(targetProcess, "default", ""));
        for (var side : List.of(source, target)) {
            side.call("ACL", "SETUSER", "acme", "on", ">tenant-secret", "~acme-corp:*", "&*", "+@all", "-@admin");
            side.call("ACL", "SETUSER", "neighbour", "on", ">tenant-secret", "~other:*", "+@all");
        }
        secret("admin", "admin");
        secret("dns", ZoneServer.SECRET);
        secret("password", "admin-secret");
    }

    private void secret(String key, String value) {
        try {
            Files.createDirectories(folder.resolve("secrets/redis"));
            Files.writeString(folder.resolve("secrets/redis").resolve(key), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Server server(RedisProcess process, String user, String password) {
        return new Server(
                user,
                process.host(),
                process.port(),
                false,
                password.isEmpty() ? Optional.empty() : Optional.of(new Server.Login(user, () -> password)));
    }

    static Connection as(RedisProcess process, String user) {
        return Connection.to(server(process, user, "tenant-secret"));
    }

    /** A client of the tenant at the source. */
    Connection client() {
        return Connection.to(server(sourceProcess, "acme", "tenant-secret"));
    }

    /** Puts a gateway between the tenant's clients and the servers; the plan names it. */
    Gateway gateway(GatewayConfig.RedirectMode redirect) {
        var gateway = startGateway(redirect);
        var door = new Passage(gateway.port());
        var controlDoor = new Passage(Objects.requireNonNull(control).port());
        more.addAll(List.<AutoCloseable>of(door, controlDoor, this::stopGateway));
        toGateway = door;
        toControl = controlDoor;
        with(
                "mode: live",
                "mode: live%ngateways: [{host: 127.0.0.1, port: %d, password: {secret: redis/password}}]"
                        .formatted(controlDoor.port()));
        return gateway;
    }

    private Gateway startGateway(GatewayConfig.RedirectMode redirect) {
        var at = sourceProcess.host() + ":" + sourceProcess.port();
        var settings = new GatewayConfig.TenantSettings(
                "acme-corp", List.of("acme"), at, 0, new GatewayConfig.Redirect(redirect, Duration.ofSeconds(5)));
        var gateway = Gateway.start(
                new GatewayConfig(
                        "127.0.0.1", 0, at, List.of(settings), new GatewayConfig.Control("127.0.0.1", 0, null), null),
                new Secrets(folder),
                Routes.in(folder.resolve("gateway")));
        passing = gateway;
        control = GatewayControl.serve("127.0.0.1", 0, gateway, () -> "admin-secret");
        return gateway;
    }

    private void stopGateway() {
        Objects.requireNonNull(control).close();
        Objects.requireNonNull(passing).close();
    }

    /** Whoever tells the gateway something loses the connection, and connects again. */
    void cutGateway() {
        Objects.requireNonNull(toControl).cut();
    }

    /** It knows no more of a hold then, nor of any client, and where the tenant is. */
    void restartGateway() {
        stopGateway();
        var gateway = startGateway(GatewayConfig.RedirectMode.NONE);
        Objects.requireNonNull(toGateway).leadTo(gateway.port());
        Objects.requireNonNull(toControl).leadTo(Objects.requireNonNull(control).port());
    }

    /** At any moment, as a machine loses its power; it starts again. */
    void killSource() {
        source = killed(sourceProcess, source);
    }

    void killTarget() {
        target = killed(targetProcess, target);
    }

    private static Connection killed(RedisProcess process, Connection administrator) {
        process.kill();
        administrator.close();
        process.start();
        return Connection.to(server(process, "default", ""));
    }

    /** A client of the tenant at the gateway. */
    Connection clientAtGateway() {
        return Connection.to(new Server(
                "gateway",
                "127.0.0.1",
                Objects.requireNonNull(toGateway).port(),
                false,
                Optional.of(new Server.Login("acme", () -> "tenant-secret"))));
    }

    /** As an operator, at the gateway's control port. */
    Object control(Object... words) {
        try (var connection = Connection.to(new Server(
                "gateway",
                "127.0.0.1",
                Objects.requireNonNull(toControl).port(),
                false,
                Optional.of(new Server.Login("default", () -> "admin-secret"))))) {
            var all = new ArrayList<Object>(List.of("GATEWAY"));
            all.addAll(List.of(words));
            return Objects.requireNonNull(connection.call(all.toArray()));
        }
    }

    boolean hasGateway() {
        return toGateway != null;
    }

    Connection clientAtTarget() {
        return Connection.to(server(targetProcess, "acme", "tenant-secret"));
    }

    Connection neighbour() {
        return Connection.to(server(sourceProcess, "neighbour", "tenant-secret"));
    }

    /** Changes the plan of the next runs. */
    Scene with(String text, String by) {
        replaced.put(text, by);
        return this;
    }

    /** For the plan's cutover: the name server, and the name by which clients find the tenant. */
    String dns(ZoneServer zone) {
        return "dns: {name: redis.example.org, host: 127.0.0.1, port: %d, zone: %s, ttl: 1s, timeout: 300ms, key: {name: %s, secret: {secret: redis/dns}}}"
                .formatted(zone.port(), ZoneServer.ZONE, ZoneServer.KEY);
    }

    private Path plan() throws IOException {
        var plan = TEMPLATE.replace("SOURCE", Integer.toString(sourceProcess.port()))
                .replace("THERE", targetProcess.host())
                .replace("TARGET", Integer.toString(targetProcess.port()));
        for (var change : replaced.entrySet()) {
            if (!plan.contains(change.getKey())) {
                throw new IllegalArgumentException("the plan has no " + change.getKey());
            }
            plan = plan.replace(change.getKey(), change.getValue());
        }
        return Files.writeString(folder.resolve("plan.yaml"), plan);
    }

    private List<String> places() throws IOException {
        return List.of(
                "--config",
                plan().toString(),
                "--secrets",
                folder.resolve("secrets").toString(),
                "--state",
                folder.resolve("state").toString());
    }

    /** The arguments of a run somewhere else. */
    List<String> runs(String attempt) throws IOException {
        var arguments = new ArrayList<>(List.of("run", "--mode", "live", "--attempt", attempt, "--control"));
        arguments.add(folder.resolve("control").toString());
        arguments.addAll(places());
        return arguments;
    }

    /** The same in a JVM of its own, which may be killed. */
    Process child(String attempt) throws IOException {
        var command = new ArrayList<>(java(folder, LiveMigration.class));
        command.addAll(runs(attempt));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("child").toFile()))
                .start();
    }

    /** The command that runs a program of this class path in a JVM of its own. */
    static List<String> java(Path folder, Class<?> program) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.sqlite.tmpdir=" + folder,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
    }

    String childOutput() {
        try {
            return Files.readString(folder.resolve("child"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitChild(String text) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (!childOutput().contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("'%s' was not told:%n%s".formatted(text, childOutput()));
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    int run(String... arguments) {
        try {
            var all = new ArrayList<>(List.of(arguments));
            all.addAll(places());
            if (arguments[0].equals("run")) {
                all.addAll(List.of("--control", folder.resolve("control").toString()));
            }
            return ProcessCommand.execute(
                    new LiveMigration(),
                    all.toArray(String[]::new),
                    Map.of(),
                    new PrintStream(output, true, StandardCharsets.UTF_8),
                    false,
                    stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompletableFuture<Integer> live(String... more) {
        var arguments = new ArrayList<>(List.of("run", "--mode", "live"));
        arguments.addAll(List.of(more));
        return CompletableFuture.supplyAsync(() -> run(arguments.toArray(String[]::new)), Thread::startVirtualThread);
    }

    /** Gives a command as the platform does. */
    void command(String command, String value) {
        try {
            Files.writeString(
                    folder.resolve("control"),
                    "{\"id\":\"c%d\",\"command\":\"%s\",\"value\":\"%s\"}%n".formatted(commands++, command, value),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the output has it. */
    void await(String text) {
        await(text, 1);
    }

    /** Until it was told so often, by all runs together. */
    void await(String text, int times) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (output().split(Pattern.quote(text), -1).length <= times) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("'%s' was not told %d times:%n%s".formatted(text, times, output()));
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    String checksum(Connection side) {
        var sum = Copies.sum(side, TENANT, System.currentTimeMillis(), 0);
        return sum.alive() + " " + sum.hex();
    }

    @Override
    public void close() {
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

    private static final String TEMPLATE = """
            reason: the shared server is full
            tenant: {name: acme-corp, prefix: "acme-corp:", users: [acme], otherWriters: [default]}
            source: {host: 127.0.0.1, port: SOURCE, user: {secret: redis/admin}, password: {secret: redis/password}}
            target: {host: THERE, port: TARGET, user: {secret: redis/admin}, password: {secret: redis/password}}
            mode: live
            sync: {firstWait: 20ms}
            cutover: {when: automatic, limit: 2s}
            """;
}
