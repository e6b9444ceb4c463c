package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.progress.RunProgress;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.testkit.KafkaForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaOpenMigrationsIT {
    private static final MigrationId KNOWN = MigrationId.parse("acme/infra#1");
    private static final MigrationId OF_TOMORROW = MigrationId.parse("acme/infra#2");

    private final KafkaForTests broker = KafkaForTests.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KafkaSettings settings = KafkaSettings.of(broker.bootstrapServers());
    private final Kafka kafka = new Kafka(settings, meters);

    /** Without the event, its issue would be made to show what was before. */
    @Test
    @Timeout(60)
    void tellsNoHistoryFromWhichAnEventOfANewerVersionIsMissing() throws Exception {
        broker.removeTopics();
        Topics.ensure(broker.bootstrapServers());
        var newest = event(OF_TOMORROW, 2);
        newest.value()[5] ^= 1;
        send(List.of(event(KNOWN, 1), event(OF_TOMORROW, 1), newest));

        try (var open = new KafkaOpenMigrations(kafka, "open-migrations-it")) {
            while (!open.isCaughtUp()) {
                open.advance(Duration.ofMillis(50));
            }

            assertThat(open.history(KNOWN)).hasSize(1);
            assertThat(open.history(OF_TOMORROW)).isEmpty();
        }
        assertThat(meters.counter("movein.records.unknown.schema", "topic", Topic.EVENTS.topicName())
                        .count())
                .isEqualTo(1);
    }

    private void send(List<ProducerRecord<String, byte[]>> records) throws Exception {
        try (var producer = new KafkaProducer<>(settings.client(), new StringSerializer(), new ByteArraySerializer())) {
            for (var record : records) {
                producer.send(record).get();
            }
        }
    }

    private ProducerRecord<String, byte[]> event(MigrationId migration, long sequence) {
        var event = RunProgress.newBuilder()
                .setMigration(migration.toString())
                .setRun(1)
                .setSequence(sequence)
                .setAt(Instant.EPOCH)
                .setProgress(Progress.newBuilder().setPhase("copy").setDone(5).build())
                .build();
        return kafka.codec()
                .encode(
                        Topic.EVENTS,
                        new Message<>(
                                migration + "/" + sequence,
                                "/movein/review",
                                migration,
                                Instant.EPOCH,
                                Traceparent.begin(),
                                event));
    }
}
