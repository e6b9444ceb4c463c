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

    private static final String LAST_HEARTBEAT = "last-heartbeat-seconds-ago";
    private static final String HEARTBEATS = "heartbeat-total";

    private GroupSilence() {}

    /**
     * What waits for the coordinator; empty: it is heard.
     *
     * @param metrics of the consumers of the group
     * @param age     of the consumers: one that has never sent a heartbeat has been silent for so long
     */
    public static Optional<Waiting> of(String group, Map<MetricName, ? extends Metric> metrics, Duration age) {
        return metrics.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.name().equals(LAST_HEARTBEAT))
                .map(name -> number(metrics, name) >= 0 || wasHeard(metrics, name)
                        ? Duration.ofSeconds(Math.max(number(metrics, name), 0))
                        : age)
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

    /** The last heartbeat lies in the future where the clock was set back, which is no silence. */
    private static boolean wasHeard(Map<MetricName, ? extends Metric> metrics, MetricName lastHeartbeat) {
        return number(metrics, new MetricName(HEARTBEATS, lastHeartbeat.group(), "", lastHeartbeat.tags())) > 0;
    }

    private static long number(Map<MetricName, ? extends Metric> metrics, MetricName name) {
        var metric = metrics.get(name);
        return metric != null && metric.metricValue() instanceof Number number ? number.longValue() : 0;
    }
}
