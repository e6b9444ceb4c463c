package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What the dry-run says of limits in time and size that a topic has, or is to have. */
class TopicLimitsIT extends AMoveOfTopics {

    private static final Instant NOW = Instant.now();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Map<String, String> ANY_TIME = Map.of(
            "retention.ms",
            "-1",
            "message.timestamp.before.max.ms",
            Long.toString(Long.MAX_VALUE),
            "message.timestamp.after.max.ms",
            Long.toString(Long.MAX_VALUE));

    /** At a rate of one byte in a second. */
    private List<String> notes(Instant now, Map<String, String> config) throws InterruptedException {
        var topic = new MovedTopic("orders", "acme.orders", new RecordSelection.KeyPrefix("acme:"), config);
        return new TopicLimits(clusters.plan(topic), OptionalLong.of(1), Clock.fixed(now, ZoneOffset.UTC)).notes();
    }

    private void write(long... daysFromNow) throws Exception {
        try (var producer = clusters.producer(Map.of())) {
            for (var days : daysFromNow) {
                var time = NOW.toEpochMilli() + days * DAY;
                var _ = producer.send(new ProducerRecord<>(
                        "orders", 0, time, "acme:".getBytes(StandardCharsets.UTF_8), new byte[1000]));
            }
        }
    }

    @Test
    void comparesWhatTheOldestRecordHasLeftWithTheTimeThatTheCopyTakes() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of("retention.ms", Long.toString(10 * DAY)));
        write(-9, -5, -1);

        assertThat(notes(NOW, Map.of())).isEmpty();

        assertThat(notes(NOW.plus(Duration.ofDays(1)).minusSeconds(60), Map.of()))
                .singleElement()
                .asString()
                .matches(
                        "orders: retention.ms is 864000000, so that up to 1 records may be removed before they are copied, which takes about PT\\S+ at 1 bytes/s; the oldest has PT1M left, .*");
    }

    @Test
    void countsWhatTheDedicatedTopicsLimitsWouldNotTake() throws Exception {
        Clusters.make(clusters.here, "orders", 1, ANY_TIME);
        write(-400, -3, 0, 365);
        assertThat(notes(NOW, Map.of())).isEmpty();

        assertThat(notes(
                        NOW,
                        Map.of(
                                "retention.ms",
                                Long.toString(7 * DAY),
                                "message.timestamp.before.max.ms",
                                Long.toString(DAY),
                                "message.timestamp.after.max.ms",
                                Long.toString(DAY),
                                "max.message.bytes",
                                "1000")))
                .satisfiesExactly(
                        kept -> assertThat(kept)
                                .startsWith("orders: up to 1 records that retention.ms 604800000")
                                .endsWith("are removed once the run has ended"),
                        old -> assertThat(old).startsWith("orders: up to 2 records that message.timestamp.before.max"),
                        early -> assertThat(early)
                                .startsWith("orders: up to 1 records that message.timestamp.after.max"),
                        most -> assertThat(most).startsWith("orders: max.message.bytes is to be 1000, and is 1048588"));
    }

    @Test
    void tellsThatTimesOfTheBrokerCannotBeKept() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of("message.timestamp.type", "LogAppendTime"));

        assertThat(notes(NOW, Map.of()))
                .singleElement()
                .asString()
                .contains("LogAppendTime cannot be kept", "what is written after the run has the broker's");
        assertThat(notes(NOW, Map.of("message.timestamp.type", "CreateTime")))
                .singleElement()
                .asString()
                .contains("LogAppendTime cannot be kept")
                .doesNotContain("the broker's");
    }
}
