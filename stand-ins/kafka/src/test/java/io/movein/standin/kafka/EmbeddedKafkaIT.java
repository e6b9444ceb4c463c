package io.movein.standin.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    @TempDir
    Path data;

    @Test
    void comesBackWithWhatWasWritten() throws Exception {
        try (var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data))) {
            createTopic(kafka);
            write(kafka, "first");
        }

        List<String> read;
        try (var again = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data))) {
            write(again, "second");
            read = read(again, 2);
        }

        assertThat(read).containsExactly("first", "second");
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = new EmbeddedKafka.Config(other.getLocalPort(), data);

            assertThatThrownBy(() -> EmbeddedKafka.start(config))
                    .hasMessageContaining("port " + other.getLocalPort() + " for Kafka is taken");
        }
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("films", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void write(EmbeddedKafka kafka, String value) throws Exception {
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("films", value)).get();
        }
    }

    private static List<String> read(EmbeddedKafka kafka, int count) {
        var settings =
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("films", 0)));
            var values = new ArrayList<String>();
            var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
