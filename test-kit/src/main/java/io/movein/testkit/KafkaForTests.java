package io.movein.testkit;

import io.movein.standin.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker of this JVM's tests: Kafka in Docker where an engine answers, else {@link EmbeddedKafka}.
 * One broker is shared by all test classes and ends with the JVM. {@code MOVEIN_TEST_KAFKA} (docker, embedded or auto) decides
 * otherwise; with {@code docker} a missing engine or image is an error, so that CI cannot skip it unnoticed.
 */
public final class KafkaForTests {
    private static final String DEFAULT_IMAGE = "apache/kafka:4.3.1";

    private static @Nullable KafkaForTests shared;

    private final String kind;
    private final String bootstrapServers;

    private KafkaForTests(String kind, String bootstrapServers) {
        this.kind = kind;
        this.bootstrapServers = bootstrapServers;
    }

    public static synchronized KafkaForTests start() {
        if (shared == null) {
            shared = startOne();
            System.out.println("Kafka for tests: " + shared.kind + " at " + shared.bootstrapServers);
        }
        return shared;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Removes what is in these topics and leaves them; quicker and surer than making topics anew under the same names. */
    public void empty(Collection<String> topics) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            var ends = new HashMap<TopicPartition, OffsetSpec>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> ends.put(
                                    new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            var before = new HashMap<TopicPartition, RecordsToDelete>();
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((partition, end) -> before.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(before).all().get();
        }
    }

    /** Removes every topic that is not Kafka's own, for tests that count what is there. */
    public void removeTopics() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            var names = admin.listTopics(new ListTopicsOptions().listInternal(false))
                    .names()
                    .get();
            admin.deleteTopics(names).all().get();
            awaitGone(admin, names);
        }
    }

    @Override
    public String toString() {
        return kind;
    }

    private static void awaitGone(Admin admin, Set<String> names) throws Exception {
        while (admin.listTopics().names().get().stream().anyMatch(names::contains)) {
            Thread.sleep(20);
        }
    }

    private static KafkaForTests startOne() {
        var wanted = env("MOVEIN_TEST_KAFKA", "auto");
        return switch (wanted) {
            case "embedded" -> embedded("as MOVEIN_TEST_KAFKA says");
            case "docker" -> docker();
            case "auto" -> dockerOrEmbedded();
            default ->
                throw new IllegalArgumentException(
                        "MOVEIN_TEST_KAFKA is '" + wanted + "' (expected docker, embedded or auto)");
        };
    }

    private static KafkaForTests dockerOrEmbedded() {
        if (!mayHaveDocker() || !DockerClientFactory.instance().isDockerAvailable()) {
            return embedded("no Docker engine answers");
        }
        try {
            return docker();
        } catch (RuntimeException e) {
            return embedded("Docker could not start " + image() + ": " + e.getMessage());
        }
    }

    // Testcontainers takes seconds and many log lines to find out that there is nothing
    private static boolean mayHaveDocker() {
        return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    }

    // never closed here: Testcontainers' helper or the hook ends the container with the JVM
    private static KafkaForTests docker() {
        var container = new KafkaContainer(DockerImageName.parse(image()).asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                // it lives as shortly as the tests: the optimising compiler would take more than it gives
                .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1")
                // it runs a script as soon as that is there, which may be still open for writing then: Text file busy
                .withStartupAttempts(3);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return new KafkaForTests(image() + " in Docker", container.getBootstrapServers());
    }

    private static KafkaForTests embedded(String why) {
        try {
            var data = Files.createTempDirectory("movein-kafka-");
            var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                kafka.close();
                Trash.delete(data);
            }));
            return new KafkaForTests("a broker in this JVM (" + why + ")", kafka.bootstrapServers());
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for the test broker", e);
        }
    }

    private static String image() {
        return env("MOVEIN_TEST_KAFKA_IMAGE", DEFAULT_IMAGE);
    }

    private static String env(String name, String otherwise) {
        var value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
