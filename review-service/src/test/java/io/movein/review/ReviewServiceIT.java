package io.movein.review;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ApproveMigration;
import io.movein.command.RequestMigration;
import io.movein.command.ShowStatus;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnreadableRecordException;
import io.movein.model.MigrationRequest;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.review.platform.ATenant;
import io.movein.runtime.Service;
import io.movein.standin.kubernetes.LocalCluster;
import io.movein.testkit.KafkaForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole service between a real broker and an API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Codec codec = new Codec();
    private final String kafka = KafkaForTests.start().bootstrapServers();
    private final LocalCluster cluster = LocalCluster.start();
    private final List<Message<?>> sent = new ArrayList<>();
    private final List<String> letters = new ArrayList<>();
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;
    private Service service;
    private int numbers = 100;

    private Path state;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        state = directory;
        ATenant.in(cluster.kubeconfig()).with("acme-media", 12).withNode("node-1", Map.of());
        KafkaForTests.start().removeTopics();
        service = service();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 0), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "group.id",
                        "review-it",
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(
                List.of(Topic.EVENTS.topicName(), Topic.RUN_ORDERS.topicName(), Topic.DEAD_LETTERS.topicName()));
    }

    private Service service() {
        return ReviewService.start(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka,
                "KUBECONFIG",
                cluster.kubeconfig().toString(),
                "MICRONAUT_SERVER_HOST",
                "127.0.0.1",
                "MICRONAUT_SERVER_PORT",
                "0",
                "MOVEIN_STATE_DIR",
                state.toString(),
                "MOVEIN_EGRESS_ALLOWED_RANGES",
                "127.0.0.0/8",
                "MOVEIN_CLUSTER_RANGES",
                "10.96.0.0/12"));
    }

    @AfterEach
    void heal() {
        cluster.faults().clear();
    }

    @AfterAll
    void stop() {
        service.close();
        producer.close();
        consumer.close();
        cluster.close();
    }

    @Test
    void reviewsApprovesAndOrdersARun() {
        var migration = "acme/infra#" + numbers++;

        file(migration, request());
        await(() -> events(migration).contains("ReviewCompleted"));
        approve(migration);
        await(() -> events(migration).contains("RunOrdered"));

        assertThat(events(migration))
                .containsExactly("MigrationRequested", "ReviewCompleted", "MigrationApproved", "RunOrdered");
        assertThat(orders(migration)).hasSize(1);
        assertThat(((LaunchRun) orders(migration).getFirst().body()).getSpec().getNamespace())
                .isEqualTo("acme-media");
    }

    @Test
    void delaysTheDecisionWhileTheApiServerIsDown() {
        var migration = "acme/infra#" + numbers++;
        cluster.faults().answer(503);

        file(migration, request());
        await(() -> events(migration).contains("MigrationRequested"));
        await(() -> cluster.faults().calls().stream()
                        .filter(call -> call.path().endsWith("/namespaces"))
                        .count()
                > 3);
        assertThat(events(migration)).containsExactly("MigrationRequested");

        cluster.faults().clear();
        await(() -> events(migration).contains("ReviewCompleted"));
    }

    @Test
    void asksAgainAfterARestartForTheFactsThatADecisionWaitsFor() {
        var migration = "acme/infra#" + numbers++;
        cluster.faults().answer(503);
        file(migration, request());
        await(() -> events(migration).contains("MigrationRequested"));

        service.close();
        cluster.faults().clear();
        service = service();

        await(() -> events(migration).contains("ReviewCompleted"));
        assertThat(events(migration)).containsExactly("MigrationRequested", "ReviewCompleted");
    }

    @Test
    void remembersAfterARestartWhatWasHeard() {
        var migration = "acme/infra#" + numbers++;
        file(migration, request());
        say(migration, "comment:7", new ShowStatus(migration, OWNER, "u"));
        await(() -> events(migration).contains("StatusShown"));

        service.close();
        service = service();
        say(migration, "comment:7", new ShowStatus(migration, OWNER, "u"));
        say(migration, "comment:8", new ShowStatus(migration, OWNER, "u"));

        await(() -> ids(migration).size() >= 4);
        assertThat(events(migration).stream().filter("StatusShown"::equals)).hasSize(2);
        assertThat(ids(migration))
                .extracting(id -> id.replaceFirst("@[\\w-]{22}$", ""))
                .containsExactly(migration + "/1", migration + "/2", migration + "/3", migration + "/4");
    }

    @Test
    void putsAsideWhatCannotBeRead() {
        var migration = "acme/infra#" + numbers++;
        var _ = producer.send(new ProducerRecord<>(Topic.COMMANDS.topicName(), migration, new byte[] {1, 2, 3}));

        file(migration, request());

        await(() -> events(migration).contains("ReviewCompleted"));
        await(() -> !letters.isEmpty());
        assertThat(letters).containsExactly(migration);
    }

    @Test
    void putsAsideWhatIsAsLargeAsKafkaTakesAndGoesOn() {
        var migration = "acme/infra#" + numbers++;
        letters.clear();
        var _ = producer.send(new ProducerRecord<>(Topic.COMMANDS.topicName(), migration, new byte[1_048_400]));
        var _ = producer.send(new ProducerRecord<>(Topic.RUN_REPORTS.topicName(), migration, new byte[1_048_400]));

        file(migration, request());

        await(() -> events(migration).contains("ReviewCompleted") && letters.size() == 2);
        assertThat(get("/health")).contains("\"status\":\"UP\"");
    }

    @Test
    void passesOverWhatKafkaTakesNoDeadLetterOfAndGoesOn() throws Exception {
        var migration = "acme/infra#" + numbers++;
        letters.clear();
        deadLettersOfAtMost("60");
        try {
            var _ = producer.send(new ProducerRecord<>(Topic.COMMANDS.topicName(), migration, new byte[5_000]));
            file(migration, request());

            await(() -> events(migration).contains("ReviewCompleted"));
            assertThat(get("/prometheus"))
                    .contains("movein_dead_letters_failed_total{topic=\"movein.commands\"} 1.0")
                    .contains("movein_stream_thread_deaths_total 0.0");
            assertThat(get("/health")).contains("\"status\":\"UP\"");
            assertThat(letters).isEmpty();
        } finally {
            deadLettersOfAtMost("1048588");
        }
    }

    private void deadLettersOfAtMost(String bytes) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topic.DEAD_LETTERS.topicName()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void isHealthyAndTellsFigures() throws Exception {
        file("acme/infra#" + numbers++, request());
        await(() -> get("/prometheus").contains("movein_decisions_total{input=\"RequestMigration\""));

        assertThat(get("/health")).contains("\"status\":\"UP\"").contains("ReviewStream");
        assertThat(get("/prometheus")).contains("movein_migrations{state=\"awaiting-approval\"}");
    }

    private static MigrationRequest request() {
        return aRequest()
                .setEgress(List.of("127.0.0.1:8080"))
                .setSpike(new Resources(500L, Given.GIB, Given.GIB))
                .build();
    }

    private void file(String migration, MigrationRequest request) {
        say(
                migration,
                "request:" + migration,
                RequestMigration.newBuilder()
                        .setMigration(migration)
                        .setActor(OWNER)
                        .setTitle("Move the media")
                        .setRevision(Revision.of(request))
                        .setRequest(request)
                        .setOnboarding(anOnboardingIssue().build())
                        .setUpdatedAt(Instant.now())
                        .build());
    }

    private void approve(String migration) {
        say(
                migration,
                "labeled:" + migration,
                ApproveMigration.newBuilder()
                        .setMigration(migration)
                        .setActor(OPERATOR)
                        .setRevision(Revision.of(request()))
                        .setRun(1)
                        .setOnboarding(anOnboardingIssue().build())
                        .setAt(Instant.now())
                        .build());
    }

    private void say(String migration, String id, SpecificRecord body) {
        var _ = producer.send(codec.encode(
                Topic.COMMANDS,
                new Message<>(id, "/test", MigrationId.parse(migration), Instant.now(), Traceparent.begin(), body)));
    }

    private List<String> events(String migration) {
        return of(migration, "io.movein.event.").stream()
                .map(message -> message.body().getSchema().getName())
                .toList();
    }

    private List<String> ids(String migration) {
        return of(migration, "io.movein.event.").stream().map(Message::id).toList();
    }

    private List<Message<?>> orders(String migration) {
        return of(migration, "io.movein.order.");
    }

    private List<Message<?>> of(String migration, String prefix) {
        read();
        return sent.stream()
                .filter(message -> message.migration().toString().equals(migration)
                        && message.type().startsWith(prefix))
                .toList();
    }

    private void read() {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> {
            if (record.topic().equals(Topic.DEAD_LETTERS.topicName())) {
                letters.add(record.key());
            } else {
                sent.add(decoded(record));
            }
        });
    }

    private Message<?> decoded(ConsumerRecord<String, byte[]> record) {
        try {
            return codec.decode(record);
        } catch (UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(service.url() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void await(BooleanSupplier condition) {
        var until = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as("waiting for something; sent so far: "
                            + sent.stream().map(Message::id).toList())
                    .isBefore(until);
        }
    }
}
