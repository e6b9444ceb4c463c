package io.movein.reporter.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnknownSchemaException;
import io.movein.model.Progress;
import io.movein.progress.RunProgress;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class NotYetReadTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final NotYetRead notYet = new NotYetRead(meters);
    private final Codec codec = new Codec();

    @Test
    void whatIsOfTomorrowIsCountedEachTimeThatItIsTried() throws Exception {
        notYet.add(ofTomorrow(17), why(ofTomorrow(17)));
        notYet.add(ofTomorrow(18), why(ofTomorrow(18)));

        assertThat(notYet.isAnyReadable(codec)).isFalse();
        assertThat(notYet.isAnyReadable(codec)).isFalse();

        assertThat(notYet.size()).isEqualTo(2);
        assertThat(unknown()).isEqualTo(3);
    }

    @Test
    void aNewerRecordOfTheMigrationThatCanBeReadEndsTheWait() throws Exception {
        notYet.add(ofTomorrow(17), why(ofTomorrow(17)));

        notYet.superseded(record(17));

        assertThat(notYet.size()).isZero();
        assertThat(notYet.isDue()).isFalse();
    }

    @Test
    void onceItCanBeReadAllIsReadAnew() throws Exception {
        notYet.add(record(17), why(ofTomorrow(17)));

        assertThat(notYet.isAnyReadable(codec)).isTrue();
    }

    private double unknown() {
        return meters.counter("movein.records.unknown.schema", "topic", "movein.progress")
                .count();
    }

    private UnknownSchemaException why(ConsumerRecord<String, byte[]> record) throws Exception {
        try {
            codec.decode(record);
        } catch (UnknownSchemaException e) {
            return e;
        }
        throw new AssertionError("it can be read");
    }

    private ConsumerRecord<String, byte[]> ofTomorrow(int issue) {
        var record = record(issue);
        record.value()[5] ^= 1;
        return record;
    }

    private ConsumerRecord<String, byte[]> record(int issue) {
        var migration = new MigrationId("acme", "infra", issue);
        var told = RunProgress.newBuilder()
                .setMigration(migration.toString())
                .setRun(1)
                .setSequence(7)
                .setAt(Instant.EPOCH)
                .setProgress(Progress.newBuilder().setPhase("copy").setDone(5).build())
                .build();
        var sent = codec.encode(
                Topic.PROGRESS,
                new Message<>("id", "/movein/review", migration, Instant.EPOCH, Traceparent.begin(), told));
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                issue,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
