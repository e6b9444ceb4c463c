package io.movein.runtime;

import static io.movein.runtime.KafkaAnswers.answer;
import static java.util.Objects.requireNonNull;

import io.movein.contract.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka about the topics and makes those that are missing. */
final class TopicsAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsAdmin.class);
    private static final int USUAL_REPLICATION = 3;

    private final Admin admin;
    private final KafkaSettings settings;

    TopicsAdmin(Admin admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** What is wanted: what the settings say, or three replicas, or as many as there are brokers. */
    int replication() throws InterruptedException, ExecutionException {
        return settings.replication() > 0
                ? settings.replication()
                : Math.min(
                        USUAL_REPLICATION,
                        answer(admin.describeCluster().nodes()).size());
    }

    /** The missing ones; returns those that this call made. */
    List<Topic> create() throws InterruptedException, ExecutionException {
        var there = answer(admin.listTopics().names());
        var missing = Arrays.stream(Topic.values())
                .filter(topic -> !there.contains(topic.topicName()))
                .toList();
        if (missing.isEmpty()) {
            return List.of();
        }
        var replication = replication();
        var results = admin.createTopics(missing.stream()
                        .map(topic -> newTopic(topic, replication))
                        .toList())
                .values();
        var made = new ArrayList<Topic>();
        for (var topic : missing) {
            try {
                var _ = answer(requireNonNull(results.get(topic.topicName())));
                made.add(topic);
            } catch (ExecutionException e) {
                // another service was faster, or the broker that was asked for the list did not know of it yet
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        if (!made.isEmpty()) {
            LOG.info(
                    "created {} with {} replica(s)",
                    made.stream().map(Topic::topicName).toList(),
                    replication);
        }
        return List.copyOf(made);
    }

    static NewTopic newTopic(Topic topic, int replication) {
        var config = new HashMap<>(topic.config());
        config.put("min.insync.replicas", Integer.toString(TopicProblem.minInSync(replication)));
        return new NewTopic(topic.topicName(), topic.partitions(), (short) replication).configs(config);
    }

    List<TopicProblem> problems() throws InterruptedException, ExecutionException {
        var wanted = replication();
        var found = found(Topics.names());
        return Arrays.stream(Topic.values())
                .flatMap(topic -> TopicProblem.of(topic, requireNonNull(found.get(topic.topicName())), wanted).stream())
                .toList();
    }

    /** A topic that was deleted and made again has another id. */
    Map<Topic, Uuid> ids() throws InterruptedException, ExecutionException {
        var descriptions = answer(admin.describeTopics(Topics.names()).allTopicNames());
        return Arrays.stream(Topic.values())
                .collect(Collectors.toMap(
                        topic -> topic,
                        topic -> requireNonNull(descriptions.get(topic.topicName()))
                                .topicId()));
    }

    Map<String, TopicProblem.Found> found(Collection<String> topics) throws InterruptedException, ExecutionException {
        var descriptions = answer(admin.describeTopics(topics).allTopicNames());
        var configs = answer(admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .all());
        return configs.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().name(),
                        entry -> found(
                                requireNonNull(descriptions.get(entry.getKey().name())),
                                entry.getValue().entries())));
    }

    private static TopicProblem.Found found(TopicDescription description, Collection<ConfigEntry> config) {
        return new TopicProblem.Found(
                description.partitions().size(),
                description.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                config.stream()
                        .filter(entry -> entry.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
    }
}
