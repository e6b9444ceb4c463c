package io.movein.store.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What the limits of a tenant's topics mean for what is copied: nothing that stops a run, but its owner has to know it before. Counts are
 * of positions, and have other tenants' records among them. Writes nothing.
 */
public final class TopicLimits {

    private static final long USUAL = 20L << 20;
    private static final String RETENTION = "retention.ms";
    private static final String TYPE = "message.timestamp.type";
    private static final String APPENDED = "LogAppendTime";
    private static final String MOST = "max.message.bytes";
    private static final String OLDEST = "message.timestamp.before.max.ms";
    private static final String REFUSED = "are copied, and would be refused if they were written after the run";
    private static final String NEWEST = "message.timestamp.after.max.ms";

    private final TenantTopics plan;
    private final long rate;
    private final boolean guessed;
    private final Clock clock;
    private final List<String> notes = new ArrayList<>();

    /** @param rate bytes in a second at which is copied; a usual one where nobody says it */
    public TopicLimits(TenantTopics plan, OptionalLong rate, Clock clock) {
        this.plan = plan;
        this.rate = rate.orElse(USUAL);
        this.guessed = rate.isEmpty();
        this.clock = clock;
    }

    /** A sentence each. */
    public List<String> notes() throws InterruptedException {
        try (var source = plan.source().admin()) {
            for (var found : source.topics(plan.shared()).values()) {
                var settings = source.settings(found.name());
                for (var topic : plan.where(one -> one.from().equals(found.name()))) {
                    var planned = DedicatedTopics.planned(topic, found);
                    life(source, found, settings);
                    times(found, settings, planned);
                    limits(source, found, settings, planned);
                }
            }
        }
        return notes;
    }

    /** What the shared topic lets go of before it is copied ends the run. */
    private void life(ClusterAdmin source, TopicFacts topic, Map<String, String> settings) throws InterruptedException {
        var kept = limit(settings, RETENTION);
        if (kept.isEmpty() || !settings.getOrDefault("cleanup.policy", "delete").contains("delete")) {
            return;
        }
        var needed = Duration.ofSeconds(Math.ceilDiv(source.bytes(List.of(topic.name())), rate));
        var leaving = older(source, topic, clock.millis() + needed.toMillis() - kept.getAsLong());
        if (leaving > 0) {
            notes.add(
                    "%s: %s is %s, so that up to %d records may be removed before they are copied, which takes about %s at %d bytes/s%s; the oldest has %s left, and one that is gone too early ends the run: have the topic keep them for longer until then"
                            .formatted(
                                    topic.name(),
                                    RETENTION,
                                    kept.getAsLong(),
                                    leaving,
                                    needed,
                                    rate,
                                    guessed ? " (the plan names no rate)" : "",
                                    oldest(source, topic)
                                            .map(time -> time + kept.getAsLong() - clock.millis())
                                            .map(left -> Duration.ofMillis(Math.max(left, 0))
                                                    .toString())
                                            .orElse("nothing")));
        }
    }

    private static Optional<Long> oldest(ClusterAdmin source, TopicFacts topic) throws InterruptedException {
        return source.since(topic.all(), 0).values().stream()
                .filter(first -> first.offset() >= 0)
                .map(first -> first.timestamp())
                .min(Long::compare);
    }

    private void times(TopicFacts topic, Map<String, String> settings, Map<String, String> planned) {
        if (APPENDED.equals(settings.get(TYPE)) || APPENDED.equals(planned.get(TYPE))) {
            notes.add(
                    "%s: %s %s cannot be kept for what is copied: its times are the same, as times of its writers (CreateTime)%s"
                            .formatted(
                                    topic.name(),
                                    TYPE,
                                    APPENDED,
                                    APPENDED.equals(planned.get(TYPE))
                                            ? "; what is written after the run has the broker's"
                                            : ""));
        }
    }

    private void limits(
            ClusterAdmin source, TopicFacts topic, Map<String, String> settings, Map<String, String> planned)
            throws InterruptedException {
        var now = clock.millis();
        var kept = another(settings, planned, RETENTION);
        if (kept.isPresent()) {
            var old = older(source, topic, now - kept.getAsLong());
            note(topic, RETENTION, kept.getAsLong(), old, "are removed once the run has ended");
        }
        var before = another(settings, planned, OLDEST);
        if (before.isPresent()) {
            note(topic, OLDEST, before.getAsLong(), older(source, topic, now - before.getAsLong()), REFUSED);
        }
        var after = another(settings, planned, NEWEST);
        if (after.isPresent()) {
            note(topic, NEWEST, after.getAsLong(), newer(source, topic, now + after.getAsLong()), REFUSED);
        }
        var most = another(settings, planned, MOST);
        if (most.isPresent() && most.getAsLong() < topic.most()) {
            notes.add("%s: %s is to be %d, and is %d at the source: larger batches %s"
                    .formatted(topic.name(), MOST, most.getAsLong(), topic.most(), REFUSED));
        }
    }

    /** A limit that the source has not; none where there is none, too. */
    private static OptionalLong another(Map<String, String> settings, Map<String, String> planned, String name) {
        var limit = limit(planned, name);
        return limit.equals(limit(settings, name)) ? OptionalLong.empty() : limit;
    }

    private void note(TopicFacts topic, String setting, long value, long records, String what) {
        if (records > 0) {
            notes.add("%s: up to %d records that %s %d of the dedicated topic does not allow %s"
                    .formatted(topic.name(), records, setting, value, what));
        }
    }

    /** None where there is no limit. */
    private static OptionalLong limit(Map<String, String> settings, String name) {
        var value = Long.parseLong(settings.getOrDefault(name, "-1"));
        return value < 0 || value == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static long older(ClusterAdmin source, TopicFacts topic, long millis) throws InterruptedException {
        var begins = source.begins(topic.all());
        return places(source, topic, millis).entrySet().stream()
                .mapToLong(place -> Math.max(place.getValue() - begins.getOrDefault(place.getKey(), 0L), 0))
                .sum();
    }

    private static long newer(ClusterAdmin source, TopicFacts topic, long millis) throws InterruptedException {
        var ends = source.ends(topic.all());
        return places(source, topic, millis).entrySet().stream()
                .mapToLong(place -> ends.getOrDefault(place.getKey(), 0L) - place.getValue())
                .sum();
    }

    /** Of the first record of each partition that is not older; its end where all are. */
    private static Map<TopicPartition, Long> places(ClusterAdmin source, TopicFacts topic, long millis)
            throws InterruptedException {
        var places = source.ends(topic.all());
        source.since(topic.all(), Math.max(millis, 0)).forEach((partition, first) -> {
            if (first.offset() >= 0) {
                places.put(partition, first.offset());
            }
        });
        return places;
    }
}
