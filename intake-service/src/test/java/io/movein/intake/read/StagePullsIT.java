package io.movein.intake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.OperatorAccount;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.poll.PullPoll;
import io.movein.intake.publish.CommandPublisher;
import io.movein.intake.publish.Hints;
import io.movein.model.ArtifactFile;
import io.movein.model.FileChange;
import io.movein.model.Person;
import io.movein.model.PullRequestState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Role;
import io.movein.model.Stage;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.model.GitRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What intake says of a stage's pull request, whatever people did to it. */
class StagePullsIT {

    @TempDir
    private Path data;

    private LocalGitHub github;
    private GitHubConnection connection;
    private IssueReader reader;
    private final RecordingPublisher kafka = new RecordingPublisher();
    private int plan;
    private String branch;
    private int pull;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        connection = GitHubConnection.open(
                new GitHubAccess(github.url(), "acme/infra", new Credentials.Token("movein[bot]")));
        var operators = new Operators(List.of(new OperatorAccount(null, 2001L)), null, connection.issues());
        reader = new IssueReader(
                "acme/infra",
                connection.issues(),
                new StagePulls(connection.pulls(), operators),
                operators,
                new CommandPublisher(kafka, new SimpleMeterRegistry(), () -> 0),
                CommentSeal.plain(),
                InstantSource.system(),
                _ -> {});
        plan = github.model()
                .openWithForm("capability-owner", "Plan", "", List.of("migration-plan"))
                .number();
        branch = "movein/plan-" + plan + "/assessment";
        git().createBranch("movein[bot]", "acme:" + branch, git().commit("main").sha());
        write("movein[bot]", "inventory.yaml", "entries: []\n");
        pull = github.model()
                .pulls()
                .open("movein[bot]", "Assessment", "", branch, "main")
                .number();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    @Test
    void saysWhatThereIsAndSaysItOnce() throws Exception {
        write("operator", "inventory.yaml", "entries: [a]\n");

        read();
        read();

        var read = only();
        assertThat(read)
                .extracting(StageRead::getStage, StageRead::getAttempt, StageRead::getPullRequest, StageRead::getState)
                .containsExactly(Stage.ASSESSMENT, 1, pull, PullRequestState.OPEN);
        assertThat(read.getHead()).isEqualTo(git().commit(branch).sha());
        assertThat(read.getBlocked()).isNull();
        assertThat(read.getWriters()).containsExactly(new Person(9001L, "movein[bot]"), new Person(2001L, "operator"));
        assertThat(read.getFiles())
                .containsExactly(ArtifactFile.newBuilder()
                        .setPath(path("inventory.yaml"))
                        .setSize(13)
                        .setMode("100644")
                        .setChange(FileChange.ADDED)
                        .setText("entries: [a]\n")
                        .build());
    }

    @Test
    void saysAgainWhatWasPushedByForce() throws Exception {
        read();
        var main = git().commit("main").sha();
        git().moveBranch("operator", "acme:" + branch, main, true);
        write("operator", "risks.yaml", "risks: []\n");
        read();

        assertThat(reads())
                .hasSize(2)
                .last()
                .satisfies(read -> assertThat(read.getFiles())
                        .extracting(ArtifactFile::getPath)
                        .containsExactly(path("risks.yaml")));
    }

    @Test
    void namesWhatItCannotRead() throws Exception {
        git().link("operator", "acme:" + branch, "Link", path("risks.yaml"), "/etc/passwd");
        write("operator", "mapping.yaml", "x".repeat(5_000_000));
        git().write("operator", "acme:" + branch, "Bytes", Map.of(path("runbook.yaml"), new byte[] {
            (byte) 0xff, (byte) 0xfe
        }));
        git().writeByHand("operator", "acme:" + branch, "Elsewhere", "README.md", "mine");

        read();

        assertThat(only().getFiles())
                .extracting(file -> file.getPath().replaceAll(".*/", ""), ArtifactFile::getMode, ArtifactFile::getText)
                .containsExactly(
                        tuple("inventory.yaml", "100644", "entries: []\n"),
                        tuple("mapping.yaml", "100644", null),
                        tuple("risks.yaml", "120000", null),
                        tuple("runbook.yaml", "100644", null));
        assertThat(only().getOtherPaths()).containsExactly("README.md");
    }

    @Test
    void tellsWhatWasRenamedAndRemoved() throws Exception {
        mergeAll();
        var second = branch + "-2";
        git().createBranch("movein[bot]", "acme:" + second, git().commit("main").sha());
        git().write(
                        "operator",
                        "acme:" + second,
                        "Rename",
                        Map.of(path("stock.yaml"), "entries: []\n".getBytes(StandardCharsets.UTF_8)));
        git().write("operator", "acme:" + second, "Rename", Collections.singletonMap(path("inventory.yaml"), null));
        pull = github.model()
                .pulls()
                .open("movein[bot]", "Again", "", second, "main")
                .number();

        read();

        assertThat(only().getAttempt()).isEqualTo(2);
        assertThat(only().getFiles())
                .extracting(ArtifactFile::getPath, ArtifactFile::getChange, ArtifactFile::getFormerPath)
                .containsExactly(tuple(path("stock.yaml"), FileChange.RENAMED, path("inventory.yaml")));
    }

    @Test
    void tellsWhoMergedAndWhatIsInTheWay() throws Exception {
        write("operator", "main", "inventory.yaml", "entries: [other]\n");
        read();
        git().moveBranch("operator", "acme:main", git().commit("main").parents().getFirst(), true);
        mergeAll();
        read();

        assertThat(reads())
                .first()
                .satisfies(read -> assertThat(read.getBlocked()).contains("it conflicts with 'main'"));
        assertThat(reads()).last().satisfies(read -> {
            assertThat(read.getState()).isEqualTo(PullRequestState.MERGED);
            assertThat(read.getMergedBy()).isEqualTo(new Person(3001L, "outsider"));
            assertThat(read.getMergeCommit()).isEqualTo(git().commit("main").sha());
        });
    }

    @Test
    void tellsReviewsWithWhoGaveThem() throws Exception {
        var review = github.model().pulls().review("operator", pull, "APPROVE", "", null);
        github.model().pulls().review("capability-owner", pull, "COMMENT", "a question", null);
        read();
        github.model().pulls().dismiss("operator", pull, review.id(), "a mistake");
        read();

        assertThat(kafka.bodies())
                .filteredOn(StageReviewed.class::isInstance)
                .extracting(body -> ((StageReviewed) body).getVerdict())
                .containsExactly(ReviewVerdict.APPROVED, ReviewVerdict.DISMISSED);
        assertThat(kafka.bodies())
                .filteredOn(StageReviewed.class::isInstance)
                .allSatisfy(body ->
                        assertThat(((StageReviewed) body).getActor().getRoles()).containsExactly(Role.OPERATOR));
    }

    @Test
    void readsNothingOfAForkAndNothingOfAnotherIssue() throws Exception {
        git().createBranch(
                        "other-owner",
                        "other-owner:" + branch,
                        git().commit(branch).sha());
        pull = github.model()
                .pulls()
                .open("other-owner", "Mine", "", "other-owner:" + branch, "main")
                .number();
        read();
        github.model().removeLabel("operator", plan, "migration-plan");
        read();

        assertThat(only().getFork()).isTrue();
        assertThat(only().getFiles()).isEmpty();
    }

    @Test
    void thePollFindsWhatNoWebhookTold() {
        var hinted = new RecordingPublisher();
        var poll = new PullPoll(
                connection.pulls(),
                new Hints("acme/infra", hinted, InstantSource.system(), new SimpleMeterRegistry()),
                () -> 0);

        var first = poll.applyAsInt(Instant.now());
        var second = poll.applyAsInt(Instant.now());

        assertThat(List.of(first, second)).containsExactly(1, 0);
        assertThat(hinted.bodies())
                .singleElement()
                .satisfies(body ->
                        assertThat(((IssueActivity) body).getPullRequest()).isEqualTo(pull));
    }

    private void mergeAll() {
        github.model().pulls().merge("outsider", pull, null, null, "merge");
    }

    private GitRepository git() {
        return github.model().git();
    }

    private void write(String actor, String file, String text) {
        write(actor, branch, file, text);
    }

    private void write(String actor, String to, String file, String text) {
        git().writeByHand(actor, "acme:" + to, "Write " + file, path(file), text);
    }

    private String path(String file) {
        return "plans/" + plan + "/" + file;
    }

    private void read() throws Exception {
        var migration = new MigrationId("acme", "infra", plan);
        reader.handle(List.of(new Message<>(
                "hint",
                "/test",
                migration,
                Instant.now(),
                Traceparent.begin(),
                IssueActivity.newBuilder()
                        .setIssue(migration.toString())
                        .setHint("poll")
                        .setPullRequest(pull)
                        .build())));
    }

    private List<StageRead> reads() {
        return kafka.bodies().stream()
                .filter(StageRead.class::isInstance)
                .map(StageRead.class::cast)
                .toList();
    }

    private StageRead only() {
        assertThat(reads()).hasSize(1);
        return reads().getFirst();
    }
}
