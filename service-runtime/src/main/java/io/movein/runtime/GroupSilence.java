package io.movein.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a consumer's group is led. Where the coordinator is away or does not get ready, a consumer gets nothing and takes it for quiet:
 * no record is late, as none comes.
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
     * @param wall    the time now
     */
    public static Optional<Waiting> of(String group, Map<MetricName, ? extends Metric> metrics, Instant wall) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(HEARTBEAT))
                .map(metric -> metric.getValue().metricValue())
                .filter(Number.class::isInstance)
                .map(seconds -> Duration.ofSeconds(((Number) seconds).longValue()))
                .filter(silence -> silence.compareTo(LONG) > 0)
                .findFirst()
                .map(silence -> new Waiting(
                        "group " + group,
                        "its coordinator in Kafka",
                        wall.minus(silence).truncatedTo(ChronoUnit.SECONDS),
                        silence,
                        1,
                        "the coordinator does not answer; nothing is read until it does"));
    }
}
