package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates Movein's topics where they are missing; what is there is never changed. */
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Topics() {}

    public static void ensure(String bootstrapServers) {
        ensure(KafkaSettings.of(bootstrapServers));
    }

    /**
     * Waits for Kafka up to a minute.
     *
     * @throws IllegalStateException if Kafka does not answer, or a topic that needs one order of everything has several partitions
     */
    public static void ensure(KafkaSettings settings) {
        var config = settings.client();
        config.put("default.api.timeout.ms", 10_000);
        config.put("request.timeout.ms", 5_000);
        try (var admin = Admin.create(config)) {
            var until = Instant.now().plus(PATIENCE);
            while (!created(admin, settings, until)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating the topics", e);
        }
    }

    private static boolean created(Admin admin, KafkaSettings settings, Instant until) throws InterruptedException {
        try {
            create(admin);
            check(admin);
            return true;
        } catch (ExecutionException e) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        "Kafka at " + settings + " did not let us create the topics within " + PATIENCE + ": "
                                + e.getCause(),
                        e);
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false; // created, and not known to every broker yet
            }
            LOG.warn(
                    "cannot create the topics at {} yet: {}",
                    settings,
                    e.getCause().getMessage());
            return false;
        }
    }

    private static void create(Admin admin) throws InterruptedException, ExecutionException {
        var there = admin.listTopics().names().get();
        var missing = Arrays.stream(Topic.values())
                .filter(topic -> !there.contains(topic.topicName()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        var brokers = admin.describeCluster().nodes().get().size();
        var results = admin.createTopics(
                        missing.stream().map(topic -> newTopic(topic, brokers)).toList())
                .values();
        for (var result : results.values()) {
            try {
                result.get();
            } catch (ExecutionException e) {
                // another service was faster
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        LOG.info("created {}", results.keySet());
    }

    static NewTopic newTopic(Topic topic, int brokers) {
        return new NewTopic(topic.topicName(), topic.partitions(), (short) Math.min(3, brokers))
                .configs(topic.config());
    }

    private static void check(Admin admin) throws InterruptedException, ExecutionException {
        var descriptions = admin.describeTopics(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList())
                .allTopicNames()
                .get();
        for (var topic : Topic.values()) {
            check(topic, descriptions.get(topic.topicName()).partitions().size());
        }
    }

    static void check(Topic topic, int partitions) {
        if (partitions == topic.partitions()) {
            return;
        }
        var text =
                "topic %s has %d partitions (expected %d)".formatted(topic.topicName(), partitions, topic.partitions());
        if (topic.partitions() == 1) {
            throw new IllegalStateException(text + ": its records need one order; make it anew");
        }
        LOG.warn("{}; work is spread differently, nothing else", text);
    }
}
