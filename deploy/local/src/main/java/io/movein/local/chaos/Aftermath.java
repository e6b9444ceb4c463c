package io.movein.local.chaos;

import io.movein.contract.Topic;
import io.movein.local.demo.Leftovers;
import io.movein.local.stack.LocalStack;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.status.ServiceHealth;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What there is to see when the misfortunes are over.
 *
 * @param starts a line {@code <migration> <run>} for each start of a migration's process
 * @param events the ids of all events, those of one migration in their order
 * @param deadLetters what could never be processed, each with its reason
 * @param leftovers what of any run is still on the cluster
 */
record Aftermath(
        List<String> starts,
        List<String> events,
        List<String> deadLetters,
        List<String> leftovers,
        List<ServiceHealth> health) {

    static Aftermath of(LocalStack stack, String kafka, Path starts, List<String> namespaces)
            throws IOException, InterruptedException {
        var leftovers = new Leftovers(stack.client());
        return new Aftermath(
                Files.readAllLines(starts),
                read(kafka, Topic.EVENTS).stream()
                        .map(record -> header(record, "ce_id"))
                        .toList(),
                read(kafka, Topic.DEAD_LETTERS).stream()
                        .map(record -> record.key() + ": " + header(record, "movein-reason"))
                        .toList(),
                namespaces.stream()
                        .flatMap(namespace -> leftovers.in(namespace).stream().map(left -> namespace + "/" + left))
                        .toList(),
                health(stack));
    }

    static List<ServiceHealth> health(LocalStack stack) throws InterruptedException {
        var all = new ArrayList<ServiceHealth>();
        try (var client = HttpClient.newHttpClient()) {
            for (var service : stack.services().all()) {
                all.add(ServiceHealth.ask(client, service.name(), service.url()));
            }
        }
        return all;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name), name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<String, byte[]>> read(String kafka, Topic topic) {
        var config = KafkaSettings.of(kafka).client();
        config.putAll(Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest"));
        var partitions = IntStream.range(0, topic.partitions())
                .mapToObj(number -> new TopicPartition(topic.topicName(), number))
                .toList();
        var all = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
