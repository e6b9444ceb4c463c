package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Topic;
import io.movein.runtime.TopicProblem.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicProblemTest {

    @Test
    void aTopicAsWeMakeItHasNone() {
        for (var topic : Topic.values()) {
            for (var replication : List.of(1, 2, 3, 5)) {
                var made = TopicsAdmin.newTopic(topic, replication);

                var found = new Found(made.numPartitions(), made.replicationFactor(), made.configs());

                assertThat(TopicProblem.of(topic, found, replication)).isEmpty();
            }
        }
    }

    @Test
    void oneOrderForAllNeedsOnePartition() {
        assertThat(TopicProblem.of(Topic.COMMANDS, found(Topic.COMMANDS, 2, 3, Map.of()), 3))
                .containsExactly(new TopicProblem(
                        "movein.commands",
                        TopicProblem.Kind.PARTITIONS,
                        "topic movein.commands has 2 partitions (expected 1): its records need one order; make it anew",
                        true));
    }

    @Test
    void otherPartitionsThanExpectedAreSaid() {
        assertThat(TopicProblem.of(Topic.EVENTS, found(Topic.EVENTS, 12, 3, Map.of()), 3))
                .singleElement()
                .satisfies(problem -> assertThat(problem.stopsWork()).isFalse());
    }

    @Test
    void recordsThatVanishTooEarlyAreSaid() {
        var altered = found(Topic.COMMANDS, 1, 3, Map.of("cleanup.policy", "compact", "retention.ms", "60000"));

        assertThat(TopicProblem.of(Topic.COMMANDS, altered, 3))
                .extracting(TopicProblem::text)
                .containsExactlyInAnyOrder(
                        "topic movein.commands has cleanup.policy=compact (expected delete): records may vanish before they are read;"
                                + " set it with kafka-configs --alter --topic movein.commands --add-config cleanup.policy=delete",
                        "topic movein.commands has retention.ms=60000 (expected 2592000000): records may vanish before they are read;"
                                + " set it with kafka-configs --alter --topic movein.commands --add-config retention.ms=2592000000");
    }

    @Test
    void whatIsKeptLongerIsRight() {
        for (var retention : List.of("-1", "9999999999999")) {
            var longer = found(Topic.COMMANDS, 1, 3, Map.of("retention.ms", retention));

            assertThat(TopicProblem.of(Topic.COMMANDS, longer, 3)).isEmpty();
        }
    }

    @Test
    void whatOneLostBrokerTakesAwayIsSaid() {
        var weak = found(Topic.EVENTS, 6, 1, Map.of("min.insync.replicas", "1"));

        assertThat(TopicProblem.of(Topic.EVENTS, weak, 3))
                .extracting(TopicProblem::kind)
                .containsExactly(TopicProblem.Kind.REPLICATION, TopicProblem.Kind.MIN_ISR);
        assertThat(TopicProblem.of(Topic.EVENTS, weak, 1)).isEmpty();
    }

    private static Found found(Topic topic, int partitions, int replication, Map<String, String> altered) {
        var config = new HashMap<>(topic.config());
        config.put("min.insync.replicas", "2");
        config.putAll(altered);
        return new Found(partitions, replication, config);
    }
}
