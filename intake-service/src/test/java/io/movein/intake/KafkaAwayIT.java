package io.movein.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayIT {

    private static final String OPENED = """
        {"action":"opened","issue":{"number":4711,"labels":[{"name":"migrate-my-data"}]},"repository":{"full_name":"acme/infra"}}""";

    @TempDir
    private Path data;

    @Test
    void acceptsNothingWhileKafkaIsAwayAndGoesOnWhenItIsBack() throws Exception {
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data.resolve("kafka")));
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data.resolve("github")));
                var intake = Intake.start(kafka.bootstrapServers(), github.url(), Duration.ofHours(1))) {
            assertThat(intake.deliver("issues", OPENED).statusCode()).isEqualTo(202);
            kafka.close();
            var begun = Instant.now();

            assertThat(intake.deliver("issues", OPENED).statusCode()).isEqualTo(503);

            // GitHub waits 10 s for an answer
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(9));
            try (var back = EmbeddedKafka.start(new EmbeddedKafka.Config(kafka.port(), data.resolve("kafka")))) {
                assertThat(acceptedWithin(Duration.ofSeconds(30), intake))
                        .as("accepted again by %s", back.bootstrapServers())
                        .isTrue();
            }
        }
    }

    private static boolean acceptedWithin(Duration limit, Intake intake) {
        var end = Instant.now().plus(limit);
        while (Instant.now().isBefore(end)) {
            if (intake.deliver("issues", OPENED).statusCode() == 202) {
                return true;
            }
        }
        return false;
    }
}
