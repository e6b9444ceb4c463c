package io.movein.local.bench;

import io.movein.activity.IssueActivity;
import io.movein.command.RequestMigration;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.event.MigrationApproved;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunTornDown;
import io.movein.report.RunFinished;
import io.movein.runtime.KafkaSettings;
import java.nio.charset.StandardCharsets;
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

/** Reads all topics beside the services and notes when each migration's records were written. */
final class Records implements AutoCloseable {
    private static final List<Topic> TOPICS =
            List.of(Topic.ISSUE_ACTIVITY, Topic.COMMANDS, Topic.EVENTS, Topic.RUN_REPORTS);

    private static final Map<String, Moment> MOMENTS = Map.of(
            IssueActivity.getClassSchema().getFullName(), Moment.WEBHOOK_ACCEPTED,
            RequestMigration.getClassSchema().getFullName(), Moment.COMMANDED,
            ReviewCompleted.getClassSchema().getFullName(), Moment.REVIEWED,
            MigrationApproved.getClassSchema().getFullName(), Moment.APPROVED,
            RunFinished.getClassSchema().getFullName(), Moment.FINISHED,
            RunTornDown.getClassSchema().getFullName(), Moment.TORN_DOWN);

    private final Timeline timeline;
    private final Thread thread;
    private volatile boolean ended;

    Records(KafkaSettings kafka, Timeline timeline) {
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

    /** By what its headers say: to read the records themselves would cost the machine that is measured. */
    private void note(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        var moment = type == null ? null : MOMENTS.get(new String(type.value(), StandardCharsets.UTF_8));
        if (moment != null) {
            timeline.note(MigrationId.parse(record.key()).number(), moment, Instant.ofEpochMilli(record.timestamp()));
        }
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
