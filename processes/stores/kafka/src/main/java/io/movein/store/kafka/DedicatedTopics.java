package io.movein.store.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The tenant's own topics. Each stands in the journal before it is made, with its id once it is, and only such a one is ever deleted.
 * Until it is released nothing in it ends by itself: no retention, no compaction, no limit on times.
 */
public final class DedicatedTopics {

    private static final String MADE = "kafka/made/";
    private static final String SHARED = "kafka/shared/";
    private static final String FOREVER = "-1";
    private static final String ANY = Long.toString(Long.MAX_VALUE);
    private static final String MOST = "max.message.bytes";

    /** While it is filled; compressed anew, a batch may be larger than it was. */
    private static final Map<String, String> HELD = Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            FOREVER,
            "retention.bytes",
            FOREVER,
            "message.timestamp.type",
            "CreateTime",
            "message.timestamp.before.max.ms",
            ANY,
            "message.timestamp.after.max.ms",
            ANY,
            MOST,
            Integer.toString(Integer.MAX_VALUE));

    /** Where the shared cluster keeps a topic and how it moves it is its own matter. */
    private static final List<String> NOT_CARRIED =
            List.of("leader.replication.", "follower.replication.", "remote.", "local.");

    private final TenantTopics plan;

    public DedicatedTopics(TenantTopics plan) {
        this.plan = plan;
    }

    /** Makes those that are missing; what an attempt over the same journal made and filled is gone on with where both agree on it. */
    public void make() throws InterruptedException {
        var shared = plan.atTheSource();
        try (var admin = plan.target().admin()) {
            for (var topic : plan.topics()) {
                make(admin, topic, plan.atTheSource(shared, topic));
            }
        }
    }

    private void make(ClusterAdmin admin, MovedTopic topic, TopicFacts shared) throws InterruptedException {
        var there = Optional.ofNullable(admin.topics(List.of(topic.to())).get(topic.to()));
        var made = plan.facts().get(MADE + topic.to()).filter(id -> !id.equals("gone"));
        if (there.isPresent()) {
            refuseForeign(admin, there.get(), made);
            if (made.filter(there.get().id().toString()::equals).isPresent()
                    && isShared(topic, shared)
                    && agrees(admin, topic, shared)) {
                return;
            }
            remove(admin, topic, there.get().id());
        }
        for (var partition : shared.all()) {
            new OffsetMap(plan.facts(), topic, partition.partition()).forget();
        }
        plan.facts().putAll(Map.of(MADE + topic.to(), "", SHARED + topic.from(), sign(shared)));
        plan.fence().run();
        admin.create(held(topic, shared), plan.replicas(), true);
        plan.facts().put(MADE + topic.to(), awaited(admin, topic).id().toString());
    }

    private static TopicFacts awaited(ClusterAdmin admin, MovedTopic topic) throws InterruptedException {
        while (true) {
            var found = admin.topics(List.of(topic.to())).get(topic.to());
            if (found != null) {
                return found;
            }
            Thread.sleep(20);
        }
    }

    /** What was being made when the process died is ours if nobody has used it. */
    private void refuseForeign(ClusterAdmin admin, TopicFacts there, Optional<String> made)
            throws InterruptedException {
        var ours = made.isPresent()
                && (made.get().equals(there.id().toString())
                        || made.get().isEmpty()
                                && admin.ends(there.all()).values().stream().allMatch(end -> end == 0));
        if (!ours) {
            throw new KafkaFailure(
                    plan.target().name(),
                    "topic %s already exists and was not created by this migration; delete it, or name another"
                            .formatted(there.name()));
        }
    }

    /** Whether the target's position is where the map ends: after the loss of a machine's last writes it is not. */
    private boolean agrees(ClusterAdmin admin, MovedTopic topic, TopicFacts shared) throws InterruptedException {
        var committed = admin.committed(plan.name());
        return shared.all().stream().allMatch(partition -> {
            var map = new OffsetMap(plan.facts(), topic, partition.partition());
            var position = committed.get(topic.target(partition.partition()));
            if (position == null) {
                return true;
            }
            map.confirmedUpTo(position.offset());
            return map.end().orElse(-1) == position.offset();
        });
    }

    private static String sign(TopicFacts shared) {
        return "%s with %d partitions".formatted(shared.id(), shared.partitions());
    }

    private boolean isShared(MovedTopic topic, TopicFacts shared) {
        return plan.facts()
                .get(SHARED + topic.from())
                .filter(sign(shared)::equals)
                .isPresent();
    }

    /** @throws KafkaFailure if a topic is not the one any more with which it began, on either side */
    public void same() throws InterruptedException {
        var shared = plan.atTheSource();
        for (var topic : plan.topics()) {
            var now = plan.atTheSource(shared, topic);
            if (!isShared(topic, now)) {
                throw new KafkaFailure(
                        plan.source().name(),
                        "topic %s is now %s (began with %s): it was deleted and recreated, or got partitions; start over"
                                .formatted(
                                        topic.from(),
                                        sign(now),
                                        plan.facts().get(SHARED + topic.from()).orElse("none")));
            }
        }
        try (var admin = plan.target().admin()) {
            var found = admin.topics(plan.dedicated());
            for (var topic : plan.topics()) {
                var now = found.get(topic.to());
                if (now == null
                        || plan.facts()
                                .get(MADE + topic.to())
                                .filter(now.id().toString()::equals)
                                .isEmpty()) {
                    throw new KafkaFailure(
                            plan.target().name(),
                            "topic %s is not the one that was created for the tenant; start over"
                                    .formatted(topic.to()));
                }
            }
        }
    }

    /** As it is made first. */
    static TopicFacts held(MovedTopic topic, TopicFacts shared) {
        var config = new HashMap<>(planned(topic, shared));
        config.putAll(HELD);
        return new TopicFacts(topic.to(), Uuid.ZERO_UUID, shared.partitions(), config, shared.most());
    }

    /** As it lives once it is released; what is not in it the target's cluster says. */
    static Map<String, String> planned(MovedTopic topic, TopicFacts shared) {
        var config = new HashMap<>(shared.config());
        config.keySet().removeIf(key -> NOT_CARRIED.stream().anyMatch(key::startsWith));
        config.put(MOST, Integer.toString(shared.most()));
        config.putAll(topic.config());
        return config;
    }

    /** The topics live as planned from now on; nothing else of the copy is left. May be done twice. */
    public void release() throws InterruptedException {
        var shared = plan.atTheSource();
        try (var admin = plan.target().admin()) {
            for (var topic : plan.topics()) {
                var planned = planned(topic, plan.atTheSource(shared, topic));
                var config = new HashMap<String, Optional<String>>();
                HELD.keySet().forEach(key -> config.put(key, Optional.ofNullable(planned.get(key))));
                plan.fence().run();
                admin.configure(topic.to(), config);
            }
            forgetPositions(admin);
        }
    }

    /** Deletes what this migration made, by its journal, and nothing else. @return which */
    public List<String> remove() throws InterruptedException {
        try (var admin = plan.target().admin()) {
            var there = admin.topics(plan.dedicated());
            var removed = plan.where(topic -> isOurs(topic, there.get(topic.to())));
            for (var topic : removed) {
                remove(
                        admin,
                        topic,
                        Uuid.fromString(plan.facts().get(MADE + topic.to()).orElseThrow()));
            }
            forgetPositions(admin);
            return removed.stream().map(MovedTopic::to).toList();
        }
    }

    private void forgetPositions(ClusterAdmin admin) throws InterruptedException {
        plan.fence().run();
        RecordCopier.awaitLast(plan.target(), plan.name());
        plan.fence().run();
        admin.deleteGroup(plan.name());
    }

    private boolean isOurs(MovedTopic topic, @Nullable TopicFacts there) {
        return there != null
                && plan.facts()
                        .get(MADE + topic.to())
                        .filter(there.id().toString()::equals)
                        .isPresent();
    }

    private void remove(ClusterAdmin admin, MovedTopic topic, Uuid id) throws InterruptedException {
        plan.fence().run();
        admin.delete(topic.to(), id);
        plan.facts().put(MADE + topic.to(), "gone");
    }

    /** Whether this migration has made anything that is still there, as far as its journal knows. */
    public boolean mayBeThere() {
        return plan.topics().stream()
                .anyMatch(topic -> plan.facts()
                        .get(MADE + topic.to())
                        .filter(id -> !id.equals("gone"))
                        .isPresent());
    }
}
