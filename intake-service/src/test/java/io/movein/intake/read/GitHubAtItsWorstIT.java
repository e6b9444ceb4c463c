package io.movein.intake.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.OperatorAccount;
import io.movein.github.WritePace;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.form.Forms;
import io.movein.intake.publish.CommandPublisher;
import io.movein.runtime.RetryableException;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever GitHub answers in between, every command is passed on once in the end. */
@Execution(ExecutionMode.CONCURRENT)
class GitHubAtItsWorstIT {

    private static final Duration LIMIT_WAIT = Duration.ofMillis(200);
    private static final int TRIES = 10;

    @TempDir
    private Path data;

    private final RecordingPublisher kafka = new RecordingPublisher();
    private LocalGitHub github;
    private GitHubConnection connection;
    private IssueReader reader;
    private int number;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        var token = new Credentials.Token("movein[bot]");
        connection = GitHubConnection.open(new GitHubAccess(
                github.url(), "acme/infra", token, WritePace.UNLIMITED, Duration.ofSeconds(2), LIMIT_WAIT));
        reader = new IssueReader(
                "acme/infra",
                connection.issues(),
                (_, _, _, _) -> Optional.of(List.of()),
                new Operators(List.of(new OperatorAccount(null, 2001L)), null, connection.issues()),
                new CommandPublisher(kafka, new SimpleMeterRegistry(), () -> 0),
                CommentSeal.plain(),
                InstantSource.system(),
                (Optional<String> _) -> {});
        number = github.model()
                .openWithForm("capability-owner", "Move", Forms.COMPLETE, List.of("migrate-my-data"))
                .number();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    static List<AnswerFault> faults() {
        return AnswerFault.seen();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aRequestIsPassedOnOnceThoughItsReadingMeets(AnswerFault fault) throws Exception {
        github.faults().answerNext(2, "POST", "/graphql$", fault);

        read();
        read();

        assertThat(published()).containsExactly("RequestMigration");
    }

    /** Two commands and a label, and a thousand comments that are none, all within few seconds. */
    @Test
    void nothingIsMissedAmongAThousandComments() throws Exception {
        for (int i = 1; i < 1_000; i++) {
            github.model().comment("outsider", number, "me too " + i);
        }
        github.model().comment("capability-owner", number, "/status");
        github.model().comment("capability-owner", number, "/help");
        github.model().addLabels("operator", number, List.of("operator:rejected"));

        read();

        assertThat(published())
                .containsExactlyInAnyOrder("RequestMigration", "ShowStatus", "ShowHelp", "RejectMigration");
    }

    /** An operator's older label becomes a button by its name. */
    @Test
    void aLabelThatIsRenamedToAButtonAfterItWasSetIsNoCommand() throws Exception {
        github.model().addLabels("operator", number, List.of("looked-at"));
        untilTheNextSecond();
        github.model().renameLabel("operator", "looked-at", "Operator:Rejected");

        read();

        assertThat(published()).containsExactlyInAnyOrder("RequestMigration", "RefuseCommand");
    }

    @Test
    void aMigrationWhoseLabelWasDeletedFromTheRepositoryIsReadOn() throws Exception {
        github.model().addLabels("movein[bot]", number, List.of("state:awaiting-approval"));
        github.model().deleteLabel("operator", "migrate-my-data");
        github.model().comment("capability-owner", number, "/status");

        read();

        assertThat(published()).contains("RequestMigration", "ShowStatus");
    }

    private void untilTheNextSecond() throws InterruptedException {
        var second = Instant.now().getEpochSecond();
        while (Instant.now().getEpochSecond() == second) {
            Thread.sleep(20);
        }
    }

    private List<String> published() {
        return kafka.published().stream()
                .map(published -> published.message().body().getSchema().getName())
                .toList();
    }

    private void read() throws Exception {
        var migration = new MigrationId("acme", "infra", number);
        var hint = new Message<>(
                "n",
                "/movein/intake",
                migration,
                Instant.now(),
                Traceparent.begin(),
                new IssueActivity(migration.toString(), "poll", null, null));
        for (int i = 0; i < TRIES; i++) {
            try {
                reader.handle(List.of(hint));
                return;
            } catch (RetryableException later) {
                var longest = Duration.ofMillis(1_200);
                Thread.sleep(later.after().compareTo(longest) < 0 ? later.after() : longest);
            }
        }
        throw new AssertionError("not read after " + TRIES + " tries");
    }
}
