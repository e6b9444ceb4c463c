package io.movein.reporter.page;

import static io.movein.reporter.page.Given.aMigration;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.State;
import io.movein.runtime.Kafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.MIGRATIONS.topicName(), 0);

    private final Codec codec = new Codec();
    private final AtomicInteger consumers = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private boolean isAway;
    private final Snapshots snapshots = new Snapshots(this::consumer, codec);

    @Test
    void howeverManyLookAtOnceOneConsumerReadsEachRecordOnce() throws Exception {
        var views = new ArrayList<Callable<Optional<MigrationSnapshot>>>();
        for (var i = 0; i < 200; i++) {
            var number = 1 + i % 10;
            views.add(() -> snapshots.whole(row(number)));
        }

        try (var viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var view : viewers.invokeAll(views)) {
                assertThat(view.get()).isPresent();
            }
        }

        assertThat(consumers).hasValue(1);
        assertThat(reads).hasValue(10);
    }

    @Test
    void whatOnceLayAtTheSamePlaceIsNotShown() {
        assertThat(snapshots.whole(row(3))).map(MigrationSnapshot::getMigration).hasValue("acme/platform#3");

        assertThat(snapshots.whole(Row.of(of(4), new Row.Place(0, 3)))).isEmpty();
    }

    @Test
    void whereKafkaIsAwayThereIsNothingAndAnotherConsumerTriesAgain() {
        isAway = true;
        assertThat(snapshots.whole(row(3))).isEmpty();

        isAway = false;
        assertThat(snapshots.whole(row(3))).isPresent();
        assertThat(consumers).hasValue(2);
    }

    private static MigrationSnapshot of(int number) {
        return aMigration(number, State.CLOSED, Duration.ZERO, Given::succeeded);
    }

    private static Row row(int number) {
        return Row.of(of(number), new Row.Place(0, number));
    }

    /** Refuses to be used by two at once, as every consumer does. */
    private Kafka.Client<Consumer<String, byte[]>> consumer() {
        consumers.incrementAndGet();
        var broker = new MockConsumer<String, byte[]>("earliest") {
            @Override
            public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
                if (isAway) {
                    throw new KafkaException("away");
                }
                reads.incrementAndGet();
                var offset = position(PARTITION);
                for (var it = offset; it <= 10; it++) {
                    addRecord(record(it));
                }
                return super.poll(timeout);
            }
        };
        return new Kafka.Client<>(broker, new KafkaClientMetrics(broker));
    }

    private ConsumerRecord<String, byte[]> record(long offset) {
        return Given.record(codec, offset, of((int) offset));
    }
}
