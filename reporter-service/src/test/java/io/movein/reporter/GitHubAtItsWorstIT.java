package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.WritePace;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.Texts;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.StoredComment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever GitHub answers in between, the issue says everything exactly once in the end. */
@Execution(ExecutionMode.CONCURRENT)
class GitHubAtItsWorstIT {
    private static final Duration LIMIT_WAIT = Duration.ofMillis(200);
    private static final int TRIES = 10;

    @TempDir
    private Path data;

    private LocalGitHub github;
    private GitHubConnection connection;
    private IssueReporter reporter;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        var token = new Credentials.Token("movein[bot]");
        connection = GitHubConnection.open(new GitHubAccess(
                github.url(), "acme/platform", token, WritePace.UNLIMITED, Duration.ofSeconds(2), LIMIT_WAIT));
        var meters = new SimpleMeterRegistry();
        reporter = new IssueReporter(
                new MigrationIssues(
                        "acme/platform", connection.issues(), CommentSeal.plain(), InstantSource.system(), meters),
                Texts.mentioning(List.of()),
                new Timing(Duration.ofSeconds(60), 250, Duration.ZERO),
                (_, _) -> {},
                CurrentMigrations.UNKNOWN,
                InstantSource.system(),
                meters);
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    static Stream<AnswerFault> faults() {
        var refusesTheContent = new AnswerFault.Page(422, Map.of(), "{\"message\":\"Validation Failed\"}");
        return Stream.concat(AnswerFault.seen().stream(), Stream.of(refusesTheContent));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingIsSaidOnceThoughACommentMeets(AnswerFault fault) throws Exception {
        says("POST", "/comments$", fault);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingIsSaidOnceThoughAReadingMeets(AnswerFault fault) throws Exception {
        says("POST", "/graphql$", fault);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingIsSaidOnceThoughALabelMeets(AnswerFault fault) throws Exception {
        says("POST", "/labels$", fault);
    }

    @Test
    void aStateLabelThatWasDeletedOrRenamedInTheRepositoryComesBack() throws Exception {
        var number = github.model()
                .openWithForm("capability-owner", "Move", "", List.of("migrate-my-data"))
                .number();
        var migration = new MigrationId("acme", "platform", number);
        var history = List.<SpecificRecord>of(Story.requested(1), Story.passed(2));
        handle(migration, history);

        github.model().deleteLabel("operator", "state:awaiting-approval");
        reporter.repair(migration, history);

        assertThat(github.model().issue(number).labels()).contains("state:awaiting-approval");

        github.model().renameLabel("operator", "state:awaiting-approval", "State:Old");
        reporter.repair(migration, history);

        assertThat(github.model().issue(number).labels())
                .containsExactlyInAnyOrder("migrate-my-data", "state:awaiting-approval");
    }

    private void says(String method, String path, AnswerFault fault) throws Exception {
        var number = github.model()
                .openWithForm("capability-owner", "Move", "", List.of("migrate-my-data"))
                .number();
        var migration = new MigrationId("acme", "platform", number);
        var history = List.<SpecificRecord>of(Story.requested(1), Story.passed(2));
        github.faults().answerNext(1, method, path, fault);

        handle(migration, history);
        reporter.repair(migration, history);

        assertThat(github.model().comments(number))
                .extracting(StoredComment::body)
                .satisfiesExactlyInAnyOrder(
                        body -> assertThat(body).startsWith("<!-- movein:status "),
                        body -> assertThat(body).startsWith("<!-- movein:review "));
        assertThat(github.model().issue(number).labels())
                .containsExactlyInAnyOrder("migrate-my-data", "state:awaiting-approval");
    }

    /** Never before the time that GitHub named. */
    private void handle(MigrationId migration, List<SpecificRecord> history) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            try {
                reporter.handle(history.stream()
                        .<io.movein.contract.Message<?>>map(event -> Story.message(migration, event))
                        .toList());
                return;
            } catch (RetryableException later) {
                wait(later.after());
            } catch (PermanentException refused) {
                return; // the reconciler makes good for it
            }
        }
        throw new AssertionError("not done after " + TRIES + " tries");
    }

    private static void wait(Duration asked) throws InterruptedException {
        var longest = Duration.ofMillis(1_200);
        Thread.sleep(asked.compareTo(longest) < 0 ? asked : longest);
    }
}
