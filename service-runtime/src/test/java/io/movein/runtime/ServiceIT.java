package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.KafkaForTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ServiceIT {
    private static final ServiceSettings SETTINGS =
            ServiceSettings.local(KafkaForTests.start().bootstrapServers());

    private static final class Clockwork implements Worker {
        private boolean running;

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
