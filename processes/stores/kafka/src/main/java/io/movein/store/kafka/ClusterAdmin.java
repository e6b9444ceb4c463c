package io.movein.store.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is asked of a cluster beside its records. */
public final class ClusterAdmin implements AutoCloseable {

    private final String name;
    private final Admin admin;

    ClusterAdmin(String name, Admin admin) {
        this.name = name;
        this.admin = admin;
    }

    private <T> T get(String doing, KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new KafkaFailure(name, doing, cause(e));
        }
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** Of topics that are there, in words. */
    List<String> missingToRead(Collection<String> topics) throws InterruptedException {
        return TopicRights.missingToRead(name, admin, topics);
    }

    /** As {@link TopicRights#missingToCopy}. */
    List<String> missingToCopy(Collection<String> topics, Collection<String> groups, String transactions)
            throws InterruptedException {
        return TopicRights.missingToCopy(name, admin, topics, groups, transactions);
    }

    /** As {@link TopicAcls#of}. */
    TopicAcls writing(Optional<String> principal, Collection<String> topics) throws InterruptedException {
        return TopicAcls.of(admin, principal, topics);
    }

    /** The same only for the same cluster, whatever its addresses. */
    public String id() throws InterruptedException {
        return get("asking which cluster it is", admin.describeCluster().clusterId());
    }

    /** Those of the topics that are there, and do not go while they are read. */
    public Map<String, TopicFacts> topics(Collection<String> topics) throws InterruptedException {
        var found = new TreeMap<String, TopicFacts>();
        for (var answer : admin.describeTopics(topics).topicNameValues().entrySet()) {
            var topic = answer.getKey();
            var description = there("reading topic " + topic, answer.getValue());
            var config = description.isPresent() ? config(topic) : Optional.<Config>empty();
            if (config.isPresent()) {
                found.put(topic, facts(description.orElseThrow(), config.get()));
            }
        }
        return found;
    }

    /** What counts for a topic, wherever it is set. */
    Map<String, String> settings(String topic) throws InterruptedException {
        return config(topic)
                .orElseThrow(() -> new KafkaFailure(name, "topic %s is not there any more".formatted(topic)))
                .entries()
                .stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private Optional<Config> config(String topic) throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return there(
                        "reading the settings of topic " + topic,
                        admin.describeConfigs(List.of(resource)).all())
                .map(all -> known(all, resource));
    }

    private static TopicFacts facts(TopicDescription topic, Config config) {
        return new TopicFacts(
                topic.name(),
                topic.topicId(),
                topic.partitions().size(),
                own(config),
                Integer.parseInt(config.get("max.message.bytes").value()));
    }

    /** What was asked for is in an answer. */
    private static <K, V> V known(Map<K, V> answer, K key) {
        return Objects.requireNonNull(answer.get(key));
    }

    private static Map<String, String> own(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private <T> Optional<T> there(String doing, KafkaFuture<T> answer) throws InterruptedException {
        try {
            return Optional.ofNullable(answer.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof UnknownTopicIdException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new KafkaFailure(name, doing, cause(e));
        }
    }

    /** Of every broker that is up. */
    List<BrokerDisk> disks() throws InterruptedException {
        var disks = new ArrayList<BrokerDisk>();
        for (var broker : logDirs().entrySet()) {
            var folders = broker.getValue().values().stream()
                    .filter(folder -> folder.error() == null)
                    .map(LogDirDescription::usableBytes)
                    .toList();
            disks.add(new BrokerDisk(
                    broker.getKey(),
                    folders.stream().allMatch(OptionalLong::isPresent)
                            ? OptionalLong.of(folders.stream()
                                    .mapToLong(OptionalLong::getAsLong)
                                    .sum())
                            : OptionalLong.empty()));
        }
        return disks;
    }

    /** How large the topics' logs are, each partition once: by its largest replica. */
    long bytes(Collection<String> topics) throws InterruptedException {
        var largest = new HashMap<TopicPartition, Long>();
        for (var folders : logDirs().values()) {
            for (var folder : folders.values()) {
                folder.replicaInfos().forEach((partition, replica) -> {
                    if (topics.contains(partition.topic())) {
                        largest.merge(partition, replica.size(), Math::max);
                    }
                });
            }
        }
        return largest.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<Integer, Map<String, LogDirDescription>> logDirs() throws InterruptedException {
        var brokers = get("looking for brokers", admin.describeCluster().nodes()).stream()
                .map(Node::id)
                .toList();
        return get("checking the brokers' disks", admin.describeLogDirs(brokers).allDescriptions());
    }

    /** Of topics for which nobody says it. */
    int usualReplicas() throws InterruptedException {
        var broker = get("looking for brokers", admin.describeCluster().nodes())
                .iterator()
                .next();
        var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        var config = known(
                get(
                        "reading the settings of broker " + broker.idString(),
                        admin.describeConfigs(List.of(resource)).all()),
                resource);
        return Integer.parseInt(config.get("default.replication.factor").value());
    }

    /** Makes a topic, or only says whether it could be made. */
    void create(TopicFacts topic, Optional<Short> replicas, boolean really) throws InterruptedException {
        var wanted = new NewTopic(topic.name(), Optional.of(topic.partitions()), replicas).configs(topic.config());
        get(
                "creating topic " + topic.name(),
                admin.createTopics(List.of(wanted), new CreateTopicsOptions().validateOnly(!really))
                        .all());
    }

    /** @param config what is null is the cluster's own again */
    void configure(String topic, Map<String, Optional<String>> config) throws InterruptedException {
        var operations = new ArrayList<AlterConfigOp>();
        config.forEach((key, value) -> operations.add(new AlterConfigOp(
                new ConfigEntry(key, value.orElse("")), value.isPresent() ? OpType.SET : OpType.DELETE)));
        get(
                "setting up topic " + topic,
                admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), operations))
                        .all());
    }

    /** That very topic; not one that has its name now. */
    void delete(String topic, Uuid id) throws InterruptedException {
        var _ = there(
                "deleting topic " + topic,
                admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());
        while (isThere(topic, id)) {
            Thread.sleep(20);
        }
    }

    private boolean isThere(String topic, Uuid id) throws InterruptedException {
        return topics(List.of(topic)).values().stream()
                .anyMatch(found -> found.id().equals(id));
    }

    Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) throws InterruptedException {
        return offsets(partitions, OffsetSpec.earliest());
    }

    /** The end of everything, also of what is in transactions that are open. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** The first record of each that is not older, and its time; at -1 where all are. */
    Map<TopicPartition, ListOffsetsResultInfo> since(Collection<TopicPartition> partitions, long millis)
            throws InterruptedException {
        var wanted = partitions.stream()
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.forTimestamp(millis)));
        return get("reading offsets by time", admin.listOffsets(wanted).all());
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException {
        var wanted = partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec));
        return get("reading offsets", admin.listOffsets(wanted).all()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset(offset.getValue())));
    }

    private static long offset(ListOffsetsResultInfo info) {
        return info.offset();
    }

    List<String> groups() throws InterruptedException {
        return get(
                        "listing consumer groups",
                        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    /** What is committed, but for what an open transaction may still change. */
    Map<TopicPartition, OffsetAndMetadata> committed(String group) throws InterruptedException {
        var offsets = there(
                "reading the offsets of group " + group,
                admin.listConsumerGroupOffsets(
                                Map.of(group, new ListConsumerGroupOffsetsSpec()),
                                new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata(group));
        var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
        offsets.ifPresent(all -> all.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset);
            }
        }));
        return committed;
    }

    /** Members of a group, by client and host; none where there is no such group. */
    List<String> members(String group) throws InterruptedException {
        return there(
                        "looking for members of group " + group,
                        known(admin.describeConsumerGroups(List.of(group)).describedGroups(), group))
                .filter(found -> found.groupState() != GroupState.DEAD)
                .map(ClusterAdmin::names)
                .orElse(List.of());
    }

    private static List<String> names(ConsumerGroupDescription group) {
        return group.members().stream()
                .map(member -> "%s at %s".formatted(member.clientId(), member.host()))
                .toList();
    }

    void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) throws InterruptedException {
        get(
                "committing the offsets of group " + group,
                admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    void forget(String group, Set<TopicPartition> partitions) throws InterruptedException {
        var _ = there(
                "removing the offsets of group " + group,
                admin.deleteConsumerGroupOffsets(group, partitions).all());
    }

    void deleteGroup(String group) throws InterruptedException {
        var _ = there(
                "removing group " + group,
                admin.deleteConsumerGroups(List.of(group)).all());
    }

    @Override
    public void close() {
        admin.close();
    }
}
