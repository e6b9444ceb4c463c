package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class GroupSilenceTest {
    private static final Duration DAY = Duration.ofDays(1);

    private record Value(MetricName metricName, Object metricValue) implements Metric {}

    @Test
    void aConsumerThatIsNotHeardIsWaitedFor() {
        assertThat(GroupSilence.of("movein-runner", heartbeat(180.0), DAY)).hasValueSatisfying(waiting -> {
            assertThat(waiting.what()).isEqualTo("group movein-runner");
            assertThat(waiting.age()).hasMinutes(3);
        });
    }

    @Test
    void oneThatHasNeverBeenHeardIsWaitedForSinceTheConsumerIsThere() {
        var never = heartbeat(-1.0);

        assertThat(GroupSilence.of("movein-runner", never, Duration.ofSeconds(59)))
                .isEmpty();
        assertThat(GroupSilence.of("movein-runner", never, Duration.ofMinutes(2)))
                .hasValueSatisfying(waiting -> assertThat(waiting.age()).hasMinutes(2));
    }

    @Test
    void oneThatIsHeardOrNotNeededIsNot() {
        assertThat(GroupSilence.of("movein-runner", heartbeat(2.0), DAY)).isEmpty();
        assertThat(GroupSilence.of("movein-runner", Map.of(), DAY)).isEmpty();
    }

    /** Kafka's clients count by the wall clock. */
    @Test
    void oneThatWasHeardLaterThanNowIsNotAsTheClockWasSetBack() {
        var heard = new HashMap<>(heartbeat(-86_390.0));
        heard.putAll(metric("heartbeat-total", 12.0));

        assertThat(GroupSilence.of("movein-runner", heard, DAY)).isEmpty();
    }

    private static Map<MetricName, Metric> heartbeat(double seconds) {
        return metric("last-heartbeat-seconds-ago", seconds);
    }

    private static Map<MetricName, Metric> metric(String what, double value) {
        var name = new MetricName(what, "consumer-coordinator-metrics", "", Map.of("client-id", "a"));
        return Map.of(name, new Value(name, value));
    }
}
