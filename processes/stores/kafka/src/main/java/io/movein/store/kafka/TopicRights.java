package io.movein.store.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a run is going to ask of a cluster, asked beforehand in a way that cannot have an effect: of topics that are not there. A broker
 * says that somebody may not do it before it says that there is nothing to do it with. Whether records may be written to a topic that is
 * yet to be made no broker says; {@link TopicAcls} may.
 */
final class TopicRights {

    private final String cluster;
    private final Admin admin;
    private final List<String> missing = new ArrayList<>();

    private TopicRights(String cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    /** Of topics that are there. */
    static List<String> missingToRead(String cluster, Admin admin, Collection<String> topics)
            throws InterruptedException {
        var rights = new TopicRights(cluster, admin);
        var described = admin.describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true));
        for (var topic : described.topicNameValues().entrySet()) {
            rights.read(topic.getKey(), topic.getValue());
        }
        return rights.missing;
    }

    private void read(String topic, KafkaFuture<TopicDescription> described) throws InterruptedException {
        try {
            var operations = described.get().authorizedOperations();
            // not every broker tells
            if (operations != null && !operations.contains(AclOperation.READ)) {
                missing.add("may not read topic " + topic);
            }
        } catch (ExecutionException e) {
            throw failure("reading topic " + topic, e);
        }
    }

    /**
     * @param topics that are not there
     * @param groups whose offsets are to be committed
     * @param name   of the transactions, and of the group that keeps how far the copy is
     */
    static List<String> missingToCopy(
            String cluster, Admin admin, Collection<String> topics, Collection<String> groups, String name)
            throws InterruptedException {
        var rights = new TopicRights(cluster, admin);
        for (var topic : topics) {
            rights.configure(topic);
            for (var group : groups) {
                rights.commit(topic, group);
            }
            rights.commit(topic, name);
        }
        rights.attempt(
                "use transactions of " + name,
                admin.describeTransactions(List.of(name)).all());
        return rights.missing;
    }

    private void configure(String topic) throws InterruptedException {
        var held = new AlterConfigOp(new ConfigEntry("retention.ms", "-1"), OpType.SET);
        attempt(
                "change settings of " + topic,
                admin.incrementalAlterConfigs(
                                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(held)),
                                new AlterConfigsOptions().validateOnly(true))
                        .all());
    }

    private void commit(String topic, String group) throws InterruptedException {
        attempt(
                "commit offsets of group %s in %s".formatted(group, topic),
                admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)))
                        .all());
    }

    private void attempt(String what, KafkaFuture<?> answer) throws InterruptedException {
        try {
            var _ = answer.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AuthorizationException refused ->
                    missing.add("may not %s: %s".formatted(what, refused.getMessage()));
                case UnknownTopicOrPartitionException _, TransactionalIdNotFoundException _ -> {
                    // as was to be expected
                }
                case null, default -> throw failure("asking whether we may " + what, e);
            }
        }
    }

    private KafkaFailure failure(String doing, ExecutionException e) {
        return new KafkaFailure(cluster, doing, e.getCause() == null ? e : e.getCause());
    }
}
