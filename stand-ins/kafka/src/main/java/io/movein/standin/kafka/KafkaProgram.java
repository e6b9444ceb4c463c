package io.movein.standin.kafka;

import java.nio.file.Path;
import java.util.Map;

/**
 * The broker as a program of its own, in a pod say: {@code KAFKA_DATA} is the folder that it keeps, {@code KAFKA_ADVERTISED_HOST} the
 * name by which clients find it, {@code KAFKA_PORT} its port (9092). For trying things out: one broker keeps one copy.
 */
public final class KafkaProgram {
    private KafkaProgram() {}

    public static void main(String[] arguments) {
        var env = System.getenv();
        var port = Integer.parseInt(env.getOrDefault("KAFKA_PORT", "9092"));
        var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(
                port,
                Path.of(required(env, "KAFKA_DATA")),
                "0.0.0.0",
                required(env, "KAFKA_ADVERTISED_HOST"),
                Map.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        System.out.println("Kafka at " + broker.bootstrapServers());
    }

    private static String required(Map<String, String> env, String name) {
        var value = env.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
