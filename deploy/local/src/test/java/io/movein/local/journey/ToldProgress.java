package io.movein.local.journey;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.progress.RunProgress;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What review writes when a run tells how far it is. */
final class ToldProgress {
    private ToldProgress() {}

    /**
     * Five albums copied, by run 1.
     *
     * @param kafka    of a producer
     * @param sequence of the last event before it
     */
    static void write(Map<String, Object> kafka, String migration, long sequence) throws Exception {
        var progress = RunProgress.newBuilder()
                .setMigration(migration)
                .setRun(1)
                .setSequence(sequence)
                .setAt(Instant.now())
                .setProgress(Progress.newBuilder().setPhase("copy").setDone(5).build())
                .build();
        var message = new Message<>(
                migration + "/run-1/progress/1",
                "/movein/review",
                MigrationId.parse(migration),
                Instant.now(),
                Traceparent.begin(),
                progress);
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new Codec().encode(Topic.PROGRESS, message)).get();
        }
    }
}
