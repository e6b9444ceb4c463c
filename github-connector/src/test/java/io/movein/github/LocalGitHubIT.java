package io.movein.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.IssueEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalGitHubIT {

    private static final OpenApi OPEN_API = new OpenApi();

    @TempDir
    private Path data;

    private LocalGitHub github;
    private RecordingProxy proxy;
    private GitHubConnection connection;
    private Issues issues;
    private int number;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        proxy = new RecordingProxy(github.url());
        connection = GitHubConnection.open(
                new GitHubAccess(proxy.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        issues = connection.issues();
        number = github.model()
                .openWithForm("capability-owner", "Move my data", "### Mode\n\nlive", List.of("migrate-my-data"))
                .number();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        proxy.close();
        github.close();
        assertThat(proxy.said()).flatExtracting(OPEN_API::against).isEmpty();
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
        });
        assertThat(read.labelEvents())
                .extracting(LabelEvent::label, LabelEvent::actorLogin)
                .contains(tuple("operator:approved", "operator"));
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 1_000})
    void readsEveryCommentAndEveryEventWhateverTheirNumber(int many) {
        for (int i = 1; i < many; i++) {
            github.model().comment("capability-owner", number, "comment " + i);
        }
        github.model().comment("capability-owner", number, "/stop");
        for (int i = 1; i < many; i++) {
            github.model().addLabels("operator", number, List.of("l" + i));
        }
        var before = connection.traffic().requests();

        var read = issues.read(number).orElseThrow();

        assertThat(read.comments())
                .hasSize(many)
                .last()
                .extracting(Comment::body)
                .isEqualTo("/stop");
        assertThat(read.labelEvents()).hasSize(many);
        assertThat(connection.traffic().requests() - before).isEqualTo(Math.ceilDiv(many, 100));
    }

    @Test
    void knowsWhichOfManyCommentsWereEditedThoughInTheSameSecond() {
        var edited = github.model().comment("capability-owner", number, "/status");
        for (int i = 0; i < 150; i++) {
            github.model().comment("capability-owner", number, "comment " + i);
        }
        var late = github.model().comment("capability-owner", number, "/help");
        github.model().editComment("operator", edited.id(), "/plan abandon");
        github.model().editComment("capability-owner", late.id(), "/stop");

        var read = issues.read(number).orElseThrow();

        assertThat(read.edited()).containsExactlyInAnyOrder(edited.id(), late.id());
        assertThat(read.comments()).extracting(Comment::id).contains(edited.id(), late.id());
    }

    @Test
    void readsTheLinkedIssueInTheSameRequest() {
        var other = github.model().openWithForm("other-owner", "Onboarding", "", List.of("onboard-my-capability"));
        var before = connection.traffic().requests();

        var read = issues.read(number, other.number()).orElseThrow();

        assertThat(read.linked().orElseThrow().title()).isEqualTo("Onboarding");
        assertThat(connection.traffic().requests() - before).isEqualTo(1);
        assertThat(issues.read(number, 99).orElseThrow().linked()).isEmpty();
        assertThat(issues.read(99, other.number())).isEmpty();
    }

    @Test
    void tellsWhoClosedAndOpenedAnIssue() {
        github.model().edit("operator", number, new IssueEdit(null, null, false, "not_planned", null));
        github.model().edit("capability-owner", number, new IssueEdit(null, null, true, null, null));

        assertThat(issues.read(number).orElseThrow().stateEvents())
                .extracting(StateEvent::open, StateEvent::actorLogin)
                .containsExactly(tuple(false, "operator"), tuple(true, "capability-owner"));
    }

    @Test
    void listsWhatChangedWhateverItsStateAndLabels() {
        var other = github.model().openWithForm("other-owner", "Else", "", List.of("bug"));
        issues.close(number, CloseReason.COMPLETED, null);

        assertThat(issues.changedSince(other.createdAt()))
                .extracting(ChangedIssue::number)
                .containsExactlyInAnyOrder(number, other.number());
        assertThat(issues.changedSince(other.createdAt().plusSeconds(3600))).isEmpty();
        assertThat(issues.openWith("bug")).extracting(ChangedIssue::number).containsExactly(other.number());
    }

    @Test
    void tellsWhatOthersDidFromWhatWeDid() {
        var mine = issues.comment(number, "mine");
        var before = byOthers();
        issues.editComment(number, mine.id(), "mine again");
        issues.addLabel(number, "state:running");
        issues.setLabels(number, Set.of("migrate-my-data"));

        assertThat(byOthers()).isEqualTo(before);
    }

    @Test
    void tellsEverythingThatOthersDoThoughInTheSameSecond() {
        var mine = issues.comment(number, "mine");
        var seen = new HashSet<String>();
        var model = github.model();

        assertThat(seen.add(byOthers())).isTrue();
        for (var deed : List.<Runnable>of(
                () -> model.comment("outsider", number, "hello"),
                () -> model.comment("capability-owner", number, "/stop"),
                () -> model.addLabels("operator", number, List.of("operator:approved")),
                () -> model.removeLabel("operator", number, "operator:approved"),
                () -> model.editComment("operator", mine.id(), "forged"),
                () -> model.edit("capability-owner", number, new IssueEdit("Other", null, null, null, null)),
                () -> model.edit("capability-owner", number, new IssueEdit(null, "Other", null, null, null)),
                () -> model.edit("operator", number, new IssueEdit(null, null, false, "completed", null)))) {
            deed.run();

            assertThat(seen.add(byOthers())).isTrue();
        }
    }

    private String byOthers() {
        return issues.openWith("migrate-my-data").stream()
                .findFirst()
                .or(() -> issues.changedSince(Instant.EPOCH).stream().findFirst())
                .orElseThrow()
                .byOthers();
    }

    @Test
    void saysWhenALimitIsOver() {
        github.faults().answerNext(1, "POST", "/graphql", new AnswerFault.SecondaryLimit(403, null));
        var unnamed = catchThrowableOfType(RateLimitedException.class, () -> issues.issue(number));
        connection.close();
        connection = GitHubConnection.open(
                new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        github.faults().answerNext(1, "POST", "/graphql", new AnswerFault.PrimaryLimit(Duration.ofMinutes(20)));
        var hourly = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(number));

        assertThat(unnamed.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(hourly.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21));
    }

    @Test
    void writesCommentsLabelsAndTheEnd() {
        var written = issues.comment(number, "<!-- movein:status sequence=1 -->\nfirst");
        issues.editComment(number, written.id(), "second");
        issues.addLabel(number, "state:running");
        issues.removeLabel(number, "migrate-my-data");
        issues.removeLabel(number, "never-set");
        issues.close(number, CloseReason.COMPLETED, null);

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

        assertThat(issues.read(number).orElseThrow().comments())
                .extracting(Comment::body)
                .containsExactly("new");
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

        assertThat(issues.read(number).orElseThrow().comments())
                .extracting(Comment::body)
                .containsExactly("once");
    }
}
