package io.movein.intake.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.form.Forms;
import io.movein.intake.publish.Hints;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.model.IssueEdit;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The poll as the only source, at a GitHub whose clock is not ours. */
class LocalGitHubPollIT {
    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(ints = {-300, 0, 300})
    void findsWhatPeopleDoAndNothingOfItsOwnWhateverGitHubsClockSays(int aheadSeconds) throws Exception {
        var clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(aheadSeconds));
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data).withClock(clock));
                var connection = GitHubConnection.open(
                        new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")))) {
            var kafka = new RecordingPublisher();
            var poller = poller(connection, kafka);
            var number = github.model()
                    .openWithForm("capability-owner", "Move", Forms.COMPLETE, List.of("migrate-my-data"))
                    .number();
            poller.poll();
            poller.poll();
            var atFirst = kafka.published().size();

            connection.issues().comment(number, "written by Movein");
            poller.poll();
            var afterOurOwn = kafka.published().size();
            github.model().comment("capability-owner", number, "/status");
            poller.poll();

            assertThat(afterOurOwn).isEqualTo(atFirst);
            assertThat(kafka.published()).hasSize(atFirst + 1);
        }
    }

    /** Whoever says something on it gets an answer, also where its webhook was lost, and where nobody was there to take it. */
    @Test
    void findsWhatIsSaidOnAClosedIssue() throws Exception {
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
                var connection = GitHubConnection.open(
                        new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")))) {
            var kafka = new RecordingPublisher();
            var poller = poller(connection, kafka);
            var number = github.model()
                    .openWithForm("capability-owner", "Move", Forms.COMPLETE, List.of("migrate-my-data"))
                    .number();
            poller.poll();
            github.model().edit("capability-owner", number, IssueEdit.close("completed"));
            poller.poll();
            var closed = kafka.published().size();

            github.model().comment("capability-owner", number, "/status");
            poller.poll();
            var said = kafka.published().size();
            poller(connection, kafka).poll();

            assertThat(said).isEqualTo(closed + 1);
            assertThat(kafka.published()).hasSize(said + 1);
        }
    }

    private static Poller poller(GitHubConnection connection, RecordingPublisher kafka) {
        return new Poller(
                connection.issues(),
                _ -> 0,
                new Hints("acme/infra", kafka, InstantSource.system(), new SimpleMeterRegistry()),
                Duration.ofSeconds(30),
                InstantSource.system(),
                _ -> {},
                () -> 0);
    }
}
