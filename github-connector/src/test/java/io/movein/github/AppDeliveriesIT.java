package io.movein.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppDeliveriesIT {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1/webhook");
    private static final int FILED = 120;

    @TempDir
    private Path data;

    @Test
    void findsWhatCouldNotBeDeliveredAndAsksForItAgain() throws Exception {
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
                var connection = GitHubConnection.open(
                        new GitHubAccess(github.url(), "acme/infra", new Credentials.App("77", key())))) {
            var deliveries = connection.deliveries().orElseThrow();
            github.deliverTo(NOBODY, "secret");
            for (int i = 0; i < FILED; i++) {
                github.model().open("operator", "Move " + i, "", List.of());
            }

            var failed = await(deliveries, FILED);
            deliveries.redeliver(failed.getFirst());
            var after = await(deliveries, FILED + 1);

            assertThat(failed).noneMatch(DeliveryAttempt::isDelivered);
            assertThat(after)
                    .filteredOn(attempt ->
                            attempt.delivery().equals(failed.getFirst().delivery()))
                    .hasSize(2);
            assertThat(deliveries.since(Instant.now().plusSeconds(60))).isEmpty();
        }
    }

    @Test
    void aTokenCannotAsk() throws Exception {
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
                var connection = GitHubConnection.open(
                        new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")))) {
            assertThat(connection.deliveries()).isEmpty();
        }
    }

    private static List<DeliveryAttempt> await(WebhookDeliveries deliveries, int many) throws InterruptedException {
        var until = Instant.now().plus(Duration.ofSeconds(20));
        var found = deliveries.since(Instant.EPOCH);
        while (found.size() < many && Instant.now().isBefore(until)) {
            Thread.sleep(100);
            found = deliveries.since(Instant.EPOCH);
        }
        assertThat(found).hasSize(many);
        return found;
    }

    private Path key() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var der = generator.generateKeyPair().getPrivate().getEncoded();
        return Files.writeString(
                data.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
