package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kafka.FreePort;
import io.movein.testkit.SmallDisk;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka on a disk of its own, which takes the right to mount one. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class FullDiskIT {
    @TempDir
    static Path folder;

    private SmallDisk disk;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private int port;
    private int sent;

    /** The broker, which ends itself when its disk is full. */
    public static void main(String[] args) throws IOException {
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(Integer.parseInt(args[0]), Path.of(args[1])));
        System.out.println("Kafka at " + kafka.bootstrapServers());
        while (System.in.read() >= 0) {
            // whoever started it has nothing to say; the end is what is waited for
        }
        System.exit(0);
    }

    @BeforeEach
    void mount() throws Exception {
        var mounted = SmallDisk.mount(folder.resolve("disk"), 64 << 20);
        assumeTrue(mounted.isPresent(), SmallDisk.MISSING);
        disk = mounted.get();
        port = FreePort.onLoopback();
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAndReadersAndWritersGoOn() throws Exception {
        var broker = start();
        var kafka = Broker.patient("127.0.0.1:" + port);
        Topics.ensure("127.0.0.1:" + port);
        var loop = new RecordLoop(
                "loop",
                Topic.ISSUE_ACTIVITY,
                "readers",
                message -> handled.add(message.migration().toString()),
                kafka);
        loop.start();
        try (var publisher = Broker.kafka("127.0.0.1:" + port).publisher()) {
            await("a record that is handled", () -> publishes(publisher) && !handled.isEmpty());

            disk.fill();
            var full = broker;
            await("the broker ends itself", () -> !publishes(publisher) && !full.isAlive());
            assertThat(publishes(publisher)).isFalse();
            disk.makeRoom();
            broker = start();

            await("a record that is taken again", () -> publishes(publisher));
            await("all are handled", () -> handled.containsAll(acknowledged));
            assertThat(written()).doesNotHaveDuplicates().containsAll(acknowledged);
        } finally {
            loop.stop();
            broker.destroyForcibly().waitFor();
        }
    }

    private List<String> written() {
        var config = Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topic.ISSUE_ACTIVITY.topicName()).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            consumer.assign(partitions);
            var end = consumer.endOffsets(partitions);
            var keys = new ArrayList<String>();
            while (partitions.stream().anyMatch(it -> consumer.position(it) < requireNonNull(end.get(it)))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
            }
            return keys;
        }
    }

    private boolean publishes(Publisher publisher) {
        var hint = hint(new MigrationId("acme", "infra", ++sent));
        try {
            publisher.publish(Topic.ISSUE_ACTIVITY, hint);
            acknowledged.add(hint.migration().toString());
            return true;
        } catch (KafkaUnavailableException e) {
            return false;
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FullDiskIT.class.getName(),
                        Integer.toString(port),
                        folder.resolve("disk/kafka").toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("kafka.log").toFile()))
                .start();
    }
}
