package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.testkit.KafkaForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two of a service: one is killed, and the other has its partitions within seconds. It is what intake, runner and reporter read with. */
class KilledReaderIT {
    private static final String GROUP = "two-readers";

    private final KafkaForTests broker = KafkaForTests.start();
    private final Kafka kafka = Broker.patient(broker.bootstrapServers());
    private final KafkaPublisher publisher = kafka.publisher();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final RecordLoop left =
            new RecordLoop("left", Topic.ISSUE_ACTIVITY, GROUP, message -> handled.add(message.id()), kafka);

    /** The one that is killed. */
    public static void main(String[] args) {
        new RecordLoop("killed", Topic.ISSUE_ACTIVITY, GROUP, _ -> {}, Broker.patient(args[0])).start();
    }

    @BeforeEach
    void startAfresh() throws Exception {
        Topics.ensure(broker.bootstrapServers());
        broker.empty(List.of(Topic.ISSUE_ACTIVITY.topicName()));
        left.start();
    }

    @AfterEach
    void stop() {
        left.stop();
        publisher.close();
    }

    @Test
    void whatAKilledOneHadIsHandledByTheOtherWithinSeconds() throws Exception {
        await("all partitions", () -> partitions() == 6);
        var killed = other();
        await("the half of them", () -> partitions() == 3);

        killed.destroyForcibly().waitFor();
        var begun = System.nanoTime();
        var sent = IntStream.rangeClosed(1, 60)
                .<Message<?>>mapToObj(number -> hint(new MigrationId("acme", "infra", number)))
                .toList();
        publisher.publishAll(Topic.ISSUE_ACTIVITY, sent);
        await("all are handled", () -> handled.size() == sent.size());

        var took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "failover of a reader: %.1f s from kill -9 until all was handled%n", took.toMillis() / 1000.0);
        assertThat(partitions()).isEqualTo(6);
        assertThat(handled)
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(Message::id).toList());
    }

    private long partitions() {
        return left.health().detail().chars().filter(Character::isDigit).count();
    }

    private Process other() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledReaderIT.class.getName(),
                        broker.bootstrapServers())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
