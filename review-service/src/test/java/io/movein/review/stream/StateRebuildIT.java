package io.movein.review.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.review.ReviewService;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.state.Migration;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.testkit.KafkaForTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done about state that is not there, not whole, or of an earlier version, in a real broker. */
class StateRebuildIT {
    private final KafkaForTests broker = KafkaForTests.start();
    private final KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
    private final Admin admin = Admin.create(kafka.client());
    private final Codec codec = new Codec();

    @BeforeEach
    void afresh() throws Exception {
        broker.removeTopics();
        Topics.ensure(broker.bootstrapServers());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void anInstallationThatHasDecidedNothingMayStart() {
        assertThat(StateCheck.brokers(kafka)).isEqualTo(1);
    }

    @Test
    void eventsWithoutStateAreNoNewInstallation() throws Exception {
        tell("acme/infra#1", 1);

        assertThatThrownBy(() -> StateCheck.brokers(kafka))
                .hasMessageContaining("the state that belongs to them is missing")
                .hasMessageContaining("rebuild-state");
    }

    @Test
    void rebuildsTheStateFromTheEventsOnce() throws Exception {
        tell("acme/infra#1", 1);
        tell("acme/infra#2", 1);

        StateRebuild.run(kafka);

        assertThat(StateCheck.brokers(kafka)).isEqualTo(1);
        assertThat(remembered()).containsKeys("acme/infra#1", "acme/infra#2");
        assertThatThrownBy(() -> StateRebuild.run(kafka)).hasMessageContaining("has records (expected none)");
    }

    /** Left out, it would have been as if it had not happened. */
    @Test
    void anEventOfANewerVersionIsNotLeftOut() throws Exception {
        tell("acme/infra#1", 1);
        var ofTomorrow = event("acme/infra#2", 1);
        ofTomorrow.value()[5] ^= 1;
        send(ofTomorrow);

        assertThatThrownBy(() -> StateRebuild.run(kafka))
                .hasMessageMatching("movein.events-\\d@\\d cannot be read: the value was written with schema .* "
                        + "\\(expected what this version knows\\); rebuild with the version that wrote it");
        assertThat(admin.listTopics().names().get()).doesNotContain(StoredPlatform.SOURCE_OF_TRUTH);
    }

    /** As the operations page has it, but with the class path of this build in place of the packed one. */
    @Test
    @Timeout(120)
    void theDocumentedCommandRebuildsTheStateAndReplacesNone() throws Exception {
        var documented = Pattern.compile("java -jar review-service-runnable\\.jar (\\S+)")
                .matcher(Files.readString(Path.of("..", "docs", "operations.md")));
        assertThat(documented.find()).as("the command in docs/operations.md").isTrue();
        tell("acme/infra#1", 1);

        var first = command(documented.group(1));
        assertThat(first.output()).contains("rebuilt 1 migrations from 1 events");
        assertThat(first.exit()).isZero();
        assertThat(remembered()).containsOnlyKeys("acme/infra#1");
        assertThat(StateCheck.brokers(kafka)).isEqualTo(1);

        var second = command(documented.group(1));
        assertThat(second.output()).contains("has records (expected none)");
        assertThat(second.exit()).isNotZero();
    }

    private record Ended(int exit, String output) {}

    private Ended command(String argument) throws Exception {
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ReviewService.class.getName(),
                argument);
        command.environment().put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        var process = command.redirectErrorStream(true).start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theStateOfAnEarlierVersionIsWrittenAnewByItself() throws Exception {
        tell("acme/infra#1", 1);
        var earlier =
                List.of(StoredPlatform.MIGRATIONS, StoredPlatform.TENANTS, StoredPlatform.POOL, StoredPlatform.SCHEMAS);
        make(earlier);
        put(StoredPlatform.changelog(StoredPlatform.MIGRATIONS), "acme/infra#1", new byte[] {1, 2, 3});
        put(StoredPlatform.changelog(StoredPlatform.POOL), "pool", new byte[] {4, 5, 6});

        StateCheck.brokers(kafka);

        assertThat(remembered()).containsOnlyKeys("acme/infra#1");
        assertThat(admin.listTopics().names().get()).containsAll(StoredPlatform.changelogs());
    }

    @Test
    void aRebuildThatDiedOnItsWayIsNoState() throws Exception {
        tell("acme/infra#1", 1);
        var failing = Stream.concat(Stream.<SpecificRecord>of(migration("acme/infra#1")), Stream.generate(() -> {
            throw new IllegalStateException("the plug was pulled");
        }));

        assertThatThrownBy(() -> new Changelogs(kafka).write(failing, admin)).hasMessageContaining("the plug");

        assertThatThrownBy(() -> StateCheck.brokers(kafka)).hasMessageContaining("is missing");
        assertThatThrownBy(() -> StateRebuild.run(kafka)).hasMessageContaining("delete");
        new Changelogs(kafka).drop(admin);
        StateRebuild.run(kafka);
        assertThat(remembered()).containsOnlyKeys("acme/infra#1");
    }

    @Test
    void aRecordThatCannotBeWrittenFailsTheRebuild() throws Exception {
        var tooLarge = Migration.newBuilder(migration("acme/infra#1"))
                .setHandled(List.of("x".repeat(2_000_000)))
                .build();

        assertThatThrownBy(() -> new Changelogs(kafka).write(Stream.of(tooLarge), admin))
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("RecordTooLarge");
        assertThat(admin.listTopics().names().get()).doesNotContain(StoredPlatform.changelog(StoredPlatform.SCHEMAS));
    }

    private void tell(String migration, long sequence) throws Exception {
        send(event(migration, sequence));
    }

    private void send(ProducerRecord<String, byte[]> record) throws Exception {
        try (var producer = producer()) {
            producer.send(record).get();
        }
    }

    private ProducerRecord<String, byte[]> event(String migration, long sequence) {
        var state = new PlatformState();
        var event = BenchState.requested(migration, state);
        return codec.encode(
                Topic.EVENTS,
                new Message<>(
                        migration + "/" + sequence,
                        "/movein/review",
                        MigrationId.parse(migration),
                        Instant.now(),
                        Traceparent.begin(),
                        event));
    }

    private static Migration migration(String id) {
        var state = new PlatformState();
        BenchState.requested(id, state);
        return Objects.requireNonNull(state.migration(id));
    }

    private void make(List<String> stores) throws Exception {
        admin.createTopics(stores.stream()
                        .map(store -> new NewTopic(StoredPlatform.changelog(store), 1, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact")))
                        .toList())
                .all()
                .get();
    }

    private void put(String topic, String key, byte[] value) throws Exception {
        try (var producer = producer()) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Migration> remembered() throws Exception {
        var topic = StoredPlatform.changelog(StoredPlatform.MIGRATIONS);
        var partition = new TopicPartition(topic, 0);
        var serde = new StateSerdes().serde(Migration.class);
        var found = new HashMap<String, Migration>();
        try (var consumer =
                new KafkaConsumer<>(kafka.client(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = StateCheck.end(admin, topic);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                found.put(record.key(), serde.deserializer().deserialize(topic, record.value())));
            }
        }
        return found;
    }
}
