package io.movein.reporter.page;

import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.migration.MigrationSnapshot;
import io.movein.progress.RunProgress;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.OwnFaults;
import io.movein.runtime.TopicPartitions;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code movein.migrations} from its beginning into the table, and {@code movein.progress} from a while ago; and a single record
 * again where somebody looks at it.
 */
final class TableReader implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(5);
    /** Who looks at a page does not see the difference. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String TOPIC = Topic.MIGRATIONS.topicName();
    /** A process that has said nothing for longer is shown with what its status says. */
    private static final Duration PROGRESS_SHOWN = Duration.ofHours(1);

    private final Kafka kafka;
    private final String group;
    private final MigrationTable table;
    private final Runnable metrics;
    private final OwnFaults faults;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int shown;
    private volatile String state = "has not started";
    private volatile @Nullable Consumer<String, byte[]> following;

    /** @param metrics shows the table as metrics; called every few seconds */
    TableReader(Kafka kafka, String group, MigrationTable table, Runnable metrics) {
        this.kafka = kafka;
        this.group = group;
        this.table = table;
        this.metrics = metrics;
        this.faults = new OwnFaults(name(), kafka.meters());
    }

    @Override
    public String name() {
        return "page-table";
    }

    @Override
    public void start() {
        Thread.ofVirtual().name("page-table").start(this::run);
    }

    @Override
    public void stop() {
        stopping.countDown();
        var consumer = following;
        if (consumer != null) {
            // not by an interrupt: its close would be interrupted too
            consumer.wakeup();
        }
    }

    /** Never DOWN: the page is worth no restart of the service that reports. */
    @Override
    public Health health() {
        return Health.up(state);
    }

    private void run() {
        while (!isStopping()) {
            try (var client = kafka.patientConsumer(group, PATIENCE)) {
                following = client.client();
                follow(client.client());
            } catch (Throwable e) { // whatever left here would end the reading, and the page would look alive
                if (!isStopping()) {
                    LOG.warn("the page's table is read anew: {}", e.toString());
                    state = faults.met(e)
                            ? "is read anew after an error of its own: " + e
                            : "waits for Kafka: " + e.getMessage();
                    pause();
                }
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        var migrations = TopicPartitions.of(consumer, Topic.MIGRATIONS);
        var progress = TopicPartitions.of(consumer, Topic.PROGRESS);
        consumer.assign(Stream.concat(migrations.stream(), progress.stream()).toList());
        consumer.seekToBeginning(migrations);
        TopicPartitions.seekBack(consumer, progress, PROGRESS_SHOWN);
        var measured = System.nanoTime() - MEASURE.toNanos();
        var generation = kafka.generation(Topic.MIGRATIONS);
        if (generation != shown) {
            table.clear();
            shown = generation;
        }
        while (!isStopping() && generation == kafka.generation(Topic.MIGRATIONS)) {
            consumer.poll(POLL).forEach(this::read);
            state = "shows " + table.rows().size() + " migrations";
            if (System.nanoTime() - measured >= MEASURE.toNanos()) {
                metrics.run();
                measured = System.nanoTime();
            }
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            table.remove(record.key());
            return;
        }
        switch (body(record).orElse(null)) {
            case MigrationSnapshot found -> table.put(found, new Row.Place(record.partition(), record.offset()));
            case RunProgress told -> table.put(told);
            case null, default -> {} // nothing to be shown
        }
    }

    /** The whole of it; empty where a newer one has taken its place by now. */
    Optional<MigrationSnapshot> whole(Row row) {
        var partition = new TopicPartition(TOPIC, row.place().partition());
        try (var client = kafka.consumer(group)) {
            var consumer = client.client();
            consumer.assign(List.of(partition));
            consumer.seek(partition, row.place().offset());
            return consumer.poll(POLL.multipliedBy(5)).records(partition).stream()
                    .filter(record -> record.offset() == row.place().offset() && record.value() != null)
                    .findFirst()
                    .flatMap(this::body)
                    .filter(MigrationSnapshot.class::isInstance)
                    .map(MigrationSnapshot.class::cast);
        }
    }

    private Optional<SpecificRecord> body(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(kafka.codec().decode(record).body());
        } catch (UnreadableRecordException e) {
            LOG.warn(
                    "{}-{}@{} is passed over: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            var _ = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
