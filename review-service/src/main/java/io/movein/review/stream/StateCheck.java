package io.movein.review.stream;

import static io.movein.runtime.KafkaAnswers.answer;

import io.movein.contract.Topic;
import io.movein.runtime.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks before the start whether what review has decided and what it remembers belong together. Events without state would be
 * taken for a new installation: open migrations would be forgotten, and the ids of events given a second time.
 */
final class StateCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);

    private final Admin admin;

    private StateCheck(Admin admin) {
        this.admin = admin;
    }

    /**
     * @return how many brokers there are
     * @throws IllegalStateException if there are events and the state is missing, or is an earlier version's and cannot be written anew
     */
    static int brokers(KafkaSettings settings) {
        try (var admin = Admin.create(settings.client())) {
            new StateCheck(admin).hold(settings);
            return answer(admin.describeCluster().nodes()).size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the state", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka at " + settings + " cannot be asked for the state: " + e.getCause(), e);
        }
    }

    private void hold(KafkaSettings settings) throws ExecutionException, InterruptedException {
        var there = answer(admin.listTopics().names());
        if (!there.contains(Topic.EVENTS.topicName()) || end(admin, Topic.EVENTS.topicName()) == 0) {
            return; // nothing was ever decided
        }
        switch (Layout.of(admin)) {
            case CURRENT -> {}
            case EARLIER -> {
                LOG.info(
                        "the state is that of an earlier version; it is written anew from {}",
                        Topic.EVENTS.topicName());
                StateRebuild.run(settings);
            }
            case NONE, TORN -> throw new IllegalStateException(missing(there));
        }
    }

    private static String missing(Set<String> there) {
        var missing = StoredPlatform.changelogs().stream()
                .filter(topic -> !there.contains(topic))
                .toList();
        return "there are events in " + Topic.EVENTS.topicName()
                + ", and the state that belongs to them is missing: "
                + (missing.isEmpty() ? StoredPlatform.SOURCE_OF_TRUTH : String.join(", ", missing))
                + " (expected changelogs with records). Restore these topics from a backup, or rebuild the state from the"
                + " events: delete what is left of the changelogs, and start this program once with the argument rebuild-state";
    }

    /** The ends of all partitions together: 0 where nothing was ever written. */
    static long end(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return ends(admin, topic).values().stream().mapToLong(Long::longValue).sum();
    }

    static Map<TopicPartition, Long> ends(Admin admin, String topic) throws ExecutionException, InterruptedException {
        var partitions = Objects.requireNonNull(
                        answer(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic))
                .partitions()
                .size();
        var latest = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(it -> it, _ -> OffsetSpec.latest()));
        return answer(admin.listOffsets(latest).all()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
    }
}
