package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private static final TopicPartition ONE = new TopicPartition("movein.events", 1);
    private static final TopicPartition TWO = new TopicPartition("movein.events", 2);

    private final List<Map<TopicPartition, Long>> asked = new ArrayList<>();
    private final Map<TopicPartition, Long> done = new HashMap<>();
    private Duration now = Duration.ofDays(-1);
    private boolean fails;
    private boolean wokenUp;

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            asked.add(offsets(offsets));
            callback.onComplete(offsets, fails ? new IllegalStateException("no coordinator") : null);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (wokenUp) {
                wokenUp = false;
                throw new WakeupException();
            }
            asked.add(offsets(offsets));
        }
    };

    private final Commits commits = new Commits(
            partition -> done.containsKey(partition) ? OptionalLong.of(done.get(partition)) : OptionalLong.empty(),
            () -> now.toNanos());

    @Test
    void areMadeOnceForAllThatIsDoneWithinAMoment() {
        done.put(ONE, 5L);
        soon();
        done.put(ONE, 6L);
        after(Duration.ofMillis(199));
        soon();
        done.put(TWO, 1L);
        after(Duration.ofMillis(1));
        soon();

        assertThat(asked).containsExactly(Map.of(ONE, 5L), Map.of(ONE, 6L, TWO, 1L));
    }

    @Test
    void areNotMadeWhereNothingIsNew() {
        soon();
        done.put(ONE, 5L);
        soon();
        after(Duration.ofMinutes(1));
        soon();

        assertThat(asked).containsExactly(Map.of(ONE, 5L));
    }

    @Test
    void areMadeAgainWhereTheyFailedAndWhereThePartitionWasGivenUp() {
        done.put(ONE, 5L);
        fails = true;
        soon();
        fails = false;
        after(Duration.ofMillis(200));
        soon();
        commits.forget(List.of(ONE));
        after(Duration.ofMillis(200));
        soon();

        assertThat(asked).containsExactly(Map.of(ONE, 5L), Map.of(ONE, 5L), Map.of(ONE, 5L));
    }

    @Test
    void doNotWaitForTheMomentWhereAPartitionIsGivenUp() {
        done.put(ONE, 5L);
        soon();
        done.put(ONE, 6L);
        wokenUp = true;
        commits.now(consumer, List.of(ONE));

        assertThat(asked).containsExactly(Map.of(ONE, 5L), Map.of(ONE, 6L));
    }

    private void soon() {
        commits.soon(consumer, List.of(ONE, TWO));
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetAndMetadata> offsets) {
        var result = new HashMap<TopicPartition, Long>();
        offsets.forEach((partition, offset) -> result.put(partition, offset.offset()));
        return result;
    }
}
