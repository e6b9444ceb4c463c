package io.movein.local.bench;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.runtime.KafkaSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the same parts take with bare clients, in the same run and on the same machine, one after the other. */
record Floor(Latencies hop, Latencies gitHubRead, Latencies gitHubWrite, Latencies clusterCreate) {
    private static final String TOPIC = "bench-floor-";
    private static final byte[] VALUE = new byte[2_000];

    static Floor measure(
            int count,
            KafkaSettings kafka,
            URI gitHub,
            String repository,
            int issue,
            ApiClient cluster,
            String namespace)
            throws Exception {
        return new Floor(
                hops(count, kafka, TOPIC + issue),
                reads(count, gitHub, repository, issue),
                writes(count, gitHub, repository, issue),
                creates(count, cluster, namespace, "floor-" + issue + "-"));
    }

    /** The least that a stage could take. */
    double of(Stage stage) {
        return stage.hops() * hop.p50()
                + stage.gitHubRequests() * gitHubRead.p50()
                + stage.clusterWrites() * clusterCreate.p50();
    }

    private static Latencies hops(int count, KafkaSettings kafka, String topic)
            throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(kafka.client())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        var latencies = new Latencies();
        var writing = kafka.client();
        writing.putAll(Map.of("acks", "all", "linger.ms", 0));
        var partition = List.of(new TopicPartition(topic, 0));
        try (var producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
                var consumer =
                        new KafkaConsumer<>(kafka.client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            for (var i = 0; i < count; i++) {
                var start = System.nanoTime();
                var _ = producer.send(new ProducerRecord<>(topic, VALUE));
                while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                    // not yet
                }
                latencies.add((System.nanoTime() - start) / 1_000);
            }
        }
        return latencies;
    }

    private static Latencies reads(int count, URI gitHub, String repository, int issue) throws Exception {
        var request =
                request(gitHub, "/repos/" + repository + "/issues/" + issue).build();
        return requests(count, request);
    }

    private static Latencies writes(int count, URI gitHub, String repository, int issue) throws Exception {
        var request = request(gitHub, "/repos/" + repository + "/issues/" + issue + "/comments")
                .POST(BodyPublishers.ofString("{\"body\":\"a comment\"}"))
                .build();
        return requests(count, request);
    }

    private static HttpRequest.Builder request(URI gitHub, String path) {
        return HttpRequest.newBuilder(gitHub.resolve(path)).header("Authorization", "Bearer movein[bot]");
    }

    private static Latencies requests(int count, HttpRequest request) throws Exception {
        var latencies = new Latencies();
        try (var client = HttpClient.newHttpClient()) {
            for (var i = 0; i < count; i++) {
                var start = System.nanoTime();
                var status = client.send(request, BodyHandlers.ofString()).statusCode();
                if (status >= 300) {
                    throw new IllegalStateException(request + " was answered with " + status);
                }
                latencies.add((System.nanoTime() - start) / 1_000);
            }
        }
        return latencies;
    }

    private static Latencies creates(int count, ApiClient client, String namespace, String prefix) throws ApiException {
        var api = new CoreV1Api(client);
        var latencies = new Latencies();
        for (var i = 0; i < count; i++) {
            var map = new V1ConfigMap()
                    .metadata(new V1ObjectMeta().name(prefix + i))
                    .data(Map.of("a", "b"));
            var start = System.nanoTime();
            api.createNamespacedConfigMap(namespace, map).execute();
            latencies.add((System.nanoTime() - start) / 1_000);
        }
        return latencies;
    }
}
