package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Topic;
import io.movein.runtime.Health;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private static final TopicPartition COMMANDS = new TopicPartition("movein.commands", 0);
    private final AtomicLong nanos = new AtomicLong();
    private final Vitals vitals = new Vitals(nanos::get);

    @Test
    void forgivesOneDeathAndNotTwo() {
        vitals.died();
        assertThat(vitals.complaint(Map.of(), Map.of())).isEmpty();

        vitals.died();

        assertThat(vitals.complaint(Map.of(), Map.of()))
                .contains(Health.down("threads died 2 times within 10 minutes (expected none)"));
        passes(Duration.ofMinutes(11));
        assertThat(vitals.complaint(Map.of(), Map.of())).isEmpty();
    }

    @Test
    void seesAPartitionThatStandsStill() {
        complains(7, 9);
        passes(Duration.ofMinutes(3));

        assertThat(vitals.complaint(Map.of(COMMANDS, 7L), Map.of(COMMANDS, 9L)))
                .contains(
                        Health.down("movein.commands-0 stands at 7 of 9 for more than 2 minutes (expected progress)"));
        assertThat(vitals.stuckSeconds()).isEqualTo(180);
    }

    @Test
    void isContentWithSlowProgressAndWithIdleness() {
        complains(7, 9);
        passes(Duration.ofMinutes(3));
        complains(8, 9);
        passes(Duration.ofMinutes(1));
        complains(9, 9);
        passes(Duration.ofMinutes(60));
        complains(9, 9);

        assertThat(vitals.stuckSeconds()).isZero();
    }

    @Test
    void countsWhatIsNotDecidedByTopic() {
        var reports = new TopicPartition("movein.run-reports", 0);
        vitals.complaint(Map.of(COMMANDS, 7L), Map.of(COMMANDS, 9L, reports, 40L));
        assertThat(vitals.undecided(Topic.COMMANDS)).isEqualTo(2);
        assertThat(vitals.undecided(Topic.RUN_REPORTS)).isEqualTo(40);

        vitals.complaint(Map.of(COMMANDS, 7L, reports, 40L), Map.of(COMMANDS, 12L, reports, 40L));

        assertThat(vitals.undecided(Topic.COMMANDS)).isEqualTo(5);
        assertThat(vitals.undecided(Topic.RUN_REPORTS)).isZero();
    }

    private void complains(long decided, long end) {
        assertThat(vitals.complaint(Map.of(COMMANDS, decided), Map.of(COMMANDS, end)))
                .isEmpty();
    }

    private void passes(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
