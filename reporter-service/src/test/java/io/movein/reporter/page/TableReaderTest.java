package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static io.movein.reporter.page.Given.aPlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Topic;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.State;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableReaderTest {
    private static final TopicPartition MIGRATIONS = new TopicPartition(Topic.MIGRATIONS.topicName(), 0);
    private static final TopicPartition PLANS = new TopicPartition(Topic.PLANS.topicName(), 0);
    private static final TopicPartition PROGRESS = new TopicPartition(Topic.PROGRESS.topicName(), 0);

    private final MigrationTable table = new MigrationTable();
    private final Kafka kafka = new Kafka(KafkaSettings.of("127.0.0.1:1"), new SimpleMeterRegistry());
    private final List<Integer> measured = new ArrayList<>();
    private Instant now = NOON;
    private final TableReader reader = new TableReader(
            kafka, "movein-reporter", table, () -> measured.add(table.rows().size()), () -> now);
    private final Broker broker = new Broker();

    @Test
    void isWholeOnceItHasReadWhatWasThereAndShowsNoMetricsBefore() {
        broker.ends(2);
        broker.then(() -> broker.has(0, aMigration(1, State.AWAITING_APPROVAL, Duration.ZERO, it -> it)));
        broker.then(() -> {
            assertThat(reader.reading()).isEqualTo(Reading.of(1, NOON));
            assertThat(measured).isEmpty();
            broker.has(1, aMigration(2, State.AWAITING_APPROVAL, Duration.ZERO, it -> it));
        });
        broker.then(reader::stop);

        assertThat(reader.reading().left()).isEqualTo(OptionalLong.empty());
        reader.follow(broker);

        assertThat(reader.reading()).isEqualTo(Reading.of(0, NOON));
        assertThat(table.rows()).hasSize(2);
    }

    @Test
    void isWholeWithoutWaitingForAPollWhereThereIsNothingToRead() {
        broker.ends(0);
        broker.then(() -> {
            assertThat(reader.reading()).isEqualTo(Reading.of(0, NOON));
            reader.stop();
        });

        reader.follow(broker);
    }

    @Test
    void goesOnAfterAnErrorWhereItWasSoThatNothingGoesBackInTime() {
        var closed = aMigration(1, State.CLOSED, Duration.ZERO, it -> it);
        broker.ends(2);
        broker.then(() -> {
            broker.has(0, closed);
            broker.has(1, null);
        });
        broker.then(() -> broker.setPollException(new KafkaException("away")));
        assertThatThrownBy(() -> reader.follow(broker)).hasMessage("away");

        var anew = new Broker();
        anew.ends(2);
        anew.then(() -> {
            anew.has(0, closed);
            anew.has(1, null);
            assertThat(anew.position(MIGRATIONS)).isEqualTo(2);
        });
        anew.then(() -> {
            assertThat(table.rows()).isEmpty();
            reader.stop();
        });
        reader.follow(anew);

        assertThat(table.rows()).isEmpty();
    }

    @Test
    void knowsSinceWhenKafkaHasNotAnsweredAlthoughItsPollsOnlyComeBackEmpty() {
        broker.ends(0);
        broker.isAway = true;
        broker.then(() -> now = NOON.plusSeconds(60));
        broker.then(reader::stop);

        reader.follow(broker);

        assertThat(reader.reading()).isEqualTo(Reading.of(0, NOON));
    }

    /** Passed over, it was shown as it had been for as long as nothing came after it, and nobody was told. */
    @Test
    void aRecordOfTomorrowIsWaitedForAndTold() {
        broker.ends(2);
        broker.then(() -> {
            broker.has(0, aMigration(1, State.AWAITING_APPROVAL, Duration.ZERO, it -> it));
            var ofTomorrow = Given.record(kafka.codec(), 1, aMigration(1, State.RUNNING, Duration.ZERO, it -> it));
            ofTomorrow.value()[5] ^= 1;
            broker.addRecord(ofTomorrow);
        });
        broker.then(reader::stop);

        reader.follow(broker);

        assertThat(reader.health().detail())
                .isEqualTo(
                        "shows 1 migrations; newer records of 1 wait for a newer version of this service or for the schema registry");
        assertThat(kafka.meters()
                        .counter("movein.records.unknown.schema", "topic", MIGRATIONS.topic())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void plansComeAndGoByTheirOwnTopic() {
        var plan = aPlan(1, Duration.ZERO, it -> it);
        broker.ends(1);
        broker.then(() -> {
            broker.has(0, aMigration(1, State.CLOSED, Duration.ZERO, it -> it));
            broker.addRecord(Given.record(kafka.codec(), 0, plan));
        });
        broker.then(() -> {
            assertThat(table.plan(plan.getMigration())).hasValue(PlanRow.of(plan));
            broker.addRecord(new ConsumerRecord<>(PLANS.topic(), 0, 1, plan.getMigration(), null));
        });
        broker.then(reader::stop);

        reader.follow(broker);

        assertThat(table.plans()).isEmpty();
        assertThat(table.rows()).hasSize(1);
    }

    /** All topics with one partition each, of which the first is read. */
    private final class Broker extends MockConsumer<String, byte[]> {
        private boolean isAway;

        private Broker() {
            super("earliest");
            for (var partition : List.of(MIGRATIONS, PLANS, PROGRESS)) {
                updatePartitions(
                        partition.topic(),
                        List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
            }
            updateBeginningOffsets(Map.of(MIGRATIONS, 0L, PLANS, 0L, PROGRESS, 0L));
        }

        private void ends(long offset) {
            updateEndOffsets(Map.of(MIGRATIONS, offset, PLANS, 0L, PROGRESS, 0L));
        }

        private void then(Runnable task) {
            schedulePollTask(task);
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration limit) {
            if (isAway) {
                throw new TimeoutException("no answer within " + limit);
            }
            return super.endOffsets(partitions, limit);
        }

        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            return Map.of();
        }

        private void has(long offset, @Nullable MigrationSnapshot snapshot) {
            addRecord(snapshot == null ? tombstone(offset) : Given.record(kafka.codec(), offset, snapshot));
        }

        private ConsumerRecord<String, byte[]> tombstone(long offset) {
            return new ConsumerRecord<>(MIGRATIONS.topic(), 0, offset, "acme/platform#1", null);
        }
    }
}
