package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.gateway.GatewayCommand;
import io.movein.standin.redis.RedisProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant moves with {@code -Dmovein.connections=10000} of its clients' connections, all of which have sent something, through two
 * gateways that are processes of their own: at the move each connection takes three files of its gateway.
 */
@EnabledIfSystemProperty(
        named = "movein.connections",
        matches = "\\d+",
        disabledReason = "takes -Dmovein.connections=10000")
class ManyConnectionsIT {

    private static final int GATEWAYS = 2;
    private static final int CONNECTIONS = Integer.getInteger("movein.connections", 0);
    private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    /** A gateway's process. */
    private record Passing(Process process, int port, int control) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /** A client that asks and waits, with no thread of its own. */
    private record Client(int number, Socket socket, InputStream in) implements AutoCloseable {

        static Client at(int port, int number) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            var client = new Client(number, socket, new BufferedInputStream(socket.getInputStream(), 64));
            client.send("AUTH", "acme", "tenant-secret");
            assertThat(client.answer()).isEqualTo("+OK");
            return client;
        }

        void send(String... words) throws IOException {
            var request = new StringBuilder("*%d\r\n".formatted(words.length));
            for (var word : words) {
                request.append("$%d\r\n%s\r\n".formatted(word.length(), word));
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        }

        void addOne() throws IOException {
            send("INCR", "acme-corp:n:" + number);
        }

        String answer() throws IOException {
            var line = new StringBuilder();
            for (var next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("connection %d was closed".formatted(number));
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    @Timeout(240)
    void moveAtOnceAndNobodyNoticesMoreThanOneSlowAnswer() throws Exception {
        try (var scene = new Scene(folder);
                var first = gateway(scene, 0);
                var second = gateway(scene, 1)) {
            var gateways = List.of(first, second);
            scene.with(
                    "mode: live",
                    "mode: live%ngateways: [%s]"
                            .formatted(String.join(
                                    ", ",
                                    gateways.stream()
                                            .map(one ->
                                                    "{host: 127.0.0.1, port: %d, password: {secret: redis/password}}"
                                                            .formatted(one.control))
                                            .toList())));
            for (var side : List.of(scene.source, scene.target)) {
                side.call("CONFIG", "SET", "maxclients", CONNECTIONS + 1_000);
            }
            var clients = new ArrayList<Client>();
            try {
                for (var i = 0; i < CONNECTIONS; i++) {
                    clients.add(Client.at(gateways.get(i % GATEWAYS).port, i));
                }
                addOne(clients, 1);
                assertThat(connected(scene)).isGreaterThanOrEqualTo(CONNECTIONS);

                var moving = scene.live();
                var rounds = 1;
                while (!moving.isDone()) {
                    addOne(clients, ++rounds);
                }

                assertThat(moving.get()).as(scene.output()).isZero();
                addOne(clients, ++rounds);
                for (var client : clients) {
                    assertThat(scene.target.text("GET", "acme-corp:n:" + client.number))
                            .isEqualTo(Integer.toString(rounds));
                }
                System.out.printf(
                        "%d connections moved by %d gateways; %d INCR of each, none lost or doubled; %s%n",
                        CONNECTIONS,
                        GATEWAYS,
                        rounds,
                        scene.output()
                                .lines()
                                .filter(line -> line.contains(" ms"))
                                .toList());
            } finally {
                for (var client : clients) {
                    client.close();
                }
            }
        }
    }

    /** All at once; each is answered its own. */
    private static void addOne(List<Client> clients, int expected) throws IOException {
        for (var client : clients) {
            client.addOne();
        }
        for (var client : clients) {
            assertThat(client.answer()).as("connection %d", client.number).isEqualTo(":" + expected);
        }
    }

    private static int connected(Scene scene) {
        return Integer.parseInt(scene.source.info("clients", "connected_clients"));
    }

    private Passing gateway(Scene scene, int number) throws Exception {
        var port = RedisProcess.freePort();
        var control = RedisProcess.freePort();
        var home = Files.createDirectories(folder.resolve("gateway-" + number));
        var at = "127.0.0.1:" + scene.sourceProcess.port();
        var config = Files.writeString(home.resolve("gateway.yaml"), """
                host: 127.0.0.1
                port: %d
                otherwise: %s
                tenants:
                  - {name: acme-corp, users: [acme], server: %s}
                control: {host: 127.0.0.1, port: %d, password: {secret: redis/password}}
                """.formatted(port, at, at, control));
        var log = home.resolve("log").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayCommand.class.getName(),
                        "--config",
                        config.toString(),
                        "--state",
                        home.resolve("state").toString(),
                        "--secrets",
                        folder.resolve("secrets").toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        var deadline = System.nanoTime() + LONGEST_START_NANOS;
        while (!Files.readString(log.toPath()).contains("control listens on port")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(log.toPath()))
                    .isTrue();
            LockSupport.parkNanos(2_000_000);
        }
        return new Passing(process, port, control);
    }
}
