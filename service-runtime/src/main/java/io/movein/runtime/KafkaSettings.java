package io.movein.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * How to reach Kafka.
 *
 * @param publishTimeout after this long a publish has either succeeded or thrown
 * @param clientProperties what every client gets on top, for TLS and SASL; from the file that MOVEIN_KAFKA_PROPERTIES_FILE names
 * @param replication of the topics; 0: three, or as many as there are brokers
 */
public record KafkaSettings(
        String bootstrapServers,
        Duration publishTimeout,
        Map<String, Object> clientProperties,
        int replication,
        SchemaRegistrySettings registry) {
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z][A-Za-z0-9_]*://)?[^:/,\\s]+:\\d{1,5}|\\[[0-9a-fA-F:.%]+\\]:\\d{1,5}");
    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(5);

    public KafkaSettings {
        if (replication < 0 || replication > 9) {
            throw new IllegalArgumentException("MOVEIN_KAFKA_REPLICATION is '" + replication
                    + "' (expected the number of replicas, 1 to 9, or 0 for as many as there are brokers, up to 3)");
        }
        for (var server : bootstrapServers.split(",")) {
            // one that is missing was named before, and must not hide what else is wrong
            if (!bootstrapServers.isEmpty() && !SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("KAFKA_BOOTSTRAP_SERVERS is '" + bootstrapServers
                        + "' (expected host:port, several separated by commas)");
            }
        }
        clientProperties = Map.copyOf(clientProperties);
    }

    public KafkaSettings(String bootstrapServers, Duration publishTimeout, Map<String, Object> clientProperties) {
        this(bootstrapServers, publishTimeout, clientProperties, 0, SchemaRegistrySettings.NONE);
    }

    public KafkaSettings(
            String bootstrapServers, Duration publishTimeout, Map<String, Object> clientProperties, int replication) {
        this(bootstrapServers, publishTimeout, clientProperties, replication, SchemaRegistrySettings.NONE);
    }

    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, PUBLISH_TIMEOUT, Map.of());
    }

    public static KafkaSettings read(Settings in) {
        return new KafkaSettings(
                in.text("KAFKA_BOOTSTRAP_SERVERS"),
                in.duration("MOVEIN_PUBLISH_TIMEOUT", PUBLISH_TIMEOUT),
                in.optionalFile("MOVEIN_KAFKA_PROPERTIES_FILE")
                        .map(file -> properties(in, file))
                        .orElse(Map.of()),
                in.number("MOVEIN_KAFKA_REPLICATION", 0),
                SchemaRegistrySettings.read(in));
    }

    private static Map<String, Object> properties(Settings in, Path file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            in.problem("MOVEIN_KAFKA_PROPERTIES_FILE is '" + file + "' (expected a properties file: " + e.getMessage()
                    + ")");
        }
        var result = new HashMap<String, Object>();
        properties.forEach((name, value) -> result.put(name.toString(), value));
        return result;
    }

    /** Settings of any Kafka client. */
    public Map<String, Object> client() {
        var result = new HashMap<>(clientProperties);
        result.put("bootstrap.servers", bootstrapServers);
        // the first wait after a lost connection grows from 50 ms to 1 s: a broker that is back is found at once
        result.put("reconnect.backoff.max.ms", "1000");
        return result;
    }

    /** File values may be passwords. */
    @Override
    public String toString() {
        return bootstrapServers;
    }
}
