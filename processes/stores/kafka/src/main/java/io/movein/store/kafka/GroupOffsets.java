package io.movein.store.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Carries over where each consumer group is: the next record that it would have read at the source is the next one at the target. */
public final class GroupOffsets {

    private static final String COMMITTED = "kafka/groups";
    private static final String CARRIED = "kafka/group/";
    private static final String JOINED = "kafka/joined/";

    private final TenantTopics plan;

    public GroupOffsets(TenantTopics plan) {
        this.plan = plan;
    }

    /**
     * Once everything is at the target. What counts is what can be read afterwards.
     *
     * @return how many offsets
     */
    public int carryOver() throws InterruptedException {
        plan.facts().put(COMMITTED, "yes");
        var carried = 0;
        for (var group : plan.groups()) {
            var offsets = translated(group);
            if (!offsets.isEmpty()) {
                commit(group, offsets);
                plan.facts()
                        .putAll(offsets.entrySet().stream()
                                .collect(Collectors.toMap(
                                        at -> name(group, at.getKey()),
                                        at -> Long.toString(at.getValue().offset()))));
            }
            carried += offsets.size();
        }
        return carried;
    }

    private Map<TopicPartition, OffsetAndMetadata> translated(String group) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed;
        try (var admin = plan.source().admin()) {
            committed = admin.committed(group);
        }
        var partitions = plan.partitions();
        Map<TopicPartition, Long> ends;
        try (var admin = plan.target().admin()) {
            ends = admin.ends(partitions.stream().map(SharedPartition::to).toList());
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : partitions) {
            var at = committed.get(partition.from());
            if (at != null) {
                var next = partition.map().next(at.offset()).orElse(ends.getOrDefault(partition.to(), 0L));
                offsets.put(partition.to(), new OffsetAndMetadata(next, at.metadata()));
            }
        }
        return offsets;
    }

    private void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) throws InterruptedException {
        try (var admin = plan.target().admin()) {
            plan.fence().run();
            admin.commit(group, offsets);
            var found = admin.committed(group);
            offsets.forEach((partition, offset) -> {
                var now = found.get(partition);
                if (now == null || now.offset() != offset.offset()) {
                    throw new KafkaFailure(
                            plan.target().name(),
                            "group %s is at %s in %s (expected %d); stop its members and try again"
                                    .formatted(
                                            group, now == null ? "nothing" : now.offset(), partition, offset.offset()));
                }
            });
        }
    }

    /**
     * What was looked at while nobody may read yet.
     *
     * @param absent groups that have not joined
     * @param again  where, in words, what was committed had gone and is set again
     */
    public record Watched(List<String> absent, List<String> again) {}

    /**
     * Once the tenant is at the target, and until its consumers are: committed offsets expire where nobody reads, and a consumer that finds
     * none begins anywhere. A group that has joined once is never set again, as it may have read on.
     */
    public Watched watch() throws InterruptedException {
        var absent = new ArrayList<String>();
        var again = new ArrayList<String>();
        try (var admin = plan.target().admin()) {
            for (var group : plan.groups()) {
                var carried = carried(group);
                var now = admin.committed(group);
                if (hasJoined(admin, group, carried, now)) {
                    continue;
                }
                absent.add(group);
                var gone = new HashMap<TopicPartition, OffsetAndMetadata>();
                carried.forEach((partition, offset) -> {
                    if (!now.containsKey(partition)) {
                        gone.put(partition, new OffsetAndMetadata(offset));
                    }
                });
                if (!gone.isEmpty()) {
                    commit(group, gone);
                    gone.keySet().forEach(partition -> again.add("%s in %s".formatted(group, partition)));
                }
            }
        }
        return new Watched(absent, again);
    }

    private boolean hasJoined(
            ClusterAdmin admin,
            String group,
            Map<TopicPartition, Long> carried,
            Map<TopicPartition, OffsetAndMetadata> now)
            throws InterruptedException {
        if (plan.facts().get(JOINED + group).isPresent()) {
            return true;
        }
        var joined = carried.isEmpty()
                || carried.entrySet().stream().anyMatch(at -> isPast(now.get(at.getKey()), at.getValue()))
                || !admin.members(group).isEmpty();
        if (joined) {
            plan.facts().put(JOINED + group, "yes");
        }
        return joined;
    }

    private static boolean isPast(@Nullable OffsetAndMetadata now, long carried) {
        return now != null && now.offset() > carried;
    }

    /** Where this migration has set it. */
    private SortedMap<TopicPartition, Long> carried(String group) {
        var found = new TreeMap<TopicPartition, Long>(Comparator.comparing(TopicPartition::toString));
        var from = name(group, "");
        for (var fact : plan.facts().between(from, from + Character.MAX_VALUE, Integer.MAX_VALUE)) {
            var partition = fact.getKey().substring(from.length());
            // else it is of another group, whose name begins with this one's
            if (!partition.contains("/")) {
                var dash = partition.lastIndexOf('-');
                found.put(
                        new TopicPartition(
                                partition.substring(0, dash), Integer.parseInt(partition.substring(dash + 1))),
                        Long.valueOf(fact.getValue()));
            }
        }
        return found;
    }

    /**
     * Once the tenant is at the target: whether each group is still where it was carried to, or has read on. One that is before it, or
     * nowhere, would read again what it has read, or not at all.
     */
    public List<GroupPosition> check() throws InterruptedException {
        var positions = new ArrayList<GroupPosition>();
        try (var admin = plan.target().admin()) {
            for (var group : plan.groups()) {
                var now = admin.committed(group);
                carried(group).forEach((partition, wanted) -> {
                    var found = now.get(partition);
                    positions.add(new GroupPosition(
                            "%s in %s".formatted(group, partition), wanted, found == null ? -1 : found.offset()));
                });
            }
        }
        return positions;
    }

    private static String name(String group, Object partition) {
        return "%s%s/%s".formatted(CARRIED, group, partition);
    }

    /** There is no switch yet: the groups have read nothing at the target. */
    public void withdraw() throws InterruptedException {
        if (plan.facts().get(COMMITTED).filter("yes"::equals).isEmpty()) {
            return;
        }
        try (var admin = plan.target().admin()) {
            for (var group : plan.groups()) {
                var ours = admin.committed(group).keySet().stream()
                        .filter(partition -> plan.dedicated().contains(partition.topic()))
                        .collect(Collectors.toSet());
                plan.fence().run();
                admin.forget(group, ours);
            }
        }
        plan.facts().remove(CARRIED, CARRIED + Character.MAX_VALUE);
        plan.facts().remove(JOINED, JOINED + Character.MAX_VALUE);
        plan.facts().put(COMMITTED, "no");
    }
}
