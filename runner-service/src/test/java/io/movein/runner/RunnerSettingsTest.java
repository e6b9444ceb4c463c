package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.runner.cluster.Access;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.reconcile.ReconcileSettings;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerSettingsTest {
    @Test
    void needsNothingButKafka() {
        var settings = RunnerSettings.read(Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"));

        assertThat(settings)
                .isEqualTo(new RunnerSettings(
                        new ServiceSettings(KafkaSettings.of("kafka:9092"), null, 8080, false),
                        new Access(Optional.empty(), Duration.ofSeconds(10)),
                        RunSettings.defaults(),
                        PendingTimeouts.defaults(),
                        OrderSettings.defaults(),
                        ReconcileSettings.defaults(),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(3)));
    }

    @Test
    void takesEverySetting(@TempDir Path folder) throws IOException {
        var kubeconfig = Files.createFile(folder.resolve("kubeconfig"));

        var settings = RunnerSettings.read(Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"),
                Map.entry("KUBECONFIG", kubeconfig.toString()),
                Map.entry("MOVEIN_CLUSTER_TIMEOUT", "3s"),
                Map.entry("MOVEIN_STOP_GRACE", "30s"),
                Map.entry("MOVEIN_SCRATCH_STORAGE_CLASS", "bulk"),
                Map.entry("MOVEIN_STATE_STORAGE_CLASS", "fast"),
                Map.entry("MOVEIN_POOL_SELECTOR", "pool=migrations"),
                Map.entry("MOVEIN_IMAGE_PULL_SECRETS", "registry"),
                Map.entry("MOVEIN_IMAGE_PULL_TIMEOUT", "1m"),
                Map.entry("MOVEIN_SECRET_TIMEOUT", "2m"),
                Map.entry("MOVEIN_SCHEDULING_TIMEOUT", "3m"),
                Map.entry("MOVEIN_START_TIMEOUT", "4m"),
                Map.entry("MOVEIN_ORDER_MAX_AGE", "5h"),
                Map.entry("MOVEIN_LAUNCH_TIMEOUT", "6m"),
                Map.entry("MOVEIN_PROGRESS_INTERVAL", "7s"),
                Map.entry("MOVEIN_RESYNC_INTERVAL", "8s"),
                Map.entry("MOVEIN_WATCH_STALE_AFTER", "9m")));

        assertThat(settings)
                .isEqualTo(new RunnerSettings(
                        new ServiceSettings(KafkaSettings.of("kafka:9092"), null, 8080, false),
                        new Access(Optional.of(kubeconfig), Duration.ofSeconds(3)),
                        new RunSettings(
                                Duration.ofSeconds(30),
                                "bulk",
                                "fast",
                                Map.of("pool", "migrations"),
                                List.of("registry")),
                        new PendingTimeouts(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(3),
                                Duration.ofMinutes(4)),
                        new OrderSettings(Duration.ofHours(5), Duration.ofMinutes(6)),
                        new ReconcileSettings(Duration.ofSeconds(7), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                        Duration.ofSeconds(8),
                        Duration.ofMinutes(9)));
    }

    @Test
    void namesEverySettingThatIsWrong() {
        var wrong = Map.of("KUBECONFIG", "/nowhere", "MOVEIN_POOL_SELECTOR", "pool", "MOVEIN_ORDER_MAX_AGE", "-1h");

        assertThatThrownBy(() -> RunnerSettings.read(wrong))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "KAFKA_BOOTSTRAP_SERVERS is not set",
                        "KUBECONFIG is '/nowhere' (expected a readable file)",
                        "MOVEIN_POOL_SELECTOR has 'pool' (expected labels like pool=migrations,zone=a)",
                        "MOVEIN_ORDER_MAX_AGE is '-1h'");
    }
}
