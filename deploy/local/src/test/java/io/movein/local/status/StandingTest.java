package io.movein.local.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.local.stack.Trouble;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final TopicPartition MIGRATIONS = new TopicPartition(Topic.MIGRATIONS.topicName(), 0);
    private static final TopicPartition PROGRESS = new TopicPartition(Topic.PROGRESS.topicName(), 0);

    private final Standing standing = new Standing(new Codec());
    private final Broker broker = new Broker();

    @Test
    void readsUpToWhatWasThereAtTheStart() {
        broker.updateEndOffsets(Map.of(MIGRATIONS, 2L, PROGRESS, 0L));
        broker.schedulePollTask(() -> broker.addRecord(tombstone(0)));
        broker.schedulePollTask(() -> broker.addRecord(tombstone(1)));

        standing.read(broker, Duration.ofSeconds(10));

        assertThat(broker.position(MIGRATIONS)).isEqualTo(2);
        assertThat(standing.migration("acme/infra#17")).isEmpty();
    }

    @Test
    void doesNotWaitForeverForAKafkaThatHasGoneMeanwhile() {
        broker.updateEndOffsets(Map.of(MIGRATIONS, 2L, PROGRESS, 0L));

        assertThatThrownBy(() -> standing.read(broker, Duration.ZERO))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("it has said nothing more");
    }

    @Test
    void whereThereIsNoKafkaItSaysWhere() {
        assertThatThrownBy(() -> Standing.read(KafkaSettings.of("127.0.0.1:1"), Duration.ofMillis(100)))
                .isInstanceOf(Trouble.class)
                .hasMessageStartingWith("Kafka at 127.0.0.1:1 cannot be read: ");
    }

    private static ConsumerRecord<String, byte[]> tombstone(long offset) {
        return new ConsumerRecord<>(MIGRATIONS.topic(), 0, offset, "acme/infra#17", null);
    }

    private static final class Broker extends MockConsumer<String, byte[]> {
        private Broker() {
            super("earliest");
            for (var partition : List.of(MIGRATIONS, PROGRESS)) {
                updatePartitions(
                        partition.topic(),
                        List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
            }
            updateBeginningOffsets(Map.of(MIGRATIONS, 0L, PROGRESS, 0L));
        }

        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            return Map.of();
        }
    }
}
