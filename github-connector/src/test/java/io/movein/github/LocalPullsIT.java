package io.movein.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.model.Protection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull requests as intake reads them and the reporter writes them. */
class LocalPullsIT {

    private static final String BRANCH = "movein/plan-1/assessment";

    private static final OpenApi OPEN_API = new OpenApi();

    @TempDir
    private Path data;

    private LocalGitHub github;
    private RecordingProxy proxy;
    private GitHubConnection connection;
    private Pulls pulls;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        proxy = new RecordingProxy(github.url());
        connection = GitHubConnection.open(
                new GitHubAccess(proxy.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        pulls = connection.pulls();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        proxy.close();
        github.close();
        assertThat(proxy.said()).flatExtracting(OPEN_API::against).isEmpty();
    }

    @Test
    void opensABranchAndAPullRequestAndFindsThemAgain() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n", "plans/1/inventory.yaml", "entries: []\n"));

        var read = pulls.pull(number).orElseThrow();

        assertThat(read)
                .extracting(PullSnapshot::branch, PullSnapshot::base, PullSnapshot::state, PullSnapshot::fork)
                .containsExactly(BRANCH, "main", PullSnapshot.State.OPEN, false);
        assertThat(read.author()).isEqualTo(new GitHubAccount(9001L, "movein[bot]"));
        assertThat(read.mergeable()).isTrue();
        assertThat(read.commits()).isEqualTo(1);
        assertThat(pulls.branch(BRANCH)).contains(read.head());
        assertThat(pulls.withHead(BRANCH)).extracting(PullSnapshot::number).containsExactly(number);
        assertThat(pulls.files(number))
                .extracting(PullFile::path, PullFile::status)
                .containsExactly(tuple("plans/1/inventory.yaml", "added"), tuple("plans/1/risks.yaml", "added"));
        assertThat(pulls.branch("movein/plan-1/mapping")).isEmpty();
        assertThat(pulls.withHead("movein/plan-1/mapping")).isEmpty();
        assertThat(pulls.pull(99)).isEmpty();
    }

    @Test
    void opensAPullRequestThatChangesNothingYetAndReadsItsComments() {
        var number = opened(Map.of());
        connection.issues().comment(number, "2 problems");

        assertThat(pulls.files(number)).isEmpty();
        assertThat(pulls.comments(number)).singleElement().satisfies(comment -> {
            assertThat(comment.body()).isEqualTo("2 problems");
            assertThat(comment.isBy(9001)).isTrue();
        });
    }

    @Test
    void readsTheFilesOfAFolderWithTheirModes() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n", "plans/12/risks.yaml", "other\n"));
        github.model().git().link("operator", "acme:" + BRANCH, "Link", "plans/1/inventory.yaml", "/etc/passwd");
        var head = pulls.pull(number).orElseThrow().head();

        var files = pulls.files(head, "plans/1");

        assertThat(files)
                .extracting(RepositoryFile::path, RepositoryFile::mode, RepositoryFile::size)
                .containsExactly(
                        tuple("plans/1/inventory.yaml", "120000", 11L), tuple("plans/1/risks.yaml", "100644", 10L));
        assertThat(new String(pulls.blob(files.getLast().blob()), StandardCharsets.UTF_8))
                .isEqualTo("risks: []\n");
        assertThat(pulls.files(head, "plans/2")).isEmpty();
    }

    @Test
    void tellsWhoWroteAndWhoPushed() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n"));
        var git = github.model().git();
        git.writeByHand("operator", "acme:" + BRANCH, "Fill in", "plans/1/risks.yaml", "risks: [a]\n");
        var elsewhere = git.write(
                "capability-owner",
                fork(),
                "Elsewhere",
                Map.of("plans/1/risks.yaml", "risks: [b]\n".getBytes(StandardCharsets.UTF_8)));
        git.moveBranch("outsider", "acme:" + BRANCH, elsewhere.sha(), true);

        assertThat(pulls.writers(pulls.pull(number).orElseThrow()))
                .extracting(GitHubAccount::login)
                .containsExactlyInAnyOrder("operator", "capability-owner", "outsider", "movein[bot]");
    }

    @Test
    void readsReviewsWithTheirCommits() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n"));
        var head = pulls.pull(number).orElseThrow().head();
        var first = github.model().pulls().review("operator", number, "APPROVE", "", head);
        github.model().pulls().dismiss("operator", number, first.id(), "a mistake");
        github.model().pulls().review("outsider", number, "APPROVE", "", head);

        assertThat(pulls.reviews(number))
                .extracting(review -> review.author().id(), PullReview::state, PullReview::commit)
                .containsExactly(tuple(2001L, "DISMISSED", head), tuple(3001L, "APPROVED", head));
    }

    @Test
    void mergesOnlyTheCommitThatIsNamedAndSaysWhatIsAgainstIt() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n"));
        var seen = pulls.pull(number).orElseThrow().head();
        var git = github.model().git();
        var moved = git.writeByHand("operator", "acme:" + BRANCH, "More", "plans/1/risks.yaml", "risks: [a]\n");
        git.protect("operator", "main", new Protection(0, List.of("movein/assessment")));

        var other = catchThrowableOfType(GitHubRefusedException.class, () -> pulls.merge(number, seen, "Passed"));
        var kept = catchThrowableOfType(GitHubRefusedException.class, () -> pulls.merge(number, moved.sha(), "Passed"));
        pulls.status(moved.sha(), "movein/assessment", StatusState.SUCCESS, "passed", null);
        pulls.merge(number, moved.sha(), "Passed");

        assertThat(other.status()).isEqualTo(409);
        assertThat(kept.status()).isEqualTo(405);
        assertThat(kept).hasMessageContaining("Required status check");
        var merged = pulls.pull(number).orElseThrow();
        assertThat(merged.state()).isEqualTo(PullSnapshot.State.MERGED);
        assertThat(merged.mergedBy()).isEqualTo(new GitHubAccount(9001L, "movein[bot]"));
        assertThat(merged.mergeCommit()).isEqualTo(pulls.branch("main").orElseThrow());
    }

    @Test
    void keepsOneStatusForEachContext() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n"));
        var head = pulls.pull(number).orElseThrow().head();
        pulls.status(head, "movein/assessment", StatusState.PENDING, "looking", null);
        pulls.status(head, "movein/assessment", StatusState.FAILURE, "2 problems", github.url() + "/x");

        assertThat(pulls.statuses(head))
                .containsExactly(new StatusSnapshot("movein/assessment", StatusState.FAILURE, "2 problems"));
    }

    @Test
    void findsWhatWasUpdatedSinceAndFromAFork() {
        var number = opened(Map.of("plans/1/risks.yaml", "risks: []\n"));
        fork();
        var forked = github.model().pulls().open("capability-owner", "Mine", "", "capability-owner:fork", "main");
        pulls.close(number);

        var found = pulls.updatedSince(Instant.EPOCH, 10);

        assertThat(found)
                .extracting(PullSnapshot::number, PullSnapshot::state, PullSnapshot::fork)
                .containsExactlyInAnyOrder(
                        tuple(number, PullSnapshot.State.CLOSED, false),
                        tuple(forked.number(), PullSnapshot.State.OPEN, true));
        assertThat(pulls.updatedSince(Instant.EPOCH, 1)).hasSize(1);
        assertThat(pulls.updatedSince(Instant.now().plusSeconds(60), 10)).isEmpty();
    }

    private int opened(Map<String, String> files) {
        var base = pulls.defaultBranch();
        var commit = pulls.commit(pulls.branch(base).orElseThrow(), "Templates", files);
        pulls.createBranch(BRANCH, commit);
        return pulls.open("Assessment", "Fill in", BRANCH, base);
    }

    private String fork() {
        var git = github.model().git();
        git.createBranch(
                "capability-owner", "capability-owner:fork", git.commit(BRANCH).sha());
        return "capability-owner:fork";
    }
}
