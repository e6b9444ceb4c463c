package io.movein.reporter.page;

import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.migration.MigrationSnapshot;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code movein.migrations} from its beginning into the table, and a single record again where somebody looks at it. */
final class TableReader implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String TOPIC = Topic.MIGRATIONS.topicName();

    private final Kafka kafka;
    private final String group;
    private final MigrationTable table;
    private volatile boolean stopping;
    private volatile String state = "has not started";
    private @Nullable Thread thread;

    TableReader(Kafka kafka, String group, MigrationTable table) {
        this.kafka = kafka;
        this.group = group;
        this.table = table;
    }

    @Override
    public String name() {
        return "page-table";
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("page-table").start(this::run);
    }

    @Override
    public void stop() {
        stopping = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Never DOWN: the page is worth no restart of the service that reports. */
    @Override
    public Health health() {
        return Health.up(state);
    }

    private void run() {
        while (!stopping) {
            try (var client = kafka.consumer(group)) {
                follow(client.client());
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warn("the page's table is read anew: {}", e.toString());
                    state = "waits for Kafka: " + e.getMessage();
                    pause();
                }
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        var partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var generation = kafka.generation(Topic.MIGRATIONS);
        while (!stopping && generation == kafka.generation(Topic.MIGRATIONS)) {
            consumer.poll(POLL).forEach(this::read);
            state = "shows " + table.rows().size() + " migrations";
        }
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return consumer.partitionsFor(TOPIC).stream()
                .map(it -> new TopicPartition(TOPIC, it.partition()))
                .toList();
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            table.remove(record.key());
        } else {
            snapshot(record).ifPresent(found -> table.put(found, new Row.Place(record.partition(), record.offset())));
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
                    .flatMap(this::snapshot);
        }
    }

    private Optional<MigrationSnapshot> snapshot(ConsumerRecord<String, byte[]> record) {
        try {
            return kafka.codec().decode(record).body() instanceof MigrationSnapshot it
                    ? Optional.of(it)
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            LOG.warn("{}-{}@{} is passed over: {}", TOPIC, record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
