package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.event.GateAsked;
import io.movein.event.PlanClosed;
import io.movein.event.PlanCommandRefused;
import io.movein.event.PlanRequested;
import io.movein.event.StageApproved;
import io.movein.event.StageChecked;
import io.movein.event.StageMergeAsked;
import io.movein.event.StageOpened;
import io.movein.event.StageReopened;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.StatusSnapshot;
import io.movein.github.StatusState;
import io.movein.model.Actor;
import io.movein.model.ArtifactProblem;
import io.movein.model.Gate;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.model.Role;
import io.movein.model.Stage;
import io.movein.model.StageApproval;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.model.TemplateFile;
import io.movein.reporter.IssueReporter.Repair;
import io.movein.reporter.text.PlanTexts;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.GitRepository;
import io.movein.standin.github.model.Protection;
import io.movein.standin.github.model.StoredComment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a plan's events on GitHub, said once however often they come. */
class PlanReporterIT {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Actor OWNER = new Actor(1001L, "capability-owner", List.of(Role.AUTHOR));

    @TempDir
    private Path data;

    private LocalGitHub github;
    private GitHubConnection connection;
    private PlanReporter reporter;
    private MigrationId plan;
    private String branch;
    private final List<MigrationId> repairs = new ArrayList<>();
    private final List<SpecificRecord> history = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        connection = GitHubConnection.open(
                new GitHubAccess(github.url(), "acme/platform", new Credentials.Token("movein[bot]")));
        reporter = reporter();
        var number = github.model()
                .openWithForm("capability-owner", "Plan", "", List.of("migration-plan"))
                .number();
        plan = MigrationId.parse("acme/platform#" + number);
        branch = "movein/plan-" + number + "/mapping";
    }

    /** With nothing that it remembers. */
    private PlanReporter reporter() {
        var meters = new SimpleMeterRegistry();
        var issues = new MigrationIssues(
                "acme/platform", connection.issues(), CommentSeal.plain(), InstantSource.system(), meters);
        return new PlanReporter(
                issues,
                connection.pulls(),
                connection.issues(),
                CommentSeal.plain(),
                PlanTexts.mentioning(List.of("operator")),
                (migration, _) -> repairs.add(migration),
                meters);
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    @Test
    void opensABranchAndAPullRequestWithTheTemplates() throws Exception {
        say(requested());
        say(opened());

        var pull = github.model().pulls().openFrom("acme:" + branch).getFirst();
        assertThat(text(branch, "mapping.yaml")).isEqualTo("# fill in\n");
        assertThat(git().commit(branch).parents())
                .containsExactly(git().commit("main").sha());
        assertThat(github.model().issue(pull.number()).title()).isEqualTo("mapping of plan #" + plan.number());
        assertThat(github.model().issue(pull.number()).body())
                .contains("and push", "`plans/")
                .doesNotContain("null");
        assertThat(comments()).singleElement().asString().contains("Migration plan: mapping, opening");
    }

    @Test
    void doesEverythingOnceHoweverOftenItIsTold() throws Exception {
        say(requested());
        say(opened());
        say(checked(pull(), head(), 1));
        say(asked());
        say(mergeAsked());
        var writes = github.traffic().get("movein[bot]");

        reporter = reporter();
        reporter.repair(plan, history);

        assertThat(Objects.requireNonNull(github.traffic().get("movein[bot]")).writes())
                .isEqualTo(Objects.requireNonNull(writes).writes());
        assertThat(github.model().pulls().get(pull()).merge()).isNotNull();
    }

    @Test
    void keepsTheFilesThatTheBaseHasAlready() throws Exception {
        git().writeByHand("operator", "acme:main", "There", "plans/" + plan.number() + "/mapping.yaml", "mine\n");

        say(opened());

        assertThat(text(branch, "mapping.yaml")).isEqualTo("mine\n");
        assertThat(github.model().pulls().openFrom("acme:" + branch)).hasSize(1);
    }

    @Test
    void tellsWhatTheChecksFoundInAStatusAndInOneComment() throws Exception {
        say(opened());
        say(checked(pull(), head(), 2));
        var before = findings();
        git().writeByHand("operator", "acme:" + branch, "Fill in", "plans/1/mapping.yaml", "done\n");
        say(checked(pull(), head(), 0));

        assertThat(before)
                .singleElement()
                .satisfies(comment -> assertThat(comment.body())
                        .contains(
                                "### 2 problems",
                                "`plans/1/mapping.yaml`, line 7: **no reason for x**",
                                "Expected: a reason"));
        assertThat(findings()).singleElement().satisfies(comment -> {
            assertThat(comment.id()).isEqualTo(before.getFirst().id());
            assertThat(comment.body()).contains("### The checks pass");
        });
        assertThat(connection.pulls().statuses(head()))
                .containsExactly(new StatusSnapshot("movein/mapping", StatusState.SUCCESS, "the checks pass"));
    }

    @Test
    void writesOverWhatSomebodyElseMadeOfTheFindings() throws Exception {
        say(opened());
        say(checked(pull(), head(), 2));
        var findings = findings().getFirst();
        github.model().editComment("operator", findings.id(), findings.body().replace("2 problems", "no problem"));

        reporter.repair(plan, history);

        assertThat(findings())
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains("### 2 problems"));
    }

    @Test
    void asksTheGateAboutTheCommitAndLetsTheButtonGo() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        say(asked());
        github.model().addLabels("operator", plan.number(), List.of("operator:approved"));
        say(approved());

        assertThat(comments())
                .anySatisfy(body -> assertThat(body)
                        .contains("movein:gate stage=mapping commit=" + head(), "`/approve`", "@operator"));
        assertThat(github.model().issue(plan.number()).hasLabel("operator:approved"))
                .isFalse();
    }

    @Test
    void saysWhatGitHubHasAgainstMergingAndMergesOnceItHasNot() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        git().protect("operator", "main", new Protection(1, List.of()));
        say(mergeAsked());
        var refused = comments().getFirst();
        git().protect("operator", "main", null);
        reporter.repair(plan, history);

        assertThat(refused).contains("**GitHub did not take everything**", "merging", "approving review");
        assertThat(repairs).containsExactly(plan);
        assertThat(github.model().pulls().get(pull()).merge()).isNotNull();
        assertThat(comments().getFirst()).doesNotContain("did not take everything");
    }

    @Test
    void mergesNoOtherCommitThanTheOneThatWasChecked() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        var asked = mergeAsked();
        git().writeByHand("operator", "acme:" + branch, "Slipped in", "plans/1/mapping.yaml", "evil\n");
        say(asked);

        assertThat(github.model().pulls().get(pull()).merge()).isNull();
        assertThat(comments().getFirst()).doesNotContain("did not take everything");
    }

    @Test
    void aLostAnswerLeavesNothingTwice() throws Exception {
        github.faults().answerNext(1, "POST", "/pulls$", new AnswerFault.LostAnswer());
        history.add(opened());

        assertThat(catchThrowable(() -> reporter.repair(plan, history))).isNotNull();
        reporter.repair(plan, history);

        assertThat(github.model().pulls().all()).hasSize(1);
    }

    @Test
    void closesWhatIsObsoleteAndEndsWithASummary() throws Exception {
        say(opened());
        var pull = pull();
        say(StageReopened.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.WAITING, null)))
                .setStage(Stage.ASSESSMENT)
                .setActor(OWNER)
                .setStale(List.of(Stage.MAPPING))
                .setObsolete(List.of(pull))
                .build());
        say(refused());
        say(PlanClosed.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(PlanStatus.newBuilder(status(stage(StageState.PASSED, pull)))
                        .setState(PlanState.CLOSED)
                        .setEnding(PlanEnding.COMPLETED)
                        .build())
                .setEnding(PlanEnding.COMPLETED)
                .build());

        assertThat(github.model().issue(pull).open()).isFalse();
        assertThat(github.model().issue(plan.number()))
                .extracting("open", "stateReason")
                .containsExactly(false, "completed");
        assertThat(comments()).anySatisfy(body -> assertThat(body).contains("assessment is open again", "mapping"));
        assertThat(comments()).anySatisfy(body -> assertThat(body).contains("not carried out: you are not the owner."));
        assertThat(comments()).last().asString().contains("### The plan is completed", "| mapping | its checks |");
    }

    private void say(SpecificRecord event) throws Exception {
        history.add(event);
        assertThat(reporter.repair(plan, List.of(event))).isEqualTo(Repair.DONE);
    }

    private long next() {
        return history.size() + 1L;
    }

    private PlanRequested requested() {
        return PlanRequested.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.WAITING, null)))
                .build();
    }

    private StageOpened opened() {
        return StageOpened.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.OPENING, null)))
                .setStage(Stage.MAPPING)
                .setAttempt(1)
                .setBranch(branch)
                .setFiles(List.of(new TemplateFile("plans/" + plan.number() + "/mapping.yaml", "# fill in\n")))
                .build();
    }

    private StageChecked checked(int pull, String commit, int problems) {
        return StageChecked.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.NEEDS_WORK, pull)))
                .setStage(Stage.MAPPING)
                .setPullRequest(pull)
                .setCommit(commit)
                .setProblems(Collections.nCopies(problems, problem()))
                .build();
    }

    private static ArtifactProblem problem() {
        return ArtifactProblem.newBuilder()
                .setFile("plans/1/mapping.yaml")
                .setLine(7)
                .setCode("schema-mapper.no-reason")
                .setWhat("no reason for x")
                .setExpected("a reason")
                .setRemedy("add one")
                .build();
    }

    private GateAsked asked() {
        return GateAsked.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.ASKING, pull())))
                .setStage(Stage.MAPPING)
                .setPullRequest(pull())
                .setCommit(head())
                .setGate(Gate.ASK)
                .build();
    }

    private StageApproved approved() {
        return StageApproved.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.MERGING, pull())))
                .setStage(Stage.MAPPING)
                .setPullRequest(pull())
                .setApproval(new StageApproval(OWNER, head(), AT))
                .build();
    }

    private StageMergeAsked mergeAsked() {
        return StageMergeAsked.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.MERGING, pull())))
                .setStage(Stage.MAPPING)
                .setPullRequest(pull())
                .setCommit(head())
                .build();
    }

    private PlanCommandRefused refused() {
        return PlanCommandRefused.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.WAITING, null)))
                .setCommand("comment:1")
                .setActor(OWNER)
                .setCode("not-the-owner")
                .setReason("you are not the owner")
                .setRemedy("ask them")
                .build();
    }

    private StageStatus stage(StageState state, @Nullable Integer pull) {
        return StageStatus.newBuilder()
                .setStage(Stage.MAPPING)
                .setGate(Gate.ASK)
                .setState(state)
                .setAttempt(1)
                .setBranch(branch)
                .setPullRequest(pull)
                .setCommit(pull == null ? null : head())
                .setProblems(state == StageState.NEEDS_WORK ? 2 : 0)
                .setSince(AT)
                .build();
    }

    private PlanStatus status(StageStatus stage) {
        return PlanStatus.newBuilder()
                .setState(PlanState.IN_STAGES)
                .setAuthor(OWNER)
                .setTitle("Plan")
                .setRevision("0".repeat(32))
                .setRequest(PlanRequest.newBuilder().setFrom("12").setTo("17").build())
                .setStages(List.of(stage))
                .setTurn(PlanTurn.OWNER)
                .setRequestedAt(AT)
                .build();
    }

    private int pull() {
        return github.model().pulls().all().getLast().number();
    }

    private String head() {
        return github.model().pulls().get(pull()).headSha();
    }

    private GitRepository git() {
        return github.model().git();
    }

    private String text(String at, String file) {
        var path = "plans/" + plan.number() + "/" + file;
        var blob = git().blob(Objects.requireNonNull(git().files(at).get(path)).sha());
        return new String(blob, StandardCharsets.UTF_8);
    }

    private List<String> comments() {
        return github.model().comments(plan.number()).stream()
                .map(StoredComment::body)
                .toList();
    }

    private List<StoredComment> findings() {
        return github.model().comments(pull());
    }
}
