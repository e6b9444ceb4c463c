package io.movein.store.kafka;

import io.movein.process.items.JournalFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A tenant's topics between two clusters.
 *
 * @param name     the same for the same tenant between the same places; by it the target knows its copier
 * @param replicas of the dedicated topics; as the target has it by default where it is empty
 * @param groups   consumer groups whose offsets are carried over
 * @param ignored  groups that read the shared topics and stay behind
 * @param facts    what survives the process: topics made here, and the map of offsets
 * @param fence    before every step that cannot be undone; throws if this process may not write any more
 */
public record TenantTopics(
        KafkaCluster source,
        KafkaCluster target,
        String name,
        List<MovedTopic> topics,
        Optional<Short> replicas,
        List<String> groups,
        List<String> ignored,
        JournalFacts facts,
        Runnable fence) {

    public TenantTopics {
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
        ignored = List.copyOf(ignored);
    }

    List<String> shared() {
        return topics.stream().map(MovedTopic::from).toList();
    }

    List<String> dedicated() {
        return topics.stream().map(MovedTopic::to).toList();
    }

    /** Those that are there, by name. */
    Map<String, TopicFacts> atTheSource() throws InterruptedException {
        try (var admin = source.admin()) {
            return admin.topics(shared());
        }
    }

    TopicFacts atTheSource(Map<String, TopicFacts> found, MovedTopic topic) {
        var facts = found.get(topic.from());
        if (facts == null) {
            throw new KafkaFailure(source.name(), "topic %s does not exist".formatted(topic.from()));
        }
        return facts;
    }

    List<SharedPartition> partitions() throws InterruptedException {
        var found = atTheSource();
        var partitions = new ArrayList<SharedPartition>();
        for (var topic : topics) {
            for (var from : atTheSource(found, topic).all()) {
                partitions.add(new SharedPartition(
                        topic, from, topic.target(from.partition()), new OffsetMap(facts, topic, from.partition())));
            }
        }
        return partitions;
    }

    /** Goes on where the target says that it is. */
    public RecordCopier copier() throws InterruptedException {
        // to begin takes the target's word from a copier of another process
        fence.run();
        return RecordCopier.begin(source, target, name, facts, partitions());
    }

    /** The end of everything that is written to the shared topics now, also of transactions that are open. */
    public Map<String, Long> ends() throws InterruptedException {
        try (var admin = source.admin()) {
            return admin.ends(partitions().stream().map(SharedPartition::from).toList()).entrySet().stream()
                    .collect(Collectors.toMap(end -> end.getKey().toString(), Map.Entry::getValue));
        }
    }

    /** Which of the positions have not been reached. */
    public static Map<String, Long> missing(RecordCopier copier, Map<String, Long> ends) {
        var positions = copier.positions().entrySet().stream()
                .collect(Collectors.toMap(at -> at.getKey().toString(), Map.Entry::getValue));
        return ends.entrySet().stream()
                .filter(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue() - positions.getOrDefault(end.getKey(), 0L)));
    }

    /**
     * A position of both sides.
     *
     * @param source by shared partition, where the copier is: everything before it is at the target, and nothing behind it
     * @param target by dedicated partition, its end at that moment
     */
    public record Agreed(Map<String, Long> source, Map<String, Long> target) {}

    /** Where both sides are. Meanwhile the copier makes no step, so that no transaction of its own is open. */
    public Agreed agree(RecordCopier copier) throws InterruptedException {
        return new Agreed(byName(copier.positions()), dedicatedEnds(partitions()));
    }

    private Map<String, Long> dedicatedEnds(List<SharedPartition> partitions) throws InterruptedException {
        try (var admin = target.admin()) {
            return byName(
                    admin.ends(partitions.stream().map(SharedPartition::to).toList()));
        }
    }

    private List<SharedPartition> partitions(MovedTopic topic) throws InterruptedException {
        return partitions().stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
    }

    /**
     * Reads everything once more, on both sides, once nothing is copied any more.
     *
     * @param ends the positions that were agreed on, by partition
     */
    public List<PartitionComparison> compare(MovedTopic topic, Map<String, Long> ends) throws InterruptedException {
        var partitions = partitions(topic);
        var dedicated = dedicatedEnds(partitions);
        return compare(topic, partitions, partition -> {
            var agreed = ends.getOrDefault(partition.from().toString(), 0L);
            // others write to the shared topic all the time
            var end = Math.max(agreed, partition.map().coverage().to());
            return new Bounds(agreed, end, dedicated.getOrDefault(partition.to().toString(), 0L));
        });
    }

    /** Reads everything once more, on both sides, up to where they were. More may be copied meanwhile. */
    public List<PartitionComparison> compare(MovedTopic topic, Agreed agreed) throws InterruptedException {
        return compare(topic, partitions(topic), partition -> {
            var end = agreed.source().getOrDefault(partition.from().toString(), 0L);
            return new Bounds(
                    end, end, agreed.target().getOrDefault(partition.to().toString(), 0L));
        });
    }

    /**
     * How far a partition is read.
     *
     * @param agreed the position at the source that counts
     * @param source offset at which reading ends there
     * @param target the same at the target
     */
    private record Bounds(long agreed, long source, long target) {}

    private List<PartitionComparison> compare(
            MovedTopic topic, List<SharedPartition> partitions, Function<SharedPartition, Bounds> bounded)
            throws InterruptedException {
        var found = atTheSource(atTheSource(), topic);
        Map<String, Long> begins;
        try (var admin = source.admin()) {
            begins = byName(admin.begins(found.all()));
        }
        var compared = new ArrayList<PartitionComparison>();
        for (var partition : partitions) {
            var bounds = bounded.apply(partition);
            var begin = Math.min(begins.getOrDefault(partition.from().toString(), 0L), bounds.source());
            try (var here = new TenantRecords(source, topic, partition.from(), begin, bounds.source());
                    var there = new TenantRecords(target, topic, partition.to(), 0, bounds.target())) {
                compared.add(new RecordComparison(partition, found.compacted(), begin, bounds.source())
                        .of(here, there, bounds.agreed()));
            }
        }
        return compared;
    }

    private static Map<String, Long> byName(Map<?, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(offset -> String.valueOf(offset.getKey()), Map.Entry::getValue));
    }

    /** Those of the moved topics for which it is so. */
    List<MovedTopic> where(Predicate<MovedTopic> so) {
        return topics.stream().filter(so).toList();
    }
}
