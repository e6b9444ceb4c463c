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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
     * @param cluster    of which it is a node
     * @param more       further properties of the broker; they win
     */
    public record Config(
            int port, Path dataDir, String binds, String advertised, Cluster cluster, Map<String, String> more) {
        public Config(int port, Path dataDir, String binds, String advertised, Map<String, String> more) {
            this(port, dataDir, binds, advertised, Cluster.ofOne(), more);
        }

        public Config(int port, Path dataDir) {
            this(port, dataDir, Cluster.ofOne());
        }

        public Config(int port, Path dataDir, Cluster cluster) {
            this(port, dataDir, HOST, HOST, cluster, Map.of());
        }
    }

    /**
     * Nodes that are one Kafka. Of three or more, topics survive the loss of one.
     *
     * @param id              the same for all
     * @param node            which one this is, counted from 1
     * @param controllerPorts of all, in the order of their numbers
     */
    public record Cluster(String id, int node, List<Integer> controllerPorts) {
        static Cluster ofOne() {
            return new Cluster(Uuid.randomUuid().toString(), 1, List.of(FreePort.onLoopback()));
        }

        private int controllerPort() {
            return controllerPorts.get(node - 1);
        }

        private String voters() {
            return IntStream.rangeClosed(1, controllerPorts.size())
                    .mapToObj(number -> "%d@%s:%d".formatted(number, HOST, controllerPorts.get(number - 1)))
                    .collect(Collectors.joining(","));
        }

        private Map<String, String> properties() {
            var replicas = Math.min(3, controllerPorts.size());
            var properties = new HashMap<>(Map.of(
                    "offsets.topic.replication.factor", Integer.toString(replicas),
                    "transaction.state.log.replication.factor", Integer.toString(replicas),
                    "transaction.state.log.min.isr", Integer.toString(Math.max(1, replicas - 1))));
            if (replicas > 1) {
                // what makes a single node quick makes several hold elections whenever the machine is busy
                properties.put("controller.quorum.election.timeout.ms", "2000");
                properties.put("controller.quorum.election.backoff.max.ms", "1000");
                properties.put("controller.quorum.fetch.timeout.ms", "6000");
                properties.put("broker.heartbeat.interval.ms", "2000");
            }
            return properties;
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
        var port = config.port() == 0 ? FreePort.onLoopback() : free(config.port());
        var properties = properties(port, config);
        format(config.dataDir(), config.cluster());
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

    private static void format(Path dataDir, Cluster cluster) {
        if (Files.exists(dataDir.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(dataDir);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(cluster.id())
                    .setNodeId(cluster.node())
                    .setDirectories(List.of(dataDir.toString()))
                    .setMetadataLogDirectory(dataDir.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format '" + dataDir + "' for a Kafka broker: " + e.getMessage(), e);
        }
    }

    private static Properties properties(int port, Config config) {
        var cluster = config.cluster();
        var properties = new Properties();
        try (var in = EmbeddedKafka.class.getResourceAsStream("broker.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.setProperty(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(config.binds(), port, HOST, cluster.controllerPort()));
        properties.setProperty("advertised.listeners", "PLAINTEXT://%s:%d".formatted(config.advertised(), port));
        properties.setProperty("node.id", Integer.toString(cluster.node()));
        properties.setProperty("controller.quorum.voters", cluster.voters());
        cluster.properties().forEach(properties::setProperty);
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
}
