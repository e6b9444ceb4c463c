package io.movein.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.model.Allowance;
import io.movein.review.lifecycle.Deadlines;
import io.movein.review.policy.PolicySettings;
import io.movein.review.stream.StreamSettings;
import io.movein.runtime.Settings;
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

class ReviewSettingsTest {

    @Test
    void needsNothingButKafkaAndACluster(@TempDir Path dir) throws IOException {
        var settings = read(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "kafka:9092",
                "KUBECONFIG",
                kubeconfig(dir).toString()));

        assertThat(settings.policy()).isEqualTo(PolicySettings.STRICT);
        assertThat(settings.stream())
                .isEqualTo(new StreamSettings(
                        Duration.ofMillis(20), Optional.empty(), Duration.ofDays(400), Deadlines.USUAL));
        assertThat(settings.platform().poolSelector()).isEmpty();
        assertThat(settings.platform().clusterRanges()).isEmpty();
        assertThat(settings.platform().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.platform().allowance()).isEqualTo(Given.ALLOWANCE);
    }

    @Test
    void readsEverySetting(@TempDir Path dir) throws IOException {
        var settings = read(Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"),
                Map.entry("KUBECONFIG", kubeconfig(dir).toString()),
                Map.entry("MOVEIN_ALLOWED_REGISTRIES", "ghcr.io/acme, registry.example"),
                Map.entry("MOVEIN_EGRESS_ALLOWED_RANGES", "127.0.0.0/8"),
                Map.entry("MOVEIN_SELF_APPROVAL", "true"),
                Map.entry("MOVEIN_REHEARSAL_REQUIRED", "true"),
                Map.entry("MOVEIN_POOL_SELECTOR", "pool=migrations"),
                Map.entry("MOVEIN_CLUSTER_RANGES", "10.96.0.0/12,fd00::/108"),
                Map.entry("MOVEIN_FACTS_TIMEOUT", "3s"),
                Map.entry("MOVEIN_TMP_SIZE", "1Mi"),
                Map.entry("MOVEIN_LOG_SIZE", "2Mi"),
                Map.entry("MOVEIN_STATE_SIZE", "3Mi"),
                Map.entry("MOVEIN_COMMIT_INTERVAL", "50ms"),
                Map.entry("MOVEIN_CLOSED_SHOWN", "30d"),
                Map.entry("MOVEIN_RUN_SILENCE_TIMEOUT", "30h"),
                Map.entry("MOVEIN_STOP_TIMEOUT", "20m"),
                Map.entry("MOVEIN_TEAR_DOWN_RETRY", "5m"),
                Map.entry("MOVEIN_TEAR_DOWN_TIMEOUT", "4m"),
                Map.entry("MOVEIN_STATE_DIR", "/var/lib/movein")));

        assertThat(settings.policy())
                .isEqualTo(new PolicySettings(
                        List.of("ghcr.io/acme", "registry.example"), List.of("127.0.0.0/8"), true, true));
        assertThat(settings.stream())
                .isEqualTo(new StreamSettings(
                        Duration.ofMillis(50),
                        Optional.of(Path.of("/var/lib/movein")),
                        Duration.ofDays(30),
                        new Deadlines(
                                Duration.ofHours(30),
                                Duration.ofMinutes(20),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(4))));
        assertThat(settings.platform().poolSelector()).isEqualTo("pool=migrations");
        assertThat(settings.platform().clusterRanges()).containsExactly("10.96.0.0/12", "fd00::/108");
        assertThat(settings.platform().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.platform().allowance())
                .isEqualTo(Allowance.newBuilder()
                        .setTmpBytes(1L << 20)
                        .setLogBytes(2L << 20)
                        .setStateBytes(3L << 20)
                        .build());
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> read(Map.of(
                        "MOVEIN_EGRESS_ALLOWED_RANGES",
                        "127.0.0.0/8,everything",
                        "MOVEIN_CLUSTER_RANGES",
                        "pods",
                        "MOVEIN_TMP_SIZE",
                        "much",
                        "MOVEIN_LOG_SIZE",
                        "0")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS is not set")
                .hasMessageContaining(
                        "KUBECONFIG is not set (expected a kubeconfig file, or to run as a pod with a service account)")
                .hasMessageContaining(
                        "MOVEIN_EGRESS_ALLOWED_RANGES has 'everything' (expected CIDRs like 10.0.0.0/8, separated by commas)")
                .hasMessageContaining("MOVEIN_CLUSTER_RANGES has 'pods'")
                .hasMessageContaining("MOVEIN_TMP_SIZE is 'much' (expected a size like 512Mi or 2Gi)")
                .hasMessageContaining("MOVEIN_LOG_SIZE is '0' (expected a size like 512Mi or 2Gi)");
    }

    private static ReviewSettings read(Map<String, String> environment) {
        return Settings.read(environment, ReviewSettings::read);
    }

    private static Path kubeconfig(Path dir) throws IOException {
        return Files.writeString(dir.resolve("kubeconfig"), "kind: Config");
    }
}
