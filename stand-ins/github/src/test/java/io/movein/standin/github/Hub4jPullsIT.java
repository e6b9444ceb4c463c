package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.standin.github.model.GitRepository;
import io.movein.standin.github.model.Protection;
import io.movein.standin.github.model.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.github.GHCommit;
import org.kohsuke.github.GHCommitState;
import org.kohsuke.github.GHCommitStatus;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHPullRequest;
import org.kohsuke.github.GHPullRequestCommitDetail;
import org.kohsuke.github.GHPullRequestFileDetail;
import org.kohsuke.github.GHPullRequestReview;
import org.kohsuke.github.GHPullRequestReviewEvent;
import org.kohsuke.github.GHPullRequestReviewState;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHTreeEntry;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;

/** Branches, files and pull requests, with the client that the services use. */
class Hub4jPullsIT {

    @TempDir
    Path data;

    private LocalGitHub github;
    private GHRepository repository;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        repository = as("movein[bot]").getRepository("acme/platform");
    }

    @AfterEach
    void stop() throws IOException {
        github.close();
    }

    @Test
    void makesABranchWithFilesInOneCommit() throws IOException {
        var made =
                branch("plan", Map.of("plans/1/inventory.yaml", "entries: []\n", "plans/1/risks.yaml", "risks: []\n"));

        var tree = repository.getTreeRecursive("plan", 1);
        var commit = repository.getCommit("plan");

        assertThat(repository.getRef("heads/plan").getObject().getSha()).isEqualTo(made);
        assertThat(repository.getBranch("plan").getSHA1()).isEqualTo(made);
        assertThat(tree.getTree())
                .extracting(GHTreeEntry::getPath, GHTreeEntry::getMode, GHTreeEntry::getType, GHTreeEntry::getSize)
                .contains(
                        tuple("plans/1", "040000", "tree", 0L),
                        tuple("plans/1/inventory.yaml", TreeEntry.FILE, "blob", 12L),
                        tuple("README.md", TreeEntry.FILE, "blob", 11L));
        assertThat(commit.getCommitShortInfo().getMessage()).isEqualTo("Templates");
        assertThat(commit.getAuthor().getId()).isEqualTo(9001);
        assertThat(commit.getParentSHA1s()).hasSize(1);
        assertThatExceptionOfType(GHFileNotFoundException.class).isThrownBy(() -> repository.getRef("heads/pla"));
        assertThatExceptionOfType(GHFileNotFoundException.class).isThrownBy(() -> repository.getBranch("pla"));
        assertStatus(422, () -> repository.createRef("refs/heads/plan", made));
    }

    @Test
    void readsWritesAndRemovesAFile() throws IOException {
        branch("plan", Map.of("a.yaml", "a: 1\n"));
        repository
                .createContent()
                .branch("plan")
                .path("b.yaml")
                .content("b: 1\n")
                .message("Add b")
                .commit();

        var file = repository.getFileContent("b.yaml", "plan");
        file.update("b: 2\n", "Change b", "plan");
        var changed = repository.getFileContent("b.yaml", "plan");

        assertThat(changed.read()).hasContent("b: 2");
        assertStatus(409, () -> file.update("b: 3\n", "Change what I saw", "plan"));
        changed.delete("Remove b", "plan");
        assertThatExceptionOfType(GHFileNotFoundException.class)
                .isThrownBy(() -> repository.getFileContent("b.yaml", "plan"));
        assertThatExceptionOfType(GHFileNotFoundException.class)
                .isThrownBy(() -> repository.getFileContent("a.yaml", "main"));
    }

    @Test
    void showsALinkInTheTreeAndFollowsItInTheContents() throws IOException {
        branch("plan", Map.of("a.yaml", "a: 1\n"));
        github.model().git().link("operator", "acme:plan", "Link", "b.yaml", "a.yaml");

        assertThat(repository.getTreeRecursive("plan", 1).getTree())
                .extracting(GHTreeEntry::getPath, GHTreeEntry::getMode)
                .contains(tuple("b.yaml", TreeEntry.SYMLINK));
        assertThat(repository.getFileContent("b.yaml", "plan").read()).hasContent("a: 1");
    }

    @Test
    void opensAPullRequestAndTellsWhatItChanges() throws IOException {
        write("operator", "main", "old.yaml", "the same\n");
        branch("plan", Map.of("a.yaml", "a: 1\n", "moved.yaml", "the same\n"));
        github.model().git().write("operator", "acme:plan", "Move", Collections.singletonMap("old.yaml", null));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "What there is");

        var read = repository.getPullRequest(pull.getNumber());

        assertThat(read.listFiles().toList())
                .extracting(
                        GHPullRequestFileDetail::getFilename,
                        GHPullRequestFileDetail::getStatus,
                        GHPullRequestFileDetail::getPreviousFilename)
                .containsExactly(tuple("a.yaml", "added", null), tuple("moved.yaml", "renamed", "old.yaml"));
        assertThat(read.listCommits().toList())
                .extracting(GHPullRequestCommitDetail::getSha)
                .hasSize(2)
                .last()
                .isEqualTo(read.getHead().getSha());
        assertThat(read.getHead().getRef()).isEqualTo("plan");
        assertThat(read.getHead().getRepository().isFork()).isFalse();
        assertThat(read.getMergeable()).isTrue();
        assertThat(read.isMerged()).isFalse();
        assertThat(read.getHtmlUrl()).hasPath("/acme/platform/pull/" + pull.getNumber());
        assertThat(repository.getIssue(pull.getNumber()).isPullRequest()).isTrue();
        assertThat(found("plan")).extracting(GHPullRequest::getNumber).containsExactly(pull.getNumber());
        assertThat(found("other")).isEmpty();
        assertStatus(422, () -> repository.createPullRequest("Again", "plan", "main", ""));
        assertStatus(422, () -> repository.createPullRequest("Nothing", "nowhere", "main", ""));
    }

    @Test
    void mergesTheCommitThatIsNamedAndNoOther() throws IOException {
        var seen = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        var pushed = write("operator", "plan", "a.yaml", "a: 2\n");

        assertStatus(409, () -> pull.merge("Passed", seen));
        pull.merge("Passed", pushed);

        var merged = repository.getPullRequest(pull.getNumber());
        assertThat(merged.isMerged()).isTrue();
        assertThat(merged.getState()).isEqualTo(GHIssueState.CLOSED);
        assertThat(merged.getMergedBy().getId()).isEqualTo(9001);
        assertThat(repository.getBranch("main").getSHA1()).isEqualTo(merged.getMergeCommitSha());
        assertThat(repository.getCommit(merged.getMergeCommitSha()).getParentSHA1s())
                .contains(pushed);
        assertThat(repository.getFileContent("a.yaml").read()).hasContent("a: 2");
        assertStatus(405, () -> pull.merge("Again", pushed));
    }

    @Test
    void refusesToMergeWhatConflicts() throws IOException {
        write("operator", "main", "a.yaml", "a: 0\n");
        var head = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        write("operator", "main", "a.yaml", "a: 2\n");

        assertThat(repository.getPullRequest(pull.getNumber()).getMergeable()).isFalse();
        assertStatus(405, () -> pull.merge("Passed", head));
    }

    @Test
    void letsNothingPastTheProtectionOfABranch() throws IOException {
        var head = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        github.model().git().protect("operator", "main", new Protection(1, List.of("movein")));

        assertThat(repository.getBranch("main").isProtected()).isTrue();
        assertStatus(409, () -> write("outsider", "main", "b.yaml", ""));
        assertSays("At least 1 approving review is required", () -> pull.merge("", head));
        review("operator", pull, GHPullRequestReviewEvent.APPROVE, head);
        assertSays("Required status check", () -> pull.merge("", head));
        repository.createCommitStatus(head, GHCommitState.SUCCESS, null, "all good", "movein");
        pull.merge("", head);

        assertThat(repository.getPullRequest(pull.getNumber()).isMerged()).isTrue();
    }

    @Test
    void reviewsNameTheirCommit() throws IOException {
        var first = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        var review = review("operator", pull, GHPullRequestReviewEvent.APPROVE, first);
        review("outsider", pull, GHPullRequestReviewEvent.REQUEST_CHANGES, first);
        write("operator", "plan", "a.yaml", "a: 2\n");
        review.dismiss("it moved");

        var reviews = pull.listReviews().toList();
        assertThat(reviews)
                .extracting(GHPullRequestReview::getState, GHPullRequestReview::getCommitId)
                .containsExactly(
                        tuple(GHPullRequestReviewState.DISMISSED, first),
                        tuple(GHPullRequestReviewState.CHANGES_REQUESTED, first));
        assertThat(reviews.getLast().getUser().getId()).isEqualTo(3001);
        assertStatus(
                422,
                () -> pull.createReview()
                        .event(GHPullRequestReviewEvent.APPROVE)
                        .create());
    }

    @Test
    void statusesHaveContextsAndTheNewestCounts() throws IOException {
        var head = branch("plan", Map.of("a.yaml", "a: 1\n"));
        repository.createCommitStatus(head, GHCommitState.PENDING, "http://127.0.0.1/x", "looking", "movein");
        repository.createCommitStatus(head, GHCommitState.FAILURE, null, "2 problems", "movein");

        assertThat(repository.listCommitStatuses(head).toList())
                .extracting(GHCommitStatus::getContext, GHCommitStatus::getState, GHCommitStatus::getDescription)
                .containsExactly(
                        tuple("movein", GHCommitState.FAILURE, "2 problems"),
                        tuple("movein", GHCommitState.PENDING, "looking"));
        assertStatus(
                422, () -> repository.createCommitStatus(head, GHCommitState.SUCCESS, null, "x".repeat(141), "movein"));
    }

    @Test
    void labelsAndCommentsAPullRequestAsAnIssue() throws IOException {
        branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");

        pull.addLabels("plan:assessment");
        pull.comment("2 problems");

        var read = repository.getPullRequest(pull.getNumber());
        assertThat(read.getLabels()).extracting("name").containsExactly("plan:assessment");
        var comment = read.getComments().getFirst();
        assertThat(comment.getBody()).isEqualTo("2 problems");
        assertThat(github.model().openIssues()).isZero();
    }

    @Test
    void tellsAForceAndAFork() throws Exception {
        var first = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var git = github.model().git();
        var main = repository.getBranch("main").getSHA1();
        assertStatus(422, () -> repository.getRef("heads/plan").updateTo(main));
        repository.getRef("heads/plan").updateTo(main, true);
        git.createBranch("other-owner", "other-owner:plan", first);
        github.model().pulls().open("other-owner", "From elsewhere", "", "other-owner:plan", "main");

        var pull = repository.getPullRequest(1);

        assertThat(pull.getHead().getRepository().isFork()).isTrue();
        assertThat(pull.getHead().getRepository().getFullName()).isEqualTo("other-owner/platform");
        assertThat(pull.getHead().getSha()).isEqualTo(first);
        assertThat(Http.get(github, "operator", "/repos/acme/platform/activity?ref=refs/heads/plan")
                        .body())
                .contains("\"activity_type\":\"force_push\"", "\"activity_type\":\"branch_creation\"");
    }

    @Test
    void aPushThatBringsTheHeadIntoTheBaseCountsAsMergedAndADeletedHeadCloses() throws IOException {
        var head = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        repository.getRef("heads/main").updateTo(head);
        branch("other", Map.of("b.yaml", "b: 1\n"));
        var other = repository.createPullRequest("Mapping", "other", "main", "");
        repository.getRef("heads/other").delete();

        assertThat(repository.getPullRequest(pull.getNumber()).isMerged()).isTrue();
        assertThat(repository.getPullRequest(other.getNumber()))
                .extracting(GHPullRequest::getState)
                .isEqualTo(GHIssueState.CLOSED);
    }

    @Test
    void comesBackWithEverything() throws IOException {
        var head = branch("plan", Map.of("a.yaml", "a: 1\n"));
        var pull = repository.createPullRequest("Assessment", "plan", "main", "");
        review("operator", pull, GHPullRequestReviewEvent.APPROVE, head);
        pull.merge("", head);
        var before = List.of(
                github.model().pulls().all(),
                github.model().pulls().reviews(pull.getNumber()),
                github.model().git().branches(),
                github.model().git().history(GitRepository.MAIN),
                github.model().git().files(GitRepository.MAIN));
        github.close();

        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));

        assertThat(List.of(
                        github.model().pulls().all(),
                        github.model().pulls().reviews(pull.getNumber()),
                        github.model().git().branches(),
                        github.model().git().history(GitRepository.MAIN),
                        github.model().git().files(GitRepository.MAIN)))
                .isEqualTo(before);
    }

    /** @return its SHA */
    private String branch(String name, Map<String, String> files) throws IOException {
        var main = repository.getBranch("main").getSHA1();
        var tree = repository.createTree().baseTree(main);
        files.forEach((path, text) -> tree.add(path, text, false));
        GHCommit commit = repository
                .createCommit()
                .message("Templates")
                .tree(tree.create().getSha())
                .parent(main)
                .create();
        repository.createRef("refs/heads/" + name, commit.getSHA1());
        return commit.getSHA1();
    }

    private String write(String actor, String branch, String path, String text) throws IOException {
        var there = new HashMap<>(github.model().git().files(branch)).get(path);
        var content = as(actor)
                .getRepository("acme/platform")
                .createContent()
                .branch(branch)
                .path(path)
                .content(text.getBytes(StandardCharsets.UTF_8))
                .message("Write " + path);
        return (there == null ? content : content.sha(there.sha()))
                .commit()
                .getCommit()
                .getSHA1();
    }

    private GHPullRequestReview review(String by, GHPullRequest pull, GHPullRequestReviewEvent event, String commit)
            throws IOException {
        return as(by).getRepository("acme/platform")
                .getPullRequest(pull.getNumber())
                .createReview()
                .event(event)
                .commitId(commit)
                .body("seen")
                .create();
    }

    private List<GHPullRequest> found(String branch) throws IOException {
        return repository
                .queryPullRequests()
                .state(GHIssueState.ALL)
                .head("acme:" + branch)
                .base("main")
                .list()
                .toList();
    }

    private GitHub as(String login) throws IOException {
        return new GitHubBuilder()
                .withEndpoint(github.url().toString())
                .withOAuthToken(login)
                .build();
    }

    private static void assertStatus(int status, ThrowingCallable call) {
        assertSays(String.valueOf(status), call);
    }

    private static void assertSays(String text, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).contains(text));
    }
}
