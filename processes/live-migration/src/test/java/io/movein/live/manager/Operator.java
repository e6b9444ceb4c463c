package io.movein.live.manager;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Commands the manager by one of the clients that people have; answers and errors as text. */
interface Operator extends AutoCloseable {

    String say(String command, String... words);

    @Override
    default void close() {}

    enum Kind {
        REDIS_CLI,
        JEDIS,
        LETTUCE
    }

    static Operator of(Kind kind, int port) {
        return switch (kind) {
            case REDIS_CLI -> (command, words) -> cli(port, "operator", command, words);
            case JEDIS -> new WithJedis(ManagerScene.jedis(port, "operator", RedisProtocol.RESP3));
            case LETTUCE -> WithLettuce.at(port);
        };
    }

    /** Where it is installed. */
    static Optional<Path> cli() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(place -> Path.of(place, "redis-cli"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String cli(int port, String user, String command, String... words) {
        var line = new ArrayList<>(List.of(
                cli().orElseThrow().toString(),
                "-3",
                "-p",
                Integer.toString(port),
                "--user",
                user,
                "--pass",
                user,
                "--no-auth-warning",
                "TENANT." + command));
        line.addAll(List.of(words));
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record WithJedis(Jedis jedis) implements Operator {

        @Override
        public String say(String command, String... words) {
            try {
                return String.valueOf(ManagerScene.tenant(jedis, command, words));
            } catch (JedisDataException refused) {
                return String.valueOf(refused.getMessage());
            }
        }

        @Override
        public void close() {
            jedis.close();
        }
    }

    record WithLettuce(RedisClient client, StatefulRedisConnection<String, String> connection) implements Operator {

        static WithLettuce at(int port) {
            var client = RedisClient.create(RedisURI.builder()
                    .withHost("127.0.0.1")
                    .withPort(port)
                    .withAuthentication("operator", "operator".toCharArray())
                    .build());
            return new WithLettuce(client, client.connect());
        }

        @Override
        public String say(String command, String... words) {
            var arguments = new CommandArgs<>(StringCodec.UTF8);
            List.of(words).forEach(arguments::add);
            try {
                return connection
                        .sync()
                        .dispatch(
                                () -> ("TENANT." + command).getBytes(StandardCharsets.US_ASCII),
                                new NestedMultiOutput<>(StringCodec.UTF8),
                                arguments)
                        .toString();
            } catch (RedisCommandExecutionException refused) {
                return String.valueOf(refused.getMessage());
            }
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
