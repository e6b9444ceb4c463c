package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnknownSchemaException;
import io.movein.model.Progress;
import io.movein.progress.RunProgress;
import io.movein.testkit.RegistryStandIn;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaRegistryIT {
    @Test
    void registersEachRecordUnderItsNameAndAsksNothingTwice() throws Exception {
        try (var standIn = RegistryStandIn.start()) {
            var registry = new SchemaRegistry(settings(standIn));

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
            var record = Codec.with(new SchemaRegistry(settings(standIn))).encode(Topic.PROGRESS, message());

            var reader = Codec.with(new SchemaRegistry(settings(standIn)));
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
                    .isThrownBy(() -> new SchemaRegistry(settings(standIn)).registerAll())
                    .withMessageMatching("POST http://127.0.0.1:.*/versions answers 401: Unauthorized");

            var allowed = new SchemaRegistrySettings(standIn.url(), Optional.of(new Secret("movein:secret")));
            new SchemaRegistry(allowed).registerAll();
        }
    }

    @Test
    void aRecordWhoseNumberNobodyKnowsWaits() throws Exception {
        try (var standIn = RegistryStandIn.start();
                var other = RegistryStandIn.start()) {
            var record = Codec.with(new SchemaRegistry(settings(standIn))).encode(Topic.PROGRESS, message());

            assertThatExceptionOfType(UnknownSchemaException.class)
                    .isThrownBy(() ->
                            Codec.with(new SchemaRegistry(settings(other))).decode(record.headers(), record.value()))
                    .withMessageContaining("answers 404: Schema not found");
        }
    }

    @Test
    void theAddressIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SchemaRegistrySettings("registry:8081", Optional.empty()))
                .withMessage(
                        "MOVEIN_SCHEMA_REGISTRY_URL is 'registry:8081' (expected http:// or https:// with the address of "
                                + "Confluent's REST API)");
    }

    private static SchemaRegistrySettings settings(RegistryStandIn standIn) {
        return new SchemaRegistrySettings(standIn.url() + "/", Optional.empty());
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
