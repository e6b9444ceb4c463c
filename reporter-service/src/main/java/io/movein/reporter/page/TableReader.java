package io.movein.reporter.page;

import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.migration.MigrationSnapshot;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.OwnFaults;
import io.movein.runtime.TopicPartitions;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code movein.migrations} and {@code movein.plans} from their beginning into the table, and {@code movein.progress} from a while
 * ago. After an error it goes on where it was: nothing is read twice, so nothing goes back in time.
 */
final class TableReader implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** Who looks at a page does not see the difference. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Kafka kafka;
    private final String group;
    private final MigrationTable table;
    private final Runnable metrics;
    private final InstantSource clock;
    private final OwnFaults faults;
    private final NotYetRead notYet;
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** What is to be read next. */
    private final Map<TopicPartition, Long> reached = new HashMap<>();

    private int shown;
    private volatile String state = "has not started";
    private volatile Reading reading;
    private volatile @Nullable Consumer<String, byte[]> following;

    /** @param metrics shows the table as metrics; called every few seconds once all of it was read */
    TableReader(Kafka kafka, String group, MigrationTable table, Runnable metrics, InstantSource clock) {
        this.kafka = kafka;
        this.group = group;
        this.table = table;
        this.metrics = metrics;
        this.clock = clock;
        this.reading = Reading.began(clock.instant());
        table.isRead(reading);
        this.faults = new OwnFaults(name(), kafka.meters());
        this.notYet = new NotYetRead(kafka.meters());
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

    /** How far it is. */
    Reading reading() {
        return reading;
    }

    private void run() {
        while (!isStopping()) {
            try (var client = kafka.patientConsumer(group, PATIENCE)) {
                following = client.client();
                follow(client.client());
            } catch (Throwable e) { // whatever left here would end the reading, and the page would look alive
                if (!isStopping()) {
                    LOG.warn("the page's table is read on after an error: {}", e.toString());
                    state = faults.met(e)
                            ? "is read on after an error of its own: " + e
                            : "waits for Kafka: " + e.getMessage();
                    pause();
                }
            }
        }
    }

    /** Until it is stopped, the topic was made anew, or what could not be read can be by now. */
    void follow(Consumer<String, byte[]> consumer) {
        var generation = generation();
        if (generation != shown) {
            table.clear();
            beginAnew();
            shown = generation;
        }
        var all = assign(consumer);
        var ends = new HashMap<>(consumer.endOffsets(all));
        show(left(consumer, ends), true); // where there is nothing to read, no poll is waited for
        var measured = System.nanoTime() - MEASURE.toNanos();
        while (!isStopping() && generation == generation()) {
            var records = consumer.poll(POLL);
            records.forEach(this::read);
            var isDue = System.nanoTime() - measured >= MEASURE.toNanos();
            show(left(consumer, ends), !records.isEmpty() || isDue && answers(consumer, all));
            if (isDue && reading.isWhole()) {
                metrics.run();
            }
            measured = isDue ? System.nanoTime() : measured;
            if (notYet.isDue() && notYet.isAnyReadable(kafka.codec())) {
                beginAnew();
                return;
            }
        }
    }

    /** Changes when one of the tables is made anew. */
    private int generation() {
        return kafka.generation(Topic.MIGRATIONS) + kafka.generation(Topic.PLANS);
    }

    private void beginAnew() {
        notYet.clear();
        reached.clear();
        reading = Reading.began(reading.heard());
        table.isRead(reading);
    }

    private static long left(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        return ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - consumer.position(end.getKey()))
                .sum();
    }

    private void show(long left, boolean heard) {
        reading = Reading.of(left, heard ? clock.instant() : reading.heard());
        table.isRead(reading);
        state = reading.isWhole()
                ? "shows " + table.rows().size() + " migrations" + notYet.words()
                : "has " + left + " records still to read";
    }

    /** A poll without records does not say whether Kafka is there. */
    private static boolean answers(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        try {
            consumer.endOffsets(partitions, ANSWER);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private List<TopicPartition> assign(Consumer<String, byte[]> consumer) {
        var all = TopicPartitions.assignTable(consumer);
        reached.keySet().retainAll(all);
        reached.forEach(consumer::seek);
        return all;
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        put(record);
        reached.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    private void put(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            notYet.superseded(record);
            remove(record);
            return;
        }
        try {
            var body = kafka.codec().decode(record).body();
            notYet.superseded(record);
            switch (body) {
                case MigrationSnapshot found -> table.put(found, new Row.Place(record.partition(), record.offset()));
                case PlanSnapshot found -> table.put(found);
                case RunProgress told -> table.put(told);
                default -> {} // nothing to be shown
            }
        } catch (UnknownSchemaException e) {
            notYet.add(record, e);
        } catch (UnreadableRecordException e) {
            passedOver(record, e);
        }
    }

    private void remove(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(Topic.PLANS.topicName())) {
            table.removePlan(record.key());
        } else {
            table.remove(record.key());
        }
    }

    private static void passedOver(ConsumerRecord<String, byte[]> record, UnreadableRecordException why) {
        LOG.warn("{}-{}@{} is passed over: {}", record.topic(), record.partition(), record.offset(), why.getMessage());
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
