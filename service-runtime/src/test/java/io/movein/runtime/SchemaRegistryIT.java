package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.model.Progress;
import io.movein.progress.RunProgress;
import io.movein.testkit.RegistryStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryIT {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void registersEachRecordUnderItsNameAndAsksNothingTwice() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var registry = registry(standIn);

            registry.registerAll();
            registry.registerAll();

            var written = Arrays.stream(Topic.values())
                    .filter(Topic::isPublic)
                    .mapToInt(topic -> topic.types().size())
                    .sum();
            assertThat(standIn.subjects()).hasSize(written).containsKey("io.movein.event.MigrationClosed");
            assertThat(standIn.asked()).hasSize(written);
        }
    }

    @Test
    void whatOneServiceWritesAnotherReadsByTheNumber() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var record = nameless(standIn);

            var reader = Codec.with(registry(standIn));
            assertThat(record.value()[0]).isZero();
            assertThat(reader.decode(record.headers(), record.value()).body())
                    .isEqualTo(message().body());
            reader.decode(record.headers(), record.value());
            assertThat(standIn.asked())
                    .containsExactly("POST /subjects/io.movein.progress.RunProgress/versions", "GET /schemas/ids/1");
        }
    }

    @Test
    void saysWhatTheRegistryAnswers() throws Exception {
        try (var standIn = RegistryStandIn.guarded("Basic bW92ZWluOnNlY3JldA==")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> registry(standIn).registerAll())
                    .withMessageMatching("POST http://127.0.0.1:.*/versions answers 401: Unauthorized");

            var allowed = new SchemaRegistrySettings(
                    standIn.url(), Optional.of(new Secret("movein:secret")), Optional.empty());
            new SchemaRegistry(allowed, meters).registerAll();
        }
    }

    @Test
    void aRecordWhoseNumberNobodyKnowsWaits() throws Exception {
        try (var standIn = RegistryStandIn.start();
                var other = RegistryStandIn.start()) {
            var record = nameless(standIn);

            assertThatExceptionOfType(UnknownSchemaException.class)
                    .isThrownBy(() -> Codec.with(registry(other)).decode(record.headers(), record.value()))
                    .withMessageContaining("answers 404: Schema not found");
        }
    }

    @Test
    void whatHasTheNumberAndIsNoSchemaOfAvroIsUnreadable() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var record = nameless(standIn);
            standIn.answersOnly(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message Progress {}\"}");

            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> Codec.with(registry(standIn)).decode(record.headers(), record.value()))
                    .isNotInstanceOf(UnknownSchemaException.class)
                    .withMessageContaining("/schemas/ids/1 is no schema of Avro");
        }
    }

    @Test
    void anAnswerWithoutANumberIsRefused() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            standIn.answersOnly(200, "{\"globalId\":7}");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> registry(standIn).registerAll())
                    .withMessageMatching(
                            "POST http://127.0.0.1:.*/versions answers \\{\"globalId\":7} "
                                    + "\\(expected \\{\"id\": the number of the schema}\\); is that the address of Confluent's REST API\\?");
        }
    }

    @Test
    void whatItRegisteredItReadsWithoutAsking() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var registry = registry(standIn);
            var id = registry.idOf(RunProgress.getClassSchema());

            assertThat(registry.known(id)).contains(RunProgress.getClassSchema());
        }
    }

    /** Before, a record that came in that moment waited until the service was restarted. */
    @Test
    void aRegistryThatIsAwayForAMomentHoldsARecordUpForThatMoment() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var sent = nameless(standIn);
            standIn.answersOnly(503, "{\"error_code\":503,\"message\":\"is being restarted\"}");
            var kafka = new Kafka(
                    new KafkaSettings("127.0.0.1:1", Duration.ofSeconds(1), Map.of(), 0, settings(standIn)), meters);
            var handled = new CountDownLatch(1);
            try (var publisher = kafka.publisher()) {
                var work = new PartitionWork(
                        "movein.progress-0",
                        new PartitionWork.Shared(
                                "test",
                                _ -> handled.countDown(),
                                false,
                                kafka,
                                new DeadLetters("readers", kafka, publisher),
                                () -> {}));
                work.add(List.of(new ConsumerRecord<>(
                        sent.topic(),
                        0,
                        7,
                        0,
                        TimestampType.CREATE_TIME,
                        -1,
                        -1,
                        sent.key(),
                        sent.value(),
                        sent.headers(),
                        Optional.empty())));
                Broker.await("it waits", () -> SchemaRegistry.failures(meters).count() > 0);
                assertThat(work.next()).isEqualTo(7);
                standIn.isWellAgain();

                assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(meters.counter("movein.records.unknown.schema", "topic", "movein.progress")
                                .count())
                        .isZero();
                PartitionWork.stopAll(List.of(work), Duration.ofSeconds(5), Duration.ofSeconds(5));
                assertThat(work.next()).isEqualTo(8);
            }
        }
    }

    @Test
    void aStartGoesOnWithTheNumbersOfBeforeWhereTheRegistryIsAway(@TempDir Path memory) throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var settings = new SchemaRegistrySettings(standIn.url(), Optional.empty(), Optional.of(memory));
            var before = new SchemaRegistry(settings, meters);
            before.registerAll();
            standIn.answersOnly(503, "{}");

            var after = new SchemaRegistry(settings, meters);
            after.registerAll();

            var schema = RunProgress.getClassSchema();
            assertThat(after.idOf(schema)).isEqualTo(before.idOf(schema));
            assertThat(after.known(after.idOf(schema))).contains(schema);
            var another = new SchemaRegistrySettings(standIn.url() + "/other", Optional.empty(), Optional.of(memory));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new SchemaRegistry(another, meters).registerAll());
        }
    }

    @Test
    void onlyWhoWritesThePublicTopicsStartsWithIt() {
        assertThat(Stream.of("IntakeService", "ReviewService", "RunnerService", "ReporterService")
                        .filter(Service::writesPublicTopics))
                .containsExactly("ReviewService");
    }

    @Test
    void theAddressIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SchemaRegistrySettings("registry:8081", Optional.empty(), Optional.empty()))
                .withMessage(
                        "MOVEIN_SCHEMA_REGISTRY_URL is 'registry:8081' (expected http:// or https:// with the address of "
                                + "Confluent's REST API)");
    }

    private SchemaRegistry registry(RegistryStandIn standIn) {
        return new SchemaRegistry(settings(standIn), meters);
    }

    /** As an earlier version wrote it: only its number tells its schema. */
    private ProducerRecord<String, byte[]> nameless(RegistryStandIn standIn) {
        var record = Codec.with(registry(standIn)).encode(Topic.PROGRESS, message());
        record.headers().remove("ce_dataschema");
        return record;
    }

    private static SchemaRegistrySettings settings(RegistryStandIn standIn) {
        return new SchemaRegistrySettings(standIn.url() + "/", Optional.empty(), Optional.empty());
    }

    private static Message<RunProgress> message() {
        return new Message<>(
                "id",
                "/movein/review",
                MigrationId.parse("acme/infra#17"),
                Instant.EPOCH,
                Traceparent.begin(),
                RunProgress.newBuilder()
                        .setMigration("acme/infra#17")
                        .setRun(1)
                        .setSequence(7)
                        .setAt(Instant.EPOCH)
                        .setProgress(Progress.newBuilder()
                                .setPhase("copy")
                                .setDone(5)
                                .build())
                        .build());
    }
}
