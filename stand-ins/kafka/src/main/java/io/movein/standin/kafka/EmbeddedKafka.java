package io.movein.standin.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this JVM: broker and KRaft controller in one node, on loopback unless told otherwise.
 * What was written survives: a second start on the same directory goes on with the topics, records and offsets of the first.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /**
     * Port 0 takes a free one; the directory is made if it is missing.
     *
     * @param binds      the address to listen on
     * @param advertised the host by which clients find the broker
     * @param more       further properties of the broker; they win
     */
    public record Config(int port, Path dataDir, String binds, String advertised, Map<String, String> more) {
        public Config(int port, Path dataDir) {
            this(port, dataDir, HOST, HOST, Map.of());
        }
    }

    private static final String HOST = "127.0.0.1";

    private final String host;
    private final int port;
    private final KafkaRaftServer server;

    private EmbeddedKafka(String host, int port, KafkaRaftServer server) {
        this.host = host;
        this.port = port;
        this.server = server;
    }

    public static EmbeddedKafka start(Config config) {
        var port = config.port() == 0 ? freePort() : free(config.port());
        var properties = properties(port, freePort(), config);
        format(config.dataDir());
        var server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(config.advertised(), port, server);
    }

    public String bootstrapServers() {
        return host + ":" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path dataDir) {
        if (Files.exists(dataDir.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(dataDir);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setDirectories(List.of(dataDir.toString()))
                    .setMetadataLogDirectory(dataDir.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format '" + dataDir + "' for a Kafka broker: " + e.getMessage(), e);
        }
    }

    private static Properties properties(int port, int controllerPort, Config config) {
        var properties = new Properties();
        try (var in = EmbeddedKafka.class.getResourceAsStream("broker.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.setProperty(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(config.binds(), port, HOST, controllerPort));
        properties.setProperty("advertised.listeners", "PLAINTEXT://%s:%d".formatted(config.advertised(), port));
        properties.setProperty("controller.quorum.voters", "1@%s:%d".formatted(HOST, controllerPort));
        properties.setProperty("log.dirs", config.dataDir().toString());
        config.more().forEach(properties::setProperty);
        return properties;
    }

    private static int free(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
            return port;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port " + port + " for Kafka is taken (" + e.getMessage() + "); choose another or 0 for a free one",
                    e);
        }
    }

    // Kafka wants the controller's port in its settings before it binds, so 0 cannot be handed on
    private static int freePort() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }
}
