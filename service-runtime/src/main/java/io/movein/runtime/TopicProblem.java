package io.movein.runtime;

import io.movein.contract.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A topic that is not as Movein needs it.
 *
 * @param stopsWork true: what the services promise does not hold while it is so
 */
record TopicProblem(String topic, Kind kind, String text, boolean stopsWork) {
    enum Kind {
        PARTITIONS,
        CONFIG,
        REPLICATION,
        MIN_ISR
    }

    /** What Kafka says of a topic; of its partitions' replicas the fewest. */
    record Found(int partitions, int replication, Map<String, String> config) {}

    /** With three replicas one broker may be away and every write is still on two. */
    static int minInSync(int replication) {
        return replication >= 3 ? 2 : 1;
    }

    /** @param replication what is wanted */
    static List<TopicProblem> of(Topic topic, Found found, int replication) {
        var problems = new ArrayList<TopicProblem>();
        partitions(topic, found, problems);
        topic.config().forEach((key, expected) -> config(topic, key, expected, found, problems));
        problems.addAll(durability(topic.topicName(), found, replication));
        return problems;
    }

    private static void partitions(Topic topic, Found found, List<TopicProblem> problems) {
        if (found.partitions() == topic.partitions()) {
            return;
        }
        var needsOneOrder = topic.partitions() == 1;
        var text = "topic %s has %d partitions (expected %d)"
                .formatted(topic.topicName(), found.partitions(), topic.partitions());
        var meaning = needsOneOrder
                ? ": its records need one order; make it anew"
                : "; the order within a migration is lost for what was written before it changed";
        problems.add(new TopicProblem(topic.topicName(), Kind.PARTITIONS, text + meaning, needsOneOrder));
    }

    private static void config(Topic topic, String key, String expected, Found found, List<TopicProblem> problems) {
        var actual = found.config().getOrDefault(key, "not set");
        if (!isEnough(key, expected, actual)) {
            problems.add(new TopicProblem(
                    topic.topicName(),
                    Kind.CONFIG,
                    "topic %s has %s=%s (expected %s): %s; set it with kafka-configs --alter --topic %s --add-config %s=%s"
                            .formatted(
                                    topic.topicName(),
                                    key,
                                    actual,
                                    expected,
                                    meaning(key),
                                    topic.topicName(),
                                    key,
                                    expected.contains(",") ? "[" + expected + "]" : expected),
                    false));
        }
    }

    private static String meaning(String key) {
        return key.equals("message.timestamp.type")
                ? "what a machine writes whose clock is an hour ahead is refused"
                : "records may vanish before they are read";
    }

    private static boolean isEnough(String key, String expected, String actual) {
        return switch (key) {
            case "retention.ms" -> isAtLeast(expected, actual);
            case "cleanup.policy" -> Set.of(expected.split(",")).equals(Set.copyOf(Arrays.asList(actual.split(","))));
            default -> expected.equals(actual);
        };
    }

    /** Kept for longer is never wrong; -1 is for ever. */
    private static boolean isAtLeast(String expected, String actual) {
        try {
            var millis = Long.parseLong(actual);
            return millis < 0 || millis >= Long.parseLong(expected);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static List<TopicProblem> durability(String topic, Found found, int replication) {
        var problems = new ArrayList<TopicProblem>();
        if (found.replication() < replication) {
            problems.add(new TopicProblem(
                    topic,
                    Kind.REPLICATION,
                    "topic %s has %d replica(s) (expected %d): a broker that is lost takes records with it; reassign its partitions"
                            .formatted(topic, found.replication(), replication),
                    false));
        }
        var minInSync = found.config().getOrDefault("min.insync.replicas", "1");
        if (Integer.parseInt(minInSync) < minInSync(replication)) {
            problems.add(new TopicProblem(
                    topic,
                    Kind.MIN_ISR,
                    "topic %s has min.insync.replicas=%s (expected %d): a write may be confirmed by one broker alone; set it"
                            .formatted(topic, minInSync, minInSync(replication)),
                    false));
        }
        return problems;
    }
}
