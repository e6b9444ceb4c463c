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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersWatchIT {
    private static final MigrationId ISSUE = new MigrationId("acme", "infra", 1);
    private static final Duration AT_ONCE = Duration.ZERO;

    @TempDir
    Path data;

    @Test
    void aGroupWithoutACoordinatorIsStuckAndGoesOnOnceThereIsOne() throws Exception {
        // a topic of offsets that wants more brokers than there are is never made, and without it nobody coordinates
        try (var broker = broker(Map.of("offsets.topic.replication.factor", "3"))) {
            var kafka = Broker.patient(broker.bootstrapServers());
            var handled = new CopyOnWriteArrayList<String>();
            var loop = new RecordLoop("loop", Topic.ISSUE_ACTIVITY, "readers", it -> handled.add(it.id()), kafka);
            var watch = watch(kafka);
            loop.start();
            try (var publisher = kafka.publisher()) {
                publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE));
                watch.check();
                assertThat(watch.stuck()).singleElement().satisfies(stuck -> {
                    assertThat(stuck.what()).isEqualTo("group readers");
                    assertThat(stuck.where()).isEqualTo("its coordinator in Kafka");
                    assertThat(stuck.why()).startsWith("the coordinator does not answer (");
                });
                assertThat(loop.health().working()).isTrue();
                assertThat(handled).isEmpty();

                makeOffsets(broker);
                await("the record", () -> handled.size() == 1);
                await("that nothing is stuck", () -> stuck(watch).isEmpty());
            } finally {
                loop.stop();
            }
        }
    }

    @Test
    void whatIsBehindATransactionThatIsLeftOpenIsStuckUntilItIsEnded() throws Exception {
        try (var broker = broker(Map.of());
                var writer = writer(broker)) {
            var kafka = Broker.patient(broker.bootstrapServers());
            kafka.reads("readers", List.of(Topic.COMMANDS));
            var watch = watch(kafka);
            await("a coordinator", () -> stuck(watch).isEmpty());
            writer.initTransactions();
            writer.beginTransaction();
            writer.send(new ProducerRecord<>(Topic.COMMANDS.topicName(), new byte[] {1}))
                    .get();

            watch.check();
            assertThat(watch.stuck()).singleElement().satisfies(stuck -> {
                assertThat(stuck.what()).isEqualTo("movein.commands-0");
                assertThat(stuck.where()).isEqualTo("a transaction that is open from offset 0");
                assertThat(stuck.why())
                        .startsWith("nothing from there on is read, 1 record(s), until the broker ends it");
            });

            writer.abortTransaction();
            await("that nothing is stuck", () -> stuck(watch).isEmpty());
        }
    }

    @Test
    void aPartitionWithoutALeaderIsStuck() throws Exception {
        try (var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data))) {
            var kafka = Broker.kafka(broker.bootstrapServers());
            kafka.reads("readers", List.of(Topic.COMMANDS));
            var watch = watch(kafka);

            watch.check();

            assertThat(watch.stuck()).anySatisfy(stuck -> {
                assertThat(stuck.what()).isEqualTo("movein.commands-0");
                assertThat(stuck.where()).isEqualTo("its leader in Kafka");
            });
        }
    }

    @Test
    void whatHasJustBegunIsNotStuckYet() throws Exception {
        var kafka = Broker.kafka("127.0.0.1:1");
        kafka.reads("readers", List.of(Topic.COMMANDS));
        var watch = new ReadersWatch(kafka, Duration.ofMinutes(1), Duration.ofHours(1));

        watch.check();

        assertThat(watch.stuck()).isEmpty();
    }

    private EmbeddedKafka broker(Map<String, String> more) {
        var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data, "127.0.0.1", "127.0.0.1", more));
        Topics.ensure(broker.bootstrapServers());
        return broker;
    }

    private static ReadersWatch watch(Kafka kafka) {
        return new ReadersWatch(kafka, Duration.ofMinutes(1), AT_ONCE);
    }

    private static List<Waiting> stuck(ReadersWatch watch) {
        try {
            watch.check();
            return watch.stuck();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KafkaProducer<byte[], byte[]> writer(EmbeddedKafka broker) {
        var config = Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                "left-open",
                "transaction.timeout.ms",
                600_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void makeOffsets(EmbeddedKafka broker) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
            var topic = new NewTopic("__consumer_offsets", 4, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }
}
