package io.movein.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a consumer takes part in its group. One that waits for its coordinator, or for the others to join, gets nothing and takes it
 * for quiet: no record is late, as none comes.
 */
public final class GroupSilence {
    /** Many times what a session lasts. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final String HEARTBEAT = "last-heartbeat-seconds-ago";

    private GroupSilence() {}

    /**
     * What waits for the coordinator; empty: it is heard.
     *
     * @param metrics of the consumers of the group
     * @param age     of the consumers: one that has never sent a heartbeat has been silent for so long
     */
    public static Optional<Waiting> of(String group, Map<MetricName, ? extends Metric> metrics, Duration age) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(HEARTBEAT))
                .map(metric -> metric.getValue().metricValue())
                .filter(Number.class::isInstance)
                .map(seconds -> ((Number) seconds).longValue())
                .map(seconds -> seconds < 0 ? age : Duration.ofSeconds(seconds))
                .filter(silence -> silence.compareTo(LONG) > 0)
                .findFirst()
                .map(silence -> new Waiting(
                        "group " + group,
                        "its place in Kafka",
                        Waiting.since(Instant.now(), silence),
                        silence,
                        1,
                        "this consumer of the group has not been heard of; nothing is read until it has joined"));
    }
}
