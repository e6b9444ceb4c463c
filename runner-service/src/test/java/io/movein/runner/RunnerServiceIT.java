package io.movein.runner;

import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.contract.Topic;
import io.movein.contract.UnreadableRecordException;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.runner.cluster.Access;
import io.movein.runner.run.RunRef;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Service;
import io.movein.standin.kubernetes.LocalCluster;
import io.movein.testkit.KafkaForTests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The whole service: an order on the one topic, its reports on the other. */
class RunnerServiceIT {
    private static final RunRef RUN = new RunRef(new RunId(MigrationId.parse("acme/infra#17"), 1), "media-library");
    private final KafkaForTests kafka = KafkaForTests.start();
    private final List<Message<?>> told = new ArrayList<>();

    @Test
    void answersOrdersWithReports() throws Exception {
        try (var cluster = LocalCluster.start();
                var service = RunnerService.start(settings(cluster));
                var reports = reports()) {
            var tenant = new Tenant(
                    new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(10)).client(), RUN.namespace());

            publish("launch", order());
            tenant.runs(RUN);
            tenant.ends(RUN, 0, "Completed", "done");
            awaits(reports, "RunFinished");
            publish("tear-down/final", tearDown(RUN, false));
            awaits(reports, "RunTornDown");

            assertThat(told)
                    .extracting(Message::id)
                    .contains("acme/infra#17/run-1/finished", "acme/infra#17/run-1/torn-down/final");
            assertThat(told)
                    .allMatch(it -> it.trace().trace().equals(TRACE.trace()), "continues the trace of its order");
            assertThat(tenant.movein()).containsExactly("ConfigMap/movein-runs");
            assertThat(get(service, "/health/readiness")).contains("\"status\":\"UP\"");
            assertThat(get(service, "/prometheus"))
                    .contains(
                            "movein_run_reports_total{type=\"RunFinished\"}",
                            "movein_watch_silence_seconds{kind=\"job\"}");
        }
    }

    private RunnerSettings settings(LocalCluster cluster) {
        return RunnerSettings.read(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "MICRONAUT_SERVER_PORT",
                "0",
                "MICRONAUT_SERVER_HOST",
                "127.0.0.1",
                "KUBECONFIG",
                cluster.kubeconfig().toString(),
                "MOVEIN_PROGRESS_INTERVAL",
                "300ms"));
    }

    private static LaunchRun order() {
        var order = launch(
                RUN,
                spec().setNamespace(RUN.namespace())
                        .setResources(new Resources(100L, 64L << 20, 0L))
                        .build());
        return LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build();
    }

    private void publish(String order, SpecificRecord body) {
        try (var publisher =
                new Kafka(KafkaSettings.of(kafka.bootstrapServers()), new SimpleMeterRegistry()).publisher()) {
            publisher.publish(
                    Topic.RUN_ORDERS,
                    new Message<>(
                            RUN.id().orderId(order),
                            "/movein/review",
                            RUN.id().migration(),
                            Instant.now(),
                            TRACE,
                            body));
        }
    }

    private KafkaConsumer<String, byte[]> reports() {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "auto.offset.reset",
                        "earliest",
                        "group.id",
                        UUID.randomUUID().toString()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.RUN_REPORTS.topicName()));
        return consumer;
    }

    private void awaits(KafkaConsumer<String, byte[]> reports, String type) {
        Until.holds(type + ", told: " + told, () -> {
            reports.poll(Duration.ofMillis(100)).forEach(it -> told.add(read(it)));
            return told.stream().anyMatch(it -> it.body().getSchema().getName().equals(type));
        });
    }

    private static Message<?> read(ConsumerRecord<String, byte[]> report) {
        try {
            return new Codec().decode(report);
        } catch (UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static String get(Service service, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(service.url() + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
