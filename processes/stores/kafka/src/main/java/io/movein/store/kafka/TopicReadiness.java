package io.movein.store.kafka;

import io.movein.process.ConfigurationProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Everything about a tenant's topics that would fail, at once. Writes nothing. */
public final class TopicReadiness {

    private final TenantTopics plan;
    private final OptionalLong bytes;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private List<String> notTold = List.of();
    private long records;

    /** @param bytes that the tenant's records are known to take; without it the shared topics' own size is the most */
    public TopicReadiness(TenantTopics plan, OptionalLong bytes) {
        this.plan = plan;
        this.bytes = bytes;
    }

    /** How many records the shared topics have at most; others' among them. Once {@link #check} has found nothing wrong. */
    public long mostRecords() {
        return records;
    }

    /** A right that nobody can be asked for beforehand, in words. Once {@link #check} has found nothing wrong. */
    public Optional<String> notTold() {
        return notTold.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "not checked: the right to write to %s, which no broker tells before they are there; it takes ACLs that allow WRITE there to %s"
                                .formatted(
                                        notTold,
                                        plan.target().principal().orElse("the principal of the plan's target")));
    }

    private interface Look {
        void at(ClusterAdmin cluster) throws InterruptedException;
    }

    public List<ConfigurationProblem> check() throws InterruptedException {
        names();
        var shared = new TreeMap<String, TopicFacts>();
        var here = attempt("source", plan.source(), source -> topics(source, shared));
        if (here) {
            attempt("source", plan.source(), source -> groups(source, shared));
            attempt("source", plan.source(), source -> rights("source", source.missingToRead(shared.keySet())));
        }
        var there = attempt("target", plan.target(), this::members);
        if (there) {
            attempt("target", plan.target(), target -> dedicated(target, shared));
            attempt("target", plan.target(), this::copying);
        }
        if (here && there) {
            attempt("target", plan.target(), this::clusters);
            if (!new DedicatedTopics(plan).mayBeThere()) {
                problems.addAll(TargetRoom.problems(plan, bytes));
            }
        }
        return problems;
    }

    /** @return whether it could be looked at */
    private boolean attempt(String where, KafkaCluster cluster, Look look) throws InterruptedException {
        try (var admin = cluster.admin()) {
            look.at(admin);
            return true;
        } catch (KafkaFailure e) {
            problem(where, String.valueOf(e.getMessage()), "a cluster that can be reached and accepts the login");
            return false;
        }
    }

    private void names() {
        if (new HashSet<>(plan.dedicated()).size() < plan.topics().size()) {
            problem("topics", "two that become one: " + plan.dedicated(), "a dedicated topic for each");
        }
    }

    /** @param found gets those that are there */
    private void topics(ClusterAdmin source, Map<String, TopicFacts> found) throws InterruptedException {
        found.putAll(source.topics(plan.shared()));
        for (var topic : plan.topics()) {
            var shared = found.get(topic.from());
            if (shared == null) {
                problem("topics." + topic.from(), "not at the source", "an existing topic");
            } else {
                topic(source, topic, shared);
            }
        }
    }

    private void topic(ClusterAdmin source, MovedTopic topic, TopicFacts shared) throws InterruptedException {
        if (shared.compacted() && !topic.selection().tellsTombstones()) {
            problem(
                    "topics." + topic.from(),
                    "compacted, and the tenant's records are identified by a field, which a tombstone does not have",
                    "key or header");
        }
        var begins = source.begins(shared.all());
        var ends = source.ends(shared.all());
        records += ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L))
                .sum();
        new TimelessRecords(plan, topic)
                .first(source, shared, begins, ends)
                .ifPresent(one -> problem(
                        "topics." + topic.from(),
                        "%s has no timestamp, which a copy could not preserve".formatted(one),
                        "records with a timestamp, as all but very old clients write them; or leave the topic out"));
    }

    /** A group that no rule covers would begin wherever its consumer's default is. */
    private void groups(ClusterAdmin source, Map<String, TopicFacts> found) throws InterruptedException {
        for (var group : source.groups()) {
            var reads = source.committed(group).keySet().stream().anyMatch(at -> found.containsKey(at.topic()));
            if (reads && !plan.groups().contains(group) && !plan.ignored().contains(group)) {
                problem(
                        "groups",
                        "group %s reads the shared topics".formatted(group),
                        "it in groups, or in otherGroups if it stays behind");
            }
        }
        for (var group : plan.groups()) {
            if (source.committed(group).keySet().stream().noneMatch(at -> found.containsKey(at.topic()))) {
                problem(
                        "groups",
                        "group %s has committed nothing in the topics".formatted(group),
                        "one that reads them");
            }
        }
    }

    private void members(ClusterAdmin target) throws InterruptedException {
        for (var group : plan.groups()) {
            var members = target.members(group);
            if (!members.isEmpty()) {
                problem(
                        "groups",
                        "group %s has members at the target: %s".formatted(group, members),
                        "none before the switch: its offsets could not be set; stop them");
            }
        }
    }

    private void clusters(ClusterAdmin target) throws InterruptedException {
        try (var source = plan.source().admin()) {
            if (source.id().equals(target.id())) {
                problem("target", "the source's cluster, " + source.id(), "another");
            }
        }
    }

    /** The target itself says whether it would make them: names, replicas, settings, rights. */
    private void dedicated(ClusterAdmin target, Map<String, TopicFacts> found) throws InterruptedException {
        var ours = new DedicatedTopics(plan).mayBeThere();
        var there = target.topics(plan.dedicated());
        for (var topic : plan.topics()) {
            var shared = found.get(topic.from());
            if (shared == null || ours && there.containsKey(topic.to())) {
                continue;
            }
            try {
                target.create(DedicatedTopics.held(topic, shared), plan.replicas(), false);
            } catch (KafkaFailure e) {
                problem("topics." + topic.from(), String.valueOf(e.getMessage()), "a topic that the target would make");
            }
        }
    }

    private void copying(ClusterAdmin target) throws InterruptedException {
        var there = target.topics(plan.dedicated()).keySet();
        var absent = plan.dedicated().stream()
                .filter(topic -> !there.contains(topic))
                .toList();
        rights("target", target.missingToCopy(absent, plan.groups(), plan.name()));
        var writing = target.writing(plan.target().principal(), absent);
        rights("target", writing.denied());
        notTold = writing.notTold();
    }

    private void rights(String where, List<String> missing) {
        missing.forEach(one -> problem(where, one, "that right, for the run as well"));
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of("kafka." + where, found, expected));
    }
}
