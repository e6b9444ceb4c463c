package io.movein.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.standin.github.Config;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGitHubIT {

    @TempDir
    private Path data;

    private LocalGitHub github;
    private GitHubConnection connection;
    private Issues issues;
    private int number;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(Config.of("acme/infra", data));
        connection = GitHubConnection.open(
                new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        issues = connection.issues();
        number = github.model()
                .openWithForm("capability-owner", "Move my data", "### Mode\n\nlive", List.of("migrate-my-data"))
                .number();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    @Test
    void readsAnIssueWithItsHistory() {
        github.model().comment("other-owner", number, "/status");
        github.model().addLabels("operator", number, List.of("operator:approved"));

        var read = issues.read(number).orElseThrow();

        assertThat(read.issue().authorId()).isEqualTo(1001);
        assertThat(read.issue().isOpen()).isTrue();
        assertThat(read.issue().labels()).containsExactlyInAnyOrder("migrate-my-data", "operator:approved");
        assertThat(read.comments()).singleElement().satisfies(comment -> {
            assertThat(comment.authorId()).isEqualTo(1002);
            assertThat(comment.isEdited()).isFalse();
        });
        assertThat(read.labelEvents())
                .extracting(LabelEvent::label, LabelEvent::actorLogin)
                .contains(tuple("operator:approved", "operator"));
    }

    @Test
    void readsHundredsOfComments() {
        for (int i = 0; i < 250; i++) github.model().comment("capability-owner", number, "comment " + i);

        assertThat(issues.comments(number))
                .extracting(Comment::body)
                .hasSize(250)
                .startsWith("comment 0")
                .endsWith("comment 249");
    }

    @Test
    void findsTheCommentThatBeginsASecondPage() {
        for (int i = 0; i < 100; i++) github.model().comment("capability-owner", number, "comment " + i);
        issues.comments(number);
        github.model().comment("capability-owner", number, "/stop");

        assertThat(issues.comments(number)).hasSize(101);
    }

    @Test
    void knowsWhichOfManyCommentsWereEditedThoughInTheSameSecond() {
        var edited = github.model().comment("capability-owner", number, "/status");
        for (int i = 0; i < 150; i++) github.model().comment("capability-owner", number, "comment " + i);
        var late = github.model().comment("capability-owner", number, "/help");
        github.model().editComment("operator", edited.id(), "/plan abandon");
        github.model().editComment("capability-owner", late.id(), "/stop");

        assertThat(issues.editedComments(number)).contains(Set.of(edited.id(), late.id()));
    }

    @Test
    void listsWhatChangedWhateverItsStateAndLabels() {
        var other = github.model().openWithForm("other-owner", "Else", "", List.of("bug"));
        issues.close(number, CloseReason.COMPLETED);

        assertThat(issues.changedIssues(other.createdAt()))
                .extracting(IssueSnapshot::number)
                .containsExactlyInAnyOrder(number, other.number());
    }

    @Test
    void paysNothingForWhatHasNotChanged() {
        issues.read(number);
        var before = connection.traffic().unchanged();

        issues.read(number);

        assertThat(connection.traffic().unchanged() - before).isEqualTo(3);
    }

    @Test
    void writesCommentsLabelsAndTheEnd() {
        var written = issues.comment(number, "<!-- movein:status sequence=1 -->\nfirst");
        issues.editComment(number, written.id(), "second");
        issues.addLabel(number, "state:running");
        issues.removeLabel(number, "migrate-my-data");
        issues.removeLabel(number, "never-set");
        issues.close(number, CloseReason.COMPLETED);

        var read = issues.read(number).orElseThrow();
        assertThat(read.comments()).singleElement().satisfies(comment -> {
            assertThat(comment.body()).isEqualTo("second");
            assertThat(comment.isBy(issues.myId())).isTrue();
        });
        assertThat(read.issue().labels()).containsExactly("state:running");
        assertThat(read.issue().state()).isEqualTo(IssueSnapshot.State.CLOSED);
        assertThat(read.issue().stateReason()).isEqualTo("completed");
    }

    @Test
    void editsACommentThatAnEarlierProcessWrote() {
        var id = github.model().comment("movein[bot]", number, "old").id();

        issues.editComment(number, id, "new");

        assertThat(issues.comments(number)).extracting(Comment::body).containsExactly("new");
    }

    @Test
    void listsOpenIssuesWithTheLabelChangedSince() {
        var other = github.model().openWithForm("other-owner", "Else", "", List.of("onboard-my-capability"));

        assertThat(issues.openIssues("migrate-my-data", null))
                .extracting(IssueSnapshot::number)
                .containsExactly(number);
        assertThat(issues.openIssues("migrate-my-data", other.createdAt().plusSeconds(3600)))
                .isEmpty();
    }

    @Test
    void knowsWhoIsWho() {
        assertThat(issues.myId()).isEqualTo(9001);
        assertThat(issues.userId("operator")).contains(2001L);
        assertThat(issues.userId("nobody-at-all")).isEmpty();
        assertThat(issues.teamMembers("acme/movein-operators")).containsExactly(2001L);
    }

    @Test
    void doesNotFindADeletedIssue() {
        github.model().deleteIssue("operator", number);

        assertThat(issues.read(number)).isEmpty();
    }

    @Test
    void readsWhatAGhostLeftBehind() {
        github.model().comment("capability-owner", number, "bye");
        github.model().removeAccount("capability-owner");

        var read = issues.read(number).orElseThrow();

        assertThat(read.issue().title()).isEqualTo("Move my data");
        assertThat(read.comments())
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).isEqualTo("bye"));
    }

    @Test
    void writesOnceThoughTheAnswerIsLost() {
        github.faults().answerNext(1, "POST", "/comments$", new AnswerFault.LostAnswer());

        assertThatThrownBy(() -> issues.comment(number, "once")).isInstanceOf(UnknownOutcomeException.class);

        assertThat(issues.comments(number)).extracting(Comment::body).containsExactly("once");
    }

    @Test
    void saysWhenALimitIsOver() {
        github.faults().answerNext(1, "GET", "/issues/", new AnswerFault.SecondaryLimit(403, null));
        var unnamed = catchThrowableOfType(RateLimitedException.class, () -> issues.issue(number));
        connection.close();
        connection = GitHubConnection.open(
                new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        github.faults().answerNext(1, "GET", "/issues/", new AnswerFault.PrimaryLimit(Duration.ofMinutes(20)));
        var hourly = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(number));

        assertThat(unnamed.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(hourly.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21));
    }
}
