package io.movein.local.bench;

import io.movein.activity.IssueActivity;
import io.movein.command.RequestMigration;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.event.MigrationApproved;
import io.movein.event.ReviewCompleted;
import io.movein.report.RunFinished;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads all topics beside the services and notes when each migration's records were written. */
final class Records implements AutoCloseable {
    private static final List<Topic> TOPICS =
            List.of(Topic.ISSUE_ACTIVITY, Topic.COMMANDS, Topic.EVENTS, Topic.RUN_REPORTS);

    private final Codec codec;
    private final Timeline timeline;
    private final Thread thread;
    private volatile boolean ended;

    Records(KafkaSettings kafka, Timeline timeline) {
        this.codec = Kafka.codecOf(kafka);
        this.timeline = timeline;
        this.thread = Thread.ofPlatform().daemon().name("records").start(() -> read(kafka));
    }

    private void read(KafkaSettings kafka) {
        var config = kafka.client();
        config.putAll(Map.of(
                "auto.offset.reset", "earliest", "isolation.level", "read_committed", "enable.auto.commit", false));
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(TOPICS.stream().flatMap(Records::partitions).toList());
            while (!ended) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::note);
            }
        }
    }

    private static Stream<TopicPartition> partitions(Topic topic) {
        return Stream.iterate(0, number -> number < topic.partitions(), number -> number + 1)
                .map(number -> new TopicPartition(topic.topicName(), number));
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        try {
            var message = codec.decode(record);
            var moment = moment(message.body());
            if (moment != null) {
                timeline.note(message.migration().number(), moment, Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("a record of this bench cannot be read", e);
        }
    }

    private static @Nullable Moment moment(Object body) {
        return switch (body) {
            case IssueActivity _ -> Moment.WEBHOOK_ACCEPTED;
            case RequestMigration _ -> Moment.COMMANDED;
            case ReviewCompleted _ -> Moment.REVIEWED;
            case MigrationApproved _ -> Moment.APPROVED;
            case RunFinished _ -> Moment.FINISHED;
            case io.movein.event.RunTornDown _ -> Moment.TORN_DOWN;
            default -> null;
        };
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
