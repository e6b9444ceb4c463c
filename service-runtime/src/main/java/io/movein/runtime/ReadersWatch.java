package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka lets this service read: each group has a coordinator that has its offsets at hand, each partition has a leader, and no
 * transaction that was left open keeps records back. A consumer tells none of these from quiet: it gets nothing, so nothing is late, and
 * a coordinator that is still loading answers heartbeats as if all were well.
 */
final class ReadersWatch extends PeriodicWorker {
    private static final int LIMIT_MS = 5_000;

    /**
     * What stands in the way.
     *
     * @param what the group or the partition
     * @param mark changes when something moves on behind it, from when on it counts anew
     */
    record Obstacle(String what, String where, long mark) {}

    private record Seen(long since, String why) {}

    private final Kafka kafka;
    private final Duration tolerated;
    private final KeptAdmin kept;
    private volatile Map<Obstacle, Seen> seen = Map.of();

    /** @param tolerated for as long as brokers change places, and transactions are open, while all is well */
    ReadersWatch(Kafka kafka, Duration interval, Duration tolerated) {
        super("readers", interval, kafka.meters());
        this.kafka = kafka;
        this.tolerated = tolerated;
        this.kept = new KeptAdmin(this::config);
    }

    @Override
    protected void check() throws InterruptedException {
        var readers = kafka.readers();
        if (readers.isEmpty()) {
            return;
        }
        var found = new LinkedHashMap<Obstacle, String>();
        var partitions = partitions(readers.values());
        var until = System.nanoTime() + Duration.ofMillis(2 * LIMIT_MS).toNanos();
        try {
            var admin = kept.get();
            // all are asked before any is waited for
            var offsets = admin.listConsumerGroupOffsets(readers.keySet().stream()
                    .collect(Collectors.toMap(group -> group, _ -> new ListConsumerGroupOffsetsSpec())));
            var stable = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            var all = ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
            coordinators(readers.keySet(), offsets, until, found);
            leaders(partitions, stable, all, until, found);
        } catch (KafkaException e) {
            readers.keySet().forEach(group -> found.put(ofGroup(group), Causes.text(e)));
        }
        if (!found.isEmpty()) {
            kept.forget();
        }
        note(found);
    }

    @Override
    public void stop() {
        super.stop();
        kept.close();
    }

    private Map<String, Object> config() {
        var config = kafka.settings().client();
        config.put("default.api.timeout.ms", LIMIT_MS);
        config.put("request.timeout.ms", LIMIT_MS / 2);
        return config;
    }

    private static List<TopicPartition> partitions(Collection<Set<Topic>> topics) {
        return topics.stream()
                .flatMap(Collection::stream)
                .distinct()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.topicName(), number)))
                .toList();
    }

    private static void coordinators(
            Collection<String> groups, ListConsumerGroupOffsetsResult answers, long until, Map<Obstacle, String> found)
            throws InterruptedException {
        for (var group : groups) {
            var failure = failure(answers.partitionsToOffsetAndMetadata(group), until);
            if (failure != null) {
                found.put(
                        ofGroup(group),
                        "the coordinator does not answer (" + Causes.text(failure)
                                + "); nobody joins the group and nothing that is done is noted until it does");
            }
        }
    }

    private static Obstacle ofGroup(String group) {
        return new Obstacle("group " + group, "its coordinator in Kafka", 0);
    }

    private static void leaders(
            List<TopicPartition> partitions,
            ListOffsetsResult stable,
            ListOffsetsResult all,
            long until,
            Map<Obstacle, String> found)
            throws InterruptedException {
        for (var partition : partitions) {
            var failure = failure(stable.partitionResult(partition), until);
            if (failure != null) {
                found.put(
                        new Obstacle(partition.toString(), "its leader in Kafka", 0),
                        "the leader does not answer (" + Causes.text(failure) + ")");
            } else if (failure(all.partitionResult(partition), until) == null) {
                keptBack(partition, end(stable, partition), end(all, partition), found);
            }
        }
    }

    private static void keptBack(TopicPartition partition, long stable, long end, Map<Obstacle, String> found) {
        if (stable < end) {
            found.put(
                    new Obstacle(partition.toString(), "a transaction that is open from offset " + stable, stable),
                    "nothing from there on is read, " + (end - stable)
                            + " record(s), until the broker ends it, when its writer's transaction.timeout.ms has passed"
                            + " (kafka-transactions.sh finds and aborts one that stays)");
        }
    }

    private static ListOffsetsResult ends(
            Admin admin, Collection<TopicPartition> partitions, IsolationLevel isolation) {
        return admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions(isolation));
    }

    private static long end(ListOffsetsResult ends, TopicPartition partition) throws InterruptedException {
        try {
            return KafkaAnswers.answer(ends.partitionResult(partition)).offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it was there a moment ago", e);
        }
    }

    private static @Nullable Throwable failure(KafkaFuture<?> answer, long until) throws InterruptedException {
        try {
            var _ = KafkaAnswers.answer(answer, until);
            return null;
        } catch (ExecutionException e) {
            return Objects.requireNonNullElse(e.getCause(), e);
        }
    }

    private void note(Map<Obstacle, String> found) {
        var now = System.nanoTime();
        var next = new HashMap<Obstacle, Seen>();
        found.forEach((obstacle, why) -> {
            var before = seen.get(obstacle);
            next.put(obstacle, new Seen(before == null ? now : before.since(), why));
        });
        seen = next;
    }

    @Override
    public List<Waiting> stuck() {
        var now = System.nanoTime();
        var wall = Instant.now();
        var stuck = new ArrayList<Waiting>();
        seen.forEach((obstacle, it) -> {
            var age = Duration.ofNanos(now - it.since());
            if (age.compareTo(tolerated) >= 0) {
                stuck.add(new Waiting(obstacle.what(), obstacle.where(), Waiting.since(wall, age), age, 1, it.why()));
            }
        });
        return stuck;
    }
}
