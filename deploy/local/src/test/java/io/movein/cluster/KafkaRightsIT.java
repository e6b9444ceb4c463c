package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.stack.Surroundings;
import io.movein.order.TearDownRun;
import io.movein.standin.github.model.StoredComment;
import io.movein.testkit.RegistryStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Kafka itself sees to it that each topic has one writer: with the users and the client properties that are shipped, over TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaRightsIT {
    private static final List<String> SERVICES = List.of("intake", "review", "runner", "reporter");
    private static final List<String> USERS = List.of("intake", "review", "runner", "reporter", "observer");

    @TempDir
    static Path folder;

    private SecuredKafka kafka;

    @BeforeAll
    void starts() throws Exception {
        kafka = new SecuredKafka(folder.resolve("kafka"));
    }

    @AfterAll
    void stops() {
        kafka.close();
    }

    @Test
    void everyTopicTakesRecordsFromItsWriterOnly() throws Exception {
        var writers = new TreeMap<String, Set<String>>();
        for (var user : USERS) {
            var config = kafka.client(user);
            config.put("enable.idempotence", true);
            try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (var topic : Topic.values()) {
                    if (takes(producer, topic.topicName())) {
                        writers.computeIfAbsent(topic.topicName(), _ -> new TreeSet<>())
                                .add(user);
                    }
                }
            }
        }

        assertThat(writers)
                .isEqualTo(Arrays.stream(Topic.values())
                        .collect(Collectors.toMap(
                                Topic::topicName,
                                topic -> topic == Topic.DEAD_LETTERS ? Set.copyOf(SERVICES) : Set.of(topic.writer()))));
    }

    /** Without a value: a tombstone to every reader. */
    private static boolean takes(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        try {
            producer.send(new ProducerRecord<>(topic, 0, "probe".getBytes(), null))
                    .get();
            return true;
        } catch (ExecutionException e) {
            // who may write nowhere is not even given the number of an idempotent producer
            assertThat(e.getCause())
                    .isInstanceOfAny(TopicAuthorizationException.class, ClusterAuthorizationException.class);
            return false;
        }
    }

    @Test
    void everyUserReadsItsOwnTopicsOnly() throws Exception {
        var read = new TreeMap<String, Set<String>>();
        for (var user : USERS) {
            read.put(user, new TreeSet<>());
            for (var topic : Topic.values()) {
                try (var consumer = new KafkaConsumer<>(
                        kafka.client(user), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    consumer.assign(List.of(new TopicPartition(topic.topicName(), 0)));
                    consumer.seekToBeginning(consumer.assignment());
                    consumer.poll(Duration.ofSeconds(2));
                    read.get(user).add(topic.topicName());
                } catch (TopicAuthorizationException e) {
                    // not its own
                }
            }
        }

        assertThat(read)
                .isEqualTo(Map.of(
                        "intake", Set.of("movein.issue-activity"),
                        "review", Set.of("movein.commands", "movein.run-reports"),
                        "runner", Set.of("movein.run-orders"),
                        "reporter", Set.of("movein.events", "movein.migrations", "movein.plans", "movein.progress"),
                        "observer",
                                Arrays.stream(Topic.values())
                                        .filter(Topic::isPublic)
                                        .map(Topic::topicName)
                                        .collect(Collectors.toSet())));
    }

    @Test
    void anObserverCommitsInGroupsOfItsOwnOnly() throws Exception {
        assertThat(commits("observer-dashboards")).isTrue();
        assertThat(commits("movein-reporter")).isFalse();
    }

    private boolean commits(String group) throws Exception {
        var config = kafka.client("observer");
        config.put("group.id", group);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topic.EVENTS.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)));
            return true;
        } catch (GroupAuthorizationException e) {
            return false;
        }
    }

    /** Strimzi gives it a certificate in place of a password; what it may do is the same. */
    @Test
    void aScalerReadsTheLagThatItScalesByAndNoRecord() throws Exception {
        try (var admin = Admin.create(kafka.client("keda"))) {
            for (var scaled : SecuredKafka.scaledBy()) {
                var topic = scaled.split(" ")[0];
                var group = scaled.split(" ")[1];
                admin.describeTopics(List.of(topic)).allTopicNames().get();
                admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                        .all()
                        .get();
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
            }
        }
        try (var consumer =
                new KafkaConsumer<>(kafka.client("keda"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topic.RUN_ORDERS.topicName(), 0)));
            consumer.seekToBeginning(consumer.assignment());
            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(2)))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    /**
     * First: review would refuse to begin beside events of which it has no state, and the other tests write some. As {@code ./movein up
     * --kafka} starts them with an environment that names client properties and a registry, but each service as the user that it is.
     */
    @Test
    @Order(1)
    void theServicesDoTheirWorkWithTheseRightsAndARegistry() throws Exception {
        System.setProperty(
                "movein.home", Path.of("../..").toAbsolutePath().normalize().toString());
        var screen = new Screen(System.out, false, false);
        try (var registry = RegistryStandIn.start();
                var data = DataDir.open(folder.resolve("data"));
                var stack = LocalStack.start(
                        StackOptions.forManySmallRuns()
                                .onKafka(kafka.bootstrapServers())
                                .within(new Surroundings(_ -> List.of(), this::as)),
                        StackOptions.Default.FREE,
                        data,
                        Map.of(
                                "MOVEIN_KAFKA_PROPERTIES_FILE",
                                kafka.clientProperties("review").toString(),
                                "MOVEIN_SCHEMA_REGISTRY_URL",
                                registry.url()),
                        screen)) {
            var github = Objects.requireNonNull(stack.localGitHub()).model();

            var issue = github.openWithForm(
                            "capability-owner", "Migrate my data", "### Mode\n\nlive\n", List.of("migrate-my-data"))
                    .number();

            // issue activity, command, event: three services have read and written
            await(
                    "an answer on the issue",
                    () -> github.comments(issue).stream()
                            .map(StoredComment::body)
                            .anyMatch(body -> body.startsWith("<!-- movein:status ")));
            assertThat(registry.subjects().keySet()).contains("io.movein.event.MigrationRequested");
            await("its events", () -> !values(Topic.EVENTS).isEmpty());
            assertThat(values(Topic.EVENTS)).allMatch(KafkaRightsIT::isInConfluentsFormat);

            // an order, and the report that nothing is left of a run that never was
            order(new Message<>(
                    "acme/platform#99/run-1/tear-down",
                    "movein/review",
                    MigrationId.parse("acme/platform#99"),
                    Instant.now(),
                    Traceparent.begin(),
                    new TearDownRun("acme/platform#99", 1, "nowhere", false)));
            await("a report from the runner", () -> !values(Topic.RUN_REPORTS).isEmpty());
        }
    }

    private Map<String, String> as(String user) {
        try {
            return Map.of(
                    "MOVEIN_KAFKA_PROPERTIES_FILE", kafka.clientProperties(user).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A zero, and the schema's number. */
    private static boolean isInConfluentsFormat(byte[] value) {
        return value[0] == 0;
    }

    private void order(Message<TearDownRun> order) throws Exception {
        try (var producer =
                new KafkaProducer<>(kafka.client("review"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new Codec().encode(Topic.RUN_ORDERS, order)).get();
        }
    }

    /** Without tombstones, as another test leaves some; read as the administrator. */
    private List<byte[]> values(Topic topic) {
        try (var consumer = new KafkaConsumer<>(
                kafka.administrator().client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(number -> new TopicPartition(topic.topicName(), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return StreamSupport.stream(consumer.poll(Duration.ofSeconds(1)).spliterator(), false)
                    .map(ConsumerRecord::value)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        var until = Instant.now().plusSeconds(120);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            Thread.sleep(100);
        }
    }
}
