package io.movein.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.movein.gateway.GatewayConfig.RedirectMode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** What clients see of the gateway while nobody moves: nothing. */
@Timeout(60)
class PassingIT {

    private static final int CONNECTIONS = Integer.getInteger("movein.gateway.connections", 500);

    @TempDir
    Path folder;

    private Bridge bridge;

    @BeforeEach
    void start() {
        bridge = new Bridge(folder, RedirectMode.NONE);
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @Test
    void passesOnWhatIsLargeAndAnyBytes() {
        var value = new byte[5 << 20];
        new Random(1).nextBytes(value);
        try (var client = bridge.client()) {
            client.set("large".getBytes(StandardCharsets.UTF_8), value);

            assertThat(client.get("large".getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
            assertThat(client.clientGetname()).isEqualTo("worker");
            assertThatThrownBy(() -> client.lpush("large", "x"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("WRONGTYPE");
        }
    }

    @Test
    void answersPipelinesOfTenThousandInTheirOrder() {
        try (var client = bridge.client()) {
            var pipeline = client.pipelined();
            var replies = new ArrayList<redis.clients.jedis.Response<String>>();
            for (var i = 0; i < 10_000; i++) {
                pipeline.set("k" + i % 100, "v" + i);
                replies.add(pipeline.get("k" + i % 100));
            }
            pipeline.sync();

            for (var i = 0; i < replies.size(); i++) {
                assertThat(replies.get(i).get()).isEqualTo("v" + i);
            }
            assertThat(bridge.gateway.figures(Bridge.TENANT).commands()).isGreaterThan(20_000);
        }
    }

    @Test
    void speaksTheNewerProtocolWithLettuce() throws Exception {
        var uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(bridge.gateway.port())
                .withAuthentication("acme", "secret".toCharArray())
                .build();
        var lettuce = RedisClient.create(uri);
        try (var commands = lettuce.connect();
                var subscriber = lettuce.connectPubSub()) {
            var got = new CompletableFuture<String>();
            subscriber.addListener(new io.lettuce.core.pubsub.RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    got.complete(channel + " " + message);
                }
            });
            subscriber.sync().subscribe("news");
            commands.sync().hset("hash", "f", "v");
            commands.sync().publish("news", "hello");

            assertThat(commands.sync().hgetall("hash")).containsEntry("f", "v");
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("news hello");
        } finally {
            lettuce.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void keepsSilentConnectionsInStep() throws IOException {
        try (var socket = new Socket("127.0.0.1", bridge.gateway.port())) {
            var out = socket.getOutputStream();
            out.write(("AUTH acme secret\r\nCLIENT REPLY SKIP\r\nSET a 1\r\nGET a\r\nCLIENT REPLY OFF\r\nSET a 2\r\n"
                            + "CLIENT REPLY ON\r\nGET a\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            var expected = "+OK\r\n$1\r\n1\r\n+OK\r\n$1\r\n2\r\n";
            assertThat(new String(socket.getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(expected);
        }
    }

    @Test
    void passesOnNoMoreThanTheTenantMay() {
        bridge.gateway.throttle(Bridge.TENANT, 1000);
        try (var client = bridge.client()) {
            var begun = System.nanoTime();
            var pipeline = client.pipelined();
            for (var i = 0; i < 1500; i++) {
                pipeline.incr("n");
            }
            pipeline.sync();
            var seconds = (System.nanoTime() - begun) / 1e9;

            assertThat(client.get("n")).isEqualTo("1500");
            assertThat(seconds).isBetween(1.2, 4.0);
        }
    }

    @Test
    void servesManyConnectionsAtOnce() {
        var clients = new ArrayList<Jedis>();
        try {
            for (var i = 0; i < CONNECTIONS; i++) {
                clients.add(bridge.client());
            }
            clients.forEach(client -> client.incr("n"));

            assertThat(clients.getFirst().get("n")).isEqualTo(Integer.toString(CONNECTIONS));
            assertThat(bridge.gateway.figures(Bridge.TENANT).sessions()).isEqualTo(CONNECTIONS);
        } finally {
            clients.forEach(Jedis::close);
        }
    }

    @Test
    void endsAConnectionThatDoesNotSpeakTheProtocol() throws IOException {
        try (var socket = new Socket("127.0.0.1", bridge.gateway.port())) {
            socket.getOutputStream().write("*1\r\nGET\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("-ERR gateway: Protocol error");
        }
    }

    @Test
    void isToldWhatToDoByTheControlPort() {
        try (var control = GatewayControl.serve("127.0.0.1", 0, bridge.gateway, () -> "control-secret");
                var cli = new Jedis("127.0.0.1", control.port())) {
            assertThatThrownBy(() -> gateway(cli, "STATUS")).hasMessageStartingWith("NOAUTH");
            cli.auth("control-secret");

            assertThat(gateway(cli, "THROTTLE", Bridge.TENANT, "5000")).isEqualTo("OK");
            assertThat(gateway(cli, "STATUS", Bridge.TENANT)).asString().contains("ops_per_second");
            assertThatThrownBy(() -> gateway(cli, "HOLD", "nobody", "10", "20"))
                    .hasMessageContaining("no tenant 'nobody'");
        }
    }

    private static Object gateway(Jedis cli, String... words) {
        var reply = cli.sendCommand(() -> "GATEWAY".getBytes(StandardCharsets.US_ASCII), words);
        return text(reply);
    }

    private static String text(Object reply) {
        return switch (reply) {
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case List<?> list -> list.stream().map(PassingIT::text).toList().toString();
            default -> String.valueOf(reply);
        };
    }
}
