package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.event.GateAsked;
import io.movein.event.PlanCommandRefused;
import io.movein.event.PlanRequested;
import io.movein.event.StageApproved;
import io.movein.event.StageChecked;
import io.movein.event.StageMergeAsked;
import io.movein.event.StageOpened;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.model.Actor;
import io.movein.model.ArtifactProblem;
import io.movein.model.Gate;
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
import io.movein.standin.github.model.GitRepository;
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
import org.junit.jupiter.api.io.TempDir;

/** A plan on a local GitHub, and the events that happen to it. */
abstract class APlanOnGitHub {
    static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    static final Actor OWNER = new Actor(1001L, "capability-owner", List.of(Role.AUTHOR));

    @TempDir
    Path data;

    LocalGitHub github;
    GitHubConnection connection;
    PlanReporter reporter;
    MigrationId plan;
    String branch;
    final List<MigrationId> repairs = new ArrayList<>();
    final List<SpecificRecord> history = new ArrayList<>();

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
    PlanReporter reporter() {
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

    void say(SpecificRecord event) throws Exception {
        history.add(event);
        assertThat(reporter.repair(plan, List.of(event))).isEqualTo(Repair.DONE);
    }

    long next() {
        return history.size() + 1L;
    }

    PlanRequested requested() {
        return PlanRequested.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.WAITING, null)))
                .build();
    }

    StageOpened opened() {
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

    StageChecked checked(int pull, String commit, int problems) {
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

    static ArtifactProblem problem() {
        return ArtifactProblem.newBuilder()
                .setFile("plans/1/mapping.yaml")
                .setLine(7)
                .setCode("schema-mapper.no-reason")
                .setWhat("no reason for x")
                .setExpected("a reason")
                .setRemedy("add one")
                .build();
    }

    GateAsked asked() {
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

    StageApproved approved() {
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

    StageMergeAsked mergeAsked() {
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

    PlanCommandRefused refused() {
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

    StageStatus stage(StageState state, @Nullable Integer pull) {
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

    PlanStatus status(StageStatus stage) {
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

    int pull() {
        return github.model().pulls().all().getLast().number();
    }

    String head() {
        return github.model().pulls().get(pull()).headSha();
    }

    GitRepository git() {
        return github.model().git();
    }

    String text(String at, String file) {
        var path = "plans/" + plan.number() + "/" + file;
        var blob = git().blob(Objects.requireNonNull(git().files(at).get(path)).sha());
        return new String(blob, StandardCharsets.UTF_8);
    }

    List<String> comments() {
        return github.model().comments(plan.number()).stream()
                .map(StoredComment::body)
                .toList();
    }

    List<StoredComment> findings() {
        return github.model().comments(pull());
    }
}
