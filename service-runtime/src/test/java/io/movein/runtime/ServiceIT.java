package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.contract.PublishedSchemas;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kafka.FreePort;
import io.movein.testkit.KafkaForTests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceIT {
    private static final ServiceSettings SETTINGS =
            ServiceSettings.local(KafkaForTests.start().bootstrapServers());

    private static final class Clockwork implements Worker {
        private volatile boolean running;
        private volatile List<Waiting> waiting = List.of();
        private volatile List<Waiting> stuck = List.of();
        private volatile Health readiness = Health.up("ready");

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public Health health() {
            return running ? Health.up("ticks") : Health.down("stands still");
        }

        @Override
        public Health readiness() {
            return readiness;
        }

        @Override
        public List<Waiting> waiting() {
            return waiting;
        }

        @Override
        public List<Waiting> stuck() {
            return stuck;
        }
    }

    @Test
    void startsItsWorkersAndTellsThatItIsHealthy() throws Exception {
        var clockwork = new Clockwork();

        try (var service = Service.start(ServiceIT.class, SETTINGS, clockwork)) {
            assertThat(get(service, "/health").statusCode()).isEqualTo(200);
            assertThat(get(service, "/health").body()).contains("ticks");
            assertThat(get(service, "/health/readiness").statusCode()).isEqualTo(200);
            assertThat(get(service, "/health/liveness").statusCode()).isEqualTo(200);
        }

        assertThat(clockwork.running).isFalse();
    }

    @Test
    void servesEverySchemaThatWasEverPublished() throws Exception {
        try (var service = Service.start(ServiceIT.class, SETTINGS, new Clockwork())) {
            var list = get(service, "/schemas").body();
            for (var schema : PublishedSchemas.entries()) {
                assertThat(list)
                        .contains("\"name\":\"" + schema.name() + "\",\"version\":" + schema.version()
                                + ",\"fingerprint\":\"" + schema.fingerprint() + "\"");
                assertThat(get(service, "/schemas/" + schema.fingerprint()).body())
                        .isEqualTo(schema.text());
                assertThat(get(service, "/schemas/" + schema.name() + "/" + schema.version())
                                .body())
                        .isEqualTo(schema.text());
            }
            assertThat(get(service, "/schemas/io.movein.event.RunStarted").body())
                    .isEqualTo(PublishedSchemas.newest("io.movein.event.RunStarted")
                            .orElseThrow()
                            .text());
            assertThat(get(service, "/schemas/0000000000000000").statusCode()).isEqualTo(404);
            assertThat(get(service, "/schemas/no.such.Record").body())
                    .isEqualTo("{\"message\":\"no record is called 'no.such.Record'; GET /schemas lists all\"}");
            assertThat(get(service, "/schemas/io.movein.event.RunStarted/99").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void isDownWithADeadWorker() throws Exception {
        var clockwork = new Clockwork();

        try (var service = Service.start(ServiceIT.class, SETTINGS, clockwork)) {
            clockwork.stop();

            assertThat(get(service, "/health").statusCode()).isEqualTo(503);
            assertThat(get(service, "/health/liveness").body()).contains("stands still");
            assertThat(get(service, "/health/liveness").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void whatIsStuckByItsNatureIsToldHoweverShortItHasBeen() throws Exception {
        var clockwork = new Clockwork();
        clockwork.stuck = List.of(new Waiting(
                "group movein-runner",
                "its coordinator in Kafka",
                Instant.parse("2026-01-01T12:00:00Z"),
                Duration.ofMinutes(1),
                1,
                "the coordinator does not answer"));

        try (var service = Service.start(ServiceIT.class, SETTINGS, clockwork)) {
            var health = get(service, "/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"DEGRADED\"", "group movein-runner");
            assertThat(get(service, "/prometheus").body()).contains("movein_stuck 1.0");
        }
    }

    @Test
    void whatIsStuckIsToldAndEndsNothing() throws Exception {
        var clockwork = new Clockwork();
        clockwork.waiting = List.of(new Waiting(
                "acme/infra#17",
                "movein.events-3@42",
                Instant.parse("2026-01-01T12:00:00Z"),
                Duration.ofMinutes(6),
                9,
                "GitHub answers 500"));

        try (var service = Service.start(ServiceIT.class, SETTINGS, clockwork)) {
            var health = get(service, "/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains("\"status\":\"DEGRADED\"", "acme/infra#17", "2026-01-01T12:00:00Z", "GitHub answers 500");
            assertThat(get(service, "/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(service, "/health/readiness").body())
                    .startsWith("{\"name\":\"service-it\",\"status\":\"DEGRADED\"");
            assertThat(get(service, "/health/readiness").statusCode()).isEqualTo(200);
            assertThat(get(service, "/prometheus").body())
                    .contains("movein_stuck 1.0", "movein_stuck_oldest_seconds 360.0");
        }
    }

    @Test
    void whatGetsNothingDoneIsNotReadyAndIsNotRestarted() throws Exception {
        var clockwork = new Clockwork();
        clockwork.readiness = Health.down("has finished nothing for 400 s");

        try (var service = Service.start(ServiceIT.class, SETTINGS, clockwork)) {
            assertThat(get(service, "/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(service, "/health/readiness").body()).contains("has finished nothing for 400 s");
            assertThat(get(service, "/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void waitsForKafkaForAsLongAsItTakesAndSaysSo(@TempDir Path data) throws Exception {
        var kafkaPort = FreePort.onLoopback();
        var settings = new ServiceSettings(
                KafkaSettings.of("127.0.0.1:" + kafkaPort), "127.0.0.1", FreePort.onLoopback(), false);
        var clockwork = new Clockwork();
        var health = "http://127.0.0.1:" + settings.port() + "/health/";

        var starting = CompletableFuture.supplyAsync(
                () -> Service.start(ServiceIT.class, settings, clockwork), Thread::startVirtualThread);
        Broker.await(
                "an answer",
                () -> get(health + "readiness").contains("\"waits for\":\"Kafka at 127.0.0.1:" + kafkaPort));
        assertThat(get(health + "liveness")).startsWith("200");
        assertThat(clockwork.running).isFalse();
        try (var broker = EmbeddedKafka.start(new EmbeddedKafka.Config(kafkaPort, data));
                var service = starting.get(60, TimeUnit.SECONDS)) {
            assertThat(broker.port()).isEqualTo(kafkaPort);
            assertThat(get(service, "/health/readiness").statusCode()).isEqualTo(200);
            assertThat(clockwork.running).isTrue();
        }
    }

    /** Status and body; empty: no answer. */
    private static String get(String url) {
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void showsMetricsOfTheJvmAndOfWhatItDid() throws Exception {
        try (var service = Service.start(ServiceIT.class, SETTINGS)) {
            service.context()
                    .getBean(Publisher.class)
                    .publish(Topic.ISSUE_ACTIVITY, Broker.hint(new MigrationId("acme", "infra", 1)));

            var metrics = get(service, "/prometheus").body();

            assertThat(metrics)
                    .contains(
                            "jvm_memory_used_bytes",
                            "process_cpu_usage",
                            "process_cpu_time",
                            "movein_publish_seconds_count{topic=\"movein.issue-activity\"} 1",
                            "kafka_producer_");
        }
    }

    private static HttpResponse<String> get(Service service, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(service.url() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
