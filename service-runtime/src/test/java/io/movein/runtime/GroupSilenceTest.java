package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class GroupSilenceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private record Value(MetricName metricName, Object metricValue) implements Metric {}

    @Test
    void aCoordinatorThatIsNotHeardIsWaitedFor() {
        assertThat(GroupSilence.of("movein-runner", heartbeat(180.0), NOW)).hasValueSatisfying(waiting -> {
            assertThat(waiting.what()).isEqualTo("group movein-runner");
            assertThat(waiting.since()).isEqualTo(NOW.minus(Duration.ofMinutes(3)));
            assertThat(waiting.age()).hasMinutes(3);
        });
    }

    @Test
    void oneThatIsHeardOrWasNeverNeededIsNot() {
        assertThat(GroupSilence.of("movein-runner", heartbeat(2.0), NOW)).isEmpty();
        assertThat(GroupSilence.of("movein-runner", heartbeat(-1.0), NOW)).isEmpty();
        assertThat(GroupSilence.of("movein-runner", Map.of(), NOW)).isEmpty();
    }

    private static Map<MetricName, Metric> heartbeat(double seconds) {
        var name = new MetricName("last-heartbeat-seconds-ago", "consumer-coordinator-metrics", "", Map.of());
        return Map.of(name, new Value(name, seconds));
    }
}
