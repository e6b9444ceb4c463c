package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHIssueStateReason;
import org.kohsuke.github.GHLabel;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.HttpException;

/** Everything the services do on GitHub, with the client they use. */
class Hub4jIT {

    @TempDir
    Path data;

    private LocalGitHub github;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
    }

    @AfterEach
    void stop() throws IOException {
        github.close();
    }

    @Test
    void knowsAccountsAndTheRepository() throws IOException {
        var client = as("movein[bot]");

        assertThat(client.getMyself().getId()).isEqualTo(9001);
        assertThat(client.getUser("capability-owner").getId()).isEqualTo(1001);
        assertThat(client.getRepository("acme/platform").getFullName()).isEqualTo("acme/platform");
        assertThatExceptionOfType(GHFileNotFoundException.class).isThrownBy(() -> client.getRepository("acme/other"));
        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> as("nobody").getMyself())
                .withMessageContaining("Bad credentials")
                .extracting(HttpException::getResponseCode)
                .isEqualTo(401);
    }

    @Test
    void opensEditsClosesAndReopensAnIssue() throws IOException {
        var repository = as("capability-owner").getRepository("acme/platform");

        var issue = repository
                .createIssue("Move")
                .body("one\r\ntwo")
                .label("migrate-my-data")
                .create();
        issue.setBody("three");
        issue.setTitle("Move it");
        issue.close(GHIssueStateReason.NOT_PLANNED);
        var closed = repository.getIssue(issue.getNumber());
        issue.reopen();

        assertThat(issue.getLabels()).isEmpty();
        assertThat(closed.getBody()).isEqualTo("three");
        assertThat(closed.getTitle()).isEqualTo("Move it");
        assertThat(closed.getState()).isEqualTo(GHIssueState.CLOSED);
        assertThat(closed.getStateReason()).isEqualTo(GHIssueStateReason.NOT_PLANNED);
        assertThat(closed.getUser().getId()).isEqualTo(1001);
        assertThat(closed.getHtmlUrl().toString()).isEqualTo(github.url() + "/acme/platform/issues/1");
        assertThat(repository.getIssue(1).getState()).isEqualTo(GHIssueState.OPEN);
    }

    @Test
    void setsAndTakesLabelsWithColonsAndSlashes() throws IOException {
        var number = filed();
        var issue = as("operator").getRepository("acme/platform").getIssue(number);

        issue.addLabels("operator:approved", "a/b c", "state:running");
        issue.removeLabels("a/b c");

        assertThat(github.model().issue(number).labels())
                .containsExactly("migrate-my-data", "operator:approved", "state:running");
        issue.setLabels("state:closed");
        assertThat(github.model().issue(number).labels()).containsExactly("state:closed");
    }

    @Test
    void removesALabelWhoseSlashIsEncoded() throws Exception {
        var number = filed();
        github.model().addLabels("operator", number, List.of("a/b"));

        var answer = Http.delete(github, "operator", "/repos/acme/platform/issues/" + number + "/labels/a%2Fb");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(github.model().issue(number).labels()).containsExactly("migrate-my-data");
    }

    @Test
    void tellsWhoLabelledPageByPage() throws IOException {
        var number = filed();
        for (var i = 0; i < 20; i++) {
            github.model().addLabels("outsider", number, List.of("operator:approved"));
            github.model().removeLabel("movein[bot]", number, "operator:approved");
        }

        var events = as("movein[bot]")
                .getRepository("acme/platform")
                .getIssue(number)
                .listEvents()
                .toList();

        assertThat(events).hasSize(41);
        assertThat(events.get(1).getEvent()).isEqualTo("labeled");
        assertThat(events.get(1).getActor().getId()).isEqualTo(3001);
        assertThat(events.get(1).getLabel().getName()).isEqualTo("operator:approved");
        assertThat(events.get(40).getEvent()).isEqualTo("unlabeled");
    }

    @Test
    void writesEditsListsAndDeletesComments() throws IOException {
        var number = filed();
        var issue = as("movein[bot]").getRepository("acme/platform").getIssue(number);
        for (var i = 0; i < 45; i++) {
            issue.comment("comment " + i);
        }

        var comments = issue.listComments().withPageSize(20).toList();
        comments.get(3).update("changed");
        comments.get(4).delete();

        assertThat(comments).hasSize(45);
        assertThat(issue.queryComments().since(Date.from(Instant.EPOCH)).list().toList())
                .extracting(GHIssueComment::getBody)
                .hasSize(44)
                .startsWith("comment 0", "comment 1", "comment 2", "changed", "comment 5");
        assertThat(issue.queryComments()
                        .since(Date.from(Instant.now().plusSeconds(60)))
                        .list()
                        .toList())
                .isEmpty();
    }

    @Test
    void listsIssuesByLabelAndState() throws IOException {
        for (var i = 0; i < 35; i++) {
            filed();
        }
        github.model().open("other-owner", "something else", "", List.of());
        var repository = as("movein[bot]").getRepository("acme/platform");
        repository.getIssue(1).close();

        var open = repository
                .queryIssues()
                .label("migrate-my-data")
                .state(GHIssueState.OPEN)
                .list()
                .toList();
        var all = repository.queryIssues().state(GHIssueState.ALL).list().toList();

        assertThat(open)
                .hasSize(34)
                .extracting(GHIssue::getNumber)
                .startsWith(35, 34)
                .doesNotContain(1, 36);
        assertThat(all).hasSize(36);
    }

    @Test
    void listsLabelsAndTeams() throws IOException {
        var client = as("movein[bot]");
        var repository = client.getRepository("acme/platform");

        repository.createLabel("new:one", "112233", "what for");

        assertThat(repository.listLabels().toList())
                .extracting(GHLabel::getName)
                .contains("migrate-my-data", "operator:approved", "state:running", "new:one");
        assertThat(client.getOrganization("acme")
                        .getTeamBySlug("movein-operators")
                        .listMembers()
                        .toList())
                .extracting(GHUser::getId)
                .containsExactly(2001L);
    }

    @Test
    void refusesAsGitHubDoes() throws IOException {
        var number = filed();
        var stranger = as("other-owner").getRepository("acme/platform").getIssue(number);
        github.model().deleteIssue("operator", filed());

        assertStatus(403, () -> stranger.setTitle("mine now"));
        assertStatus(403, () -> stranger.addLabels("operator:approved"));
        assertStatus(422, () -> stranger.comment("x".repeat(65_537)));
        assertStatus(410, () -> stranger.getRepository().getIssue(number + 1));
        assertStatus(404, () -> stranger.getRepository().getIssue(99));
    }

    private GitHub as(String login) throws IOException {
        return new GitHubBuilder()
                .withEndpoint(github.url().toString())
                .withOAuthToken(login)
                .build();
    }

    private int filed() {
        return github.model()
                .openWithForm("capability-owner", "Move", "body", List.of("migrate-my-data"))
                .number();
    }

    private static void assertStatus(int status, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).contains(String.valueOf(status)));
    }
}
