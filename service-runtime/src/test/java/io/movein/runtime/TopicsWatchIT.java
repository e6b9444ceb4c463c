package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsWatchIT {
    private static final MigrationId ISSUE = new MigrationId("acme", "infra", 1);

    @TempDir
    static Path data;

    private static EmbeddedKafka broker;
    private static Admin admin;

    private Kafka kafka;
    private TopicsWatch watch;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data));
        Topics.ensure(broker.bootstrapServers());
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()));
    }

    @BeforeEach
    void connect() {
        kafka = Broker.patient(broker.bootstrapServers());
        watch = new TopicsWatch(kafka, Duration.ofMinutes(1));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @Test
    void aTopicThatIsDeletedWhileRunningIsMadeAgainAndReadAgain() throws Exception {
        var handled = new CopyOnWriteArrayList<String>();
        var loop = new RecordLoop("loop", Topic.RUN_ORDERS, "readers", message -> handled.add(message.id()), kafka);
        loop.start();
        try (var publisher = kafka.publisher()) {
            for (var record = 0; record < 20; record++) {
                publisher.publish(Topic.RUN_ORDERS, hint(ISSUE));
            }
            await("the first", () -> handled.size() == 20);
            watch.check();

            admin.deleteTopics(List.of("movein.run-orders")).all().get();
            await("that it is gone", () -> !names().contains("movein.run-orders"));
            await("that it is noticed", () -> problems() != null && kafka.generation(Topic.RUN_ORDERS) == 1);
            var after = hint(ISSUE);
            publisher.publish(Topic.RUN_ORDERS, after);
            await("the one after", () -> handled.contains(after.id()));
        } finally {
            loop.stop();
        }

        assertThat(kafka.meters()
                        .counter("movein.topics.recreated", "topic", "movein.run-orders")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aTopicThatIsAlteredWhileRunningIsSaid() throws Exception {
        watch.check();
        assertThat(watch.problems()).isEmpty();
        assertThat(watch.readiness().working()).isTrue();

        admin.createPartitions(Map.of("movein.run-reports", NewPartitions.increaseTo(2)))
                .all()
                .get();
        alter("movein.events", "retention.ms", "60000");
        await("both", () -> problems().size() == 2);

        assertThat(watch.readiness())
                .isEqualTo(
                        Health.down(
                                "topic movein.run-reports has 2 partitions (expected 1): its records need one order; make it anew"));
        assertThat(kafka.meters()
                        .get("movein.topic.problems")
                        .tags("topic", "movein.events", "kind", "CONFIG")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void changelogsThatOneBrokerHoldsAloneAreTold() throws Exception {
        admin.createTopics(List.of(new NewTopic("movein-review-store-changelog", 1, (short) 1)))
                .all()
                .get();
        await("that the broker lists it", () -> names().contains("movein-review-store-changelog"));
        var three = new KafkaSettings(broker.bootstrapServers(), Duration.ofSeconds(5), Map.of(), 3);

        assertThat(Topics.durabilityProblems(three, name -> name.endsWith("-changelog")))
                .containsExactly(
                        "topic movein-review-store-changelog has 1 replica(s) (expected 3): a broker that is lost takes records with it; reassign its partitions",
                        "topic movein-review-store-changelog has min.insync.replicas=1 (expected 2): a write may be confirmed by one broker alone; set it");
        assertThat(Topics.durabilityProblems(kafka.settings(), name -> name.endsWith("-changelog")))
                .isEmpty();
    }

    private List<TopicProblem> problems() {
        try {
            watch.check();
            return watch.problems();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> names() {
        try {
            return admin.listTopics().names().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void alter(String topic, String key, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
