package io.movein.review.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runtime.KafkaSettings;
import io.movein.testkit.KafkaForTests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream's reader, which others wake, at a real broker. */
@Timeout(60)
class WakefulClientsIT {
    private static final int RECORDS = 2_000;

    private final KafkaForTests broker = KafkaForTests.start();
    private final Map<String, Object> kafka =
            KafkaSettings.of(broker.bootstrapServers()).client();
    private final String topic = "wakes-" + Long.toString(System.nanoTime(), 36);
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private final WakefulClients clients = new WakefulClients();
    private final Consumer<byte[], byte[]> reader = clients.getConsumer(kafka);

    @BeforeEach
    void reads() throws Exception {
        try (var admin = clients.getAdmin(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        try (var writer = clients.getProducer(kafka)) {
            writer.send(record("first")).get();
        }
        reader.assign(List.of(partition));
        reader.seekToBeginning(List.of(partition));
        while (reader.poll(Duration.ofSeconds(1)).isEmpty()) {
            // not yet
        }
    }

    @AfterEach
    void ends() throws Exception {
        reader.close();
        broker.removeTopics();
    }

    @Test
    void endsTheWaitOfAReader() {
        var woken = new AtomicBoolean();
        var caller = calls(woken);

        var read = reader.poll(Duration.ofMinutes(1)); // longer than this test may take
        woken.set(true);
        caller.join();

        assertThat(read.isEmpty()).isTrue();
    }

    /** A call that comes with a record must neither cost that nor end what is asked of Kafka next. */
    @Test
    void losesNothingOverCallsThatComeWithRecords() {
        var read = new ArrayList<String>();
        var all = new AtomicBoolean();
        var caller = calls(all);

        try (var writer = clients.getProducer(kafka)) {
            for (var i = 0; i < RECORDS; i++) {
                var _ = writer.send(record(Integer.toString(i)));
            }
            while (read.size() < RECORDS) {
                reader.poll(Duration.ofSeconds(1)).forEach(it -> read.add(new String(it.value(), UTF_8)));
                assertThat(reader.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            }
        }
        all.set(true);
        caller.join();

        assertThat(read)
                .containsExactlyElementsOf(
                        IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
    }

    private CompletableFuture<Void> calls(AtomicBoolean until) {
        return CompletableFuture.runAsync(() -> {
            while (!until.get()) {
                clients.wake();
                LockSupport.parkNanos(300_000); // so that there is something to read now and then
            }
        });
    }

    private ProducerRecord<byte[], byte[]> record(String text) {
        return new ProducerRecord<>(topic, text.getBytes(UTF_8));
    }
}
