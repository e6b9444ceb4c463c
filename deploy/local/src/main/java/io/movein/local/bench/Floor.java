package io.movein.local.bench;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.Watch;
import io.movein.runtime.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the same parts take with bare clients, in the same run and on the same machine, one after the other. */
record Floor(
        Latencies hop,
        Latencies decision,
        Latencies gitHubRead,
        Latencies gitHubWrite,
        Latencies clusterCreate,
        Latencies job) {
    private static final String TOPIC = "bench-floor-";
    private static final int JOBS = 30;
    private static final byte[] VALUE = new byte[2_000];

    static Floor measure(
            int count,
            KafkaSettings kafka,
            URI gitHub,
            String repository,
            int issue,
            ApiClient cluster,
            String namespace,
            String image)
            throws Exception {
        return new Floor(
                hops(count, kafka, TOPIC + issue),
                decisions(count, kafka, TOPIC + issue, TOPIC + issue + "-decided"),
                reads(count, gitHub, repository, issue),
                writes(count, gitHub, repository, issue),
                creates(count, cluster, namespace, "floor-" + issue + "-"),
                jobs(Math.min(count, JOBS), cluster, namespace, "floor-" + issue + "-", image));
    }

    /** The least that a stage could take. */
    double of(Stage stage) {
        return stage.hops() * hop.p50()
                + stage.decisions() * decision.p50()
                + stage.gitHubRequests() * gitHubRead.p50()
                + stage.clusterWrites() * clusterCreate.p50()
                + stage.jobs() * job.p50();
    }

    private static Latencies hops(int count, KafkaSettings kafka, String topic)
            throws InterruptedException, ExecutionException {
        create(kafka, topic);
        var latencies = new Latencies();
        try (var producer = producer(kafka, Map.of());
                var consumer = consumer(kafka, topic, Map.of())) {
            for (var i = 0; i < count; i++) {
                var start = System.nanoTime();
                var _ = producer.send(new ProducerRecord<>(topic, VALUE));
                next(consumer);
                latencies.add((System.nanoTime() - start) / 1_000);
            }
        }
        return latencies;
    }

    /** From a record that was read until another has read what is written for it, with its offset, in one transaction. */
    private static Latencies decisions(int count, KafkaSettings kafka, String from, String to)
            throws InterruptedException, ExecutionException {
        create(kafka, to);
        var latencies = new Latencies();
        try (var producer = producer(kafka, Map.of("transactional.id", to));
                var input = consumer(kafka, from, Map.of("group.id", to, "enable.auto.commit", false));
                var output = consumer(kafka, to, Map.of("isolation.level", "read_committed", "max.poll.records", 1))) {
            producer.initTransactions();
            var decided = 0;
            while (decided < count) {
                for (var record : next(input)) {
                    var start = System.nanoTime();
                    producer.beginTransaction();
                    var _ = producer.send(new ProducerRecord<>(to, record.value()));
                    producer.sendOffsetsToTransaction(
                            Map.of(new TopicPartition(from, 0), new OffsetAndMetadata(record.offset() + 1)),
                            input.groupMetadata());
                    producer.commitTransaction();
                    next(output);
                    latencies.add((System.nanoTime() - start) / 1_000);
                    decided++;
                }
            }
        }
        return latencies;
    }

    private static void create(KafkaSettings kafka, String topic) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(kafka.client())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static Producer<byte[], byte[]> producer(KafkaSettings kafka, Map<String, Object> more) {
        var settings = kafka.client();
        settings.putAll(Map.of("acks", "all", "linger.ms", 0));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Consumer<byte[], byte[]> consumer(KafkaSettings kafka, String topic, Map<String, Object> more) {
        var settings = kafka.client();
        settings.putAll(more);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partition = List.of(new TopicPartition(topic, 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
        return consumer;
    }

    private static ConsumerRecords<byte[], byte[]> next(Consumer<byte[], byte[]> consumer) {
        while (true) {
            var records = consumer.poll(Duration.ofSeconds(1));
            if (!records.isEmpty()) {
                return records;
            }
        }
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

    /** From a bare Job's creation until the cluster says that it is complete. */
    private static Latencies jobs(int count, ApiClient client, String namespace, String prefix, String image)
            throws ApiException, IOException {
        var latencies = new Latencies();
        for (var i = 0; i < count; i++) {
            var job = new V1Job().metadata(new V1ObjectMeta().name(prefix + i)).spec(oneShot(image));
            new BatchV1Api(client).createNamespacedJob(namespace, job).execute();
            var start = System.nanoTime();
            awaitComplete(client, namespace, prefix + i);
            latencies.add((System.nanoTime() - start) / 1_000);
        }
        return latencies;
    }

    private static V1JobSpec oneShot(String image) {
        var container = new V1Container()
                .name("migration")
                .image(image)
                .env(List.of(new V1EnvVar().name("MOVEIN_TERMINATION_LOG").value("/dev/null")));
        return new V1JobSpec()
                .backoffLimit(0)
                .template(new V1PodTemplateSpec()
                        .spec(new V1PodSpec()
                                .overhead(null)
                                .restartPolicy("Never")
                                .containers(List.of(container))));
    }

    private static void awaitComplete(ApiClient client, String namespace, String name)
            throws ApiException, IOException {
        var call = new BatchV1Api(client)
                .listNamespacedJob(namespace)
                .fieldSelector("metadata.name=" + name)
                .watch(true)
                .buildCall(null);
        try (Watch<V1Job> watch =
                Watch.createWatch(client, call, new TypeToken<Watch.Response<V1Job>>() {}.getType())) {
            for (var seen : watch) {
                var status = seen.object.getStatus();
                if (status != null && Objects.requireNonNullElse(status.getFailed(), 0) > 0) {
                    throw new IllegalStateException("the bare Job " + namespace + "/" + name + " failed: " + status);
                }
                if (status != null && status.getCompletionTime() != null) {
                    return;
                }
            }
        }
        throw new IllegalStateException("the cluster did not complete the bare Job " + namespace + "/" + name);
    }
}
