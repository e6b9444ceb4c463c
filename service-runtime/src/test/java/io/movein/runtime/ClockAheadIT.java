package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.testkit.KafkaForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer writes its machine's time on each record, and that may be wrong by any amount. */
class ClockAheadIT {
    private static final MigrationId ISSUE = MigrationId.parse("acme/infra#17");

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "PT2H", "P-1D"})
    void whatAMachineWithAWrongClockWritesIsTakenAndRead(Duration wrong) throws Exception {
        var bootstrapServers = KafkaForTests.start().bootstrapServers();
        Topics.ensure(bootstrapServers);
        var kafka = Broker.patient(bootstrapServers);
        var message = hint(ISSUE);
        var read = new CopyOnWriteArrayList<String>();
        var loop = new RecordLoop("loop", Topic.ISSUE_ACTIVITY, "clock-" + wrong, it -> read.add(it.id()), kafka);

        try (var publisher = kafka.publisher()) {
            publisher.publishRecords(
                    Topic.ISSUE_ACTIVITY, List.of(writtenAt(Instant.now().plus(wrong), kafka, message)));
        }
        loop.start();

        try {
            await("the record", () -> read.contains(message.id()));
        } finally {
            loop.stop();
        }
    }

    private static ProducerRecord<String, byte[]> writtenAt(Instant time, Kafka kafka, Message<?> message) {
        var record = kafka.codec().encode(Topic.ISSUE_ACTIVITY, message);
        return new ProducerRecord<>(
                record.topic(),
                record.partition(),
                time.toEpochMilli(),
                record.key(),
                record.value(),
                record.headers());
    }
}
