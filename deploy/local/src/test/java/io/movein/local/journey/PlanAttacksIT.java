package io.movein.local.journey;

import static io.movein.local.journey.PlanIssue.LEAD;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.local.demo.PlanFiles;
import io.movein.local.status.StatusCommand;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.Faults;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.PullRequest;
import io.movein.standin.github.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/**
 * Migration plans through all four services, under the hands of people with write access who mean no good, and of a GitHub that loses
 * what it tells. Each test has a plan of its own, and they run beside each other.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class PlanAttacksIT {
    /** May write to the repository, and has no say in any plan. */
    private static final String STRANGER = "outsider";

    private static final String OTHER_MAPPING =
            PlanFiles.MAPPING.replace("links keep working", "links keep working as they are");

    @TempDir
    static Path folder;

    private static Town town;
    private static GitHubModel github;
    private static Faults faults;
    private static int onboarding;

    @BeforeAll
    static void start() throws Exception {
        town = new Town(folder.resolve("data"), Map.of("MOVEIN_POLL_INTERVAL", "5s"));
        github = town.github();
        faults = requireNonNull(town.stack().localGitHub()).faults();
        onboarding = town.tenant("media-library", "capability-owner");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void aStageThatIsReopenedAfterLaterOnesWereMergedMakesThemStale() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        plan.assesses();
        plan.answers(LEAD, "/approve", plan.maps());
        plan.awaitMerged("mapping");
        var migrate = plan.pull("migrate");

        plan.says(STRANGER, "/reopen assessment");
        plan.awaitReply("not-the-owner");
        plan.says(LEAD, "/reopen cutover");
        plan.awaitReply("not-passed");
        plan.says(LEAD, "/reopen assessment");

        plan.awaitReply("assessment is open again");
        plan.await(
                "closed pull request of migrate",
                () -> !github.issue(migrate.number()).open());
        plan.awaitMerged("assessment-2");
        var again = plan.pull("mapping-2");
        plan.answers(LEAD, "/approve", again.headSha());
        plan.awaitMerged("mapping-2");
        plan.pull("migrate-2");
        assertThat(github.pulls().get(migrate.number()).merge()).isNull();
        assertThat(plan.onMain("artifacts.yaml")).isEmpty();
    }

    @Test
    void aForcePushVoidsWhatWasApprovedAndOnlyWhatWasCheckedIsMerged() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        plan.assesses();
        var first = plan.maps();
        plan.awaitQuestion(first);
        plan.awaitTheNextSecond();

        var wrong = plan.push(STRANGER, "mapping", Map.of("mapping.yaml", "entities: []\n"));
        plan.says(LEAD, "/approve");
        plan.awaitChecked("mapping", wrong, "failure");
        assertThat(plan.isMerged("mapping")).isFalse();
        github.git().moveBranch(STRANGER, "acme:" + plan.branch("mapping"), first, true);
        plan.await(
                "the question about the first commit once more",
                () -> plan.comments(plan.number(), "<!-- movein:gate ", "commit=" + first)
                                .size()
                        > 1);
        plan.awaitTheNextSecond();
        plan.says(STRANGER, "/approve");
        plan.awaitReply("not-the-owner");
        assertThat(plan.isMerged("mapping")).isFalse();
        var other = plan.push(LEAD, "mapping", Map.of("mapping.yaml", OTHER_MAPPING));
        plan.answers(LEAD, "/approve", other);

        plan.awaitMerged("mapping");
        assertThat(plan.pull("mapping").headSha()).isEqualTo(other);
        assertThat(plan.onMain("mapping.yaml")).isEqualTo(OTHER_MAPPING);
    }

    @Test
    void aMergeByHandIsNoticedAndStillNeedsItsGate() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        plan.assesses();
        var commit = plan.maps();
        plan.awaitQuestion(commit);

        github.pulls().merge(STRANGER, plan.pull("mapping").number(), null, null, "merge");

        assertThat(plan.awaitReply("mapping was merged by hand").body()).contains(STRANGER);
        plan.await(
                "the question about what is merged",
                () -> plan.comments(plan.number(), "<!-- movein:gate ", "commit=" + commit)
                                .size()
                        > 1);
        plan.awaitStatus("mapping, waiting for approval");
        isShownToOperators(plan.number());
        plan.awaitTheNextSecond();
        plan.says(LEAD, "/approve");
        plan.pull("migrate");
    }

    /** On the page and in a terminal, both from the table of plans. */
    private static void isShownToOperators(int plan) throws Exception {
        var id = "acme/platform#" + plan;
        assertThat(town.page("/tasks", id)).contains(id, "gate of mapping waits for approval");
        assertThat(town.page("/plans/acme/platform/" + plan, "waiting for approval"))
                .contains("mapping", "gate of mapping waits for approval");
        assertThat(new CommandLine(new StatusCommand())
                        .execute(id, "--kafka", town.stack().kafka()))
                .isZero();
    }

    @Test
    void whatIsWrongAndMergedByHandOpensItsStageAgain() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        var templates = plan.pull("assessment");
        plan.awaitChecked("assessment", templates.headSha(), "failure");

        github.pulls().merge(STRANGER, templates.number(), templates.headSha(), null, "squash");

        plan.awaitReply("assessment was merged by hand");
        plan.push(LEAD, "assessment-2", Map.of("inventory.yaml", PlanFiles.INVENTORY, "risks.yaml", PlanFiles.RISKS));
        plan.awaitMerged("assessment-2");
        plan.pull("mapping");
    }

    @Test
    void aForksPullRequestIsToldAndNeverCounts() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: auto");
        var own = plan.pull("assessment");
        var fork = "other-owner:" + plan.branch("assessment");
        github.git().createBranch("other-owner", fork, own.headSha());
        plan.write("other-owner", fork, Map.of("inventory.yaml", PlanFiles.INVENTORY, "risks.yaml", PlanFiles.RISKS));

        var theirs = github.pulls().open("other-owner", "Already done", "", fork, "main");

        plan.awaitComment(theirs.number(), "<!-- movein:findings ", "comes from another repository");
        plan.awaitChecked("assessment", theirs.headSha(), "failure");
        assertThat(github.pulls().get(theirs.number()).merge()).isNull();
        plan.awaitStatus("assessment, needs work");
        plan.assesses();
        plan.awaitMerged("assessment");
        assertThat(github.pulls().get(theirs.number()).merge()).isNull();
    }

    @Test
    void aQuestionThatSomebodyChangedOrDeletedIsWrittenAgainAndAnswersOnlyCountForWhatMoveinAsked() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        plan.assesses();
        var commit = plan.maps();
        var question = plan.awaitQuestion(commit);

        github.editComment(STRANGER, question.id(), question.body().replace("### mapping", "### nothing"));
        plan.awaitTheNextSecond();
        plan.says(LEAD, "/approve");
        plan.await(
                "an answer",
                () -> plan.comments(plan.number(), "<!-- movein:reply ", "tampered-comment")
                                        .size()
                                + plan.comments(plan.number(), "<!-- movein:reply ", "approval-too-soon")
                                        .size()
                                + plan.comments(plan.number(), "<!-- movein:reply ", "superseded-question")
                                        .size()
                        > 0);
        assertThat(plan.isMerged("mapping")).isFalse();
        var restored = plan.awaitComment(plan.number(), "<!-- movein:gate ", "### mapping");
        github.deleteComment(STRANGER, restored.id());
        plan.says(STRANGER, "/status");
        plan.await(
                "the question once more",
                () -> plan.comments(plan.number(), "<!-- movein:gate ", "### mapping").stream()
                        .anyMatch(comment -> comment.id() != restored.id()));
        plan.answers(LEAD, "/approve", commit);

        plan.awaitMerged("mapping");
    }

    @Test
    void aGitHubThatIsAwayIsWaitedForAndNothingIsDoneTwice() throws Exception {
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        plan.pull("assessment");
        faults.answerNext(6, "*", "/pulls|/statuses|/git/", new AnswerFault.ServerError(502));
        faults.answerNext(1, "PUT", "/merge$", new AnswerFault.LostAnswer());
        plan.assesses();

        plan.awaitMerged("assessment");
        plan.answers(LEAD, "/approve", plan.maps());
        plan.awaitMerged("mapping");
        assertThat(github.pulls().all())
                .extracting(PullRequest::headBranch)
                .filteredOn(branch -> branch.startsWith(plan.branch("")))
                .doesNotHaveDuplicates();
    }

    @Test
    void deliveriesThatAreLostDoubledAndLateChangeNothing() throws Exception {
        faults.dropNextDeliveries(3);
        var plan = PlanIssue.filed(github, onboarding, "mapping: ask");
        faults.duplicateNextDeliveries(6);
        faults.dropNextDeliveries(2);
        plan.assesses();
        faults.delayNextDeliveries(3, Duration.ofMillis(500));
        var commit = plan.maps();
        faults.reorderNextDeliveries(3);
        plan.answers(LEAD, "/approve", commit);

        plan.awaitMerged("mapping");
        plan.pull("migrate");
        assertThat(plan.comments(plan.number(), "<!-- movein:gate ", "commit=" + commit))
                .hasSize(1);
        assertThatThrownBy(() -> github.pulls().merge(LEAD, plan.pull("migrate").number(), commit, null, "merge"))
                .as("a merge of another commit than the head")
                .isInstanceOf(Refused.class);
    }
}
