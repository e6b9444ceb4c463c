package io.movein.review.plan;

import static io.movein.review.plan.PlanStory.OPERATOR;
import static io.movein.review.plan.PlanStory.OUTSIDER;
import static io.movein.review.plan.PlanStory.OWNER;
import static io.movein.review.plan.PlanStory.REVIEWER;
import static io.movein.review.plan.PlanStory.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.CloseIssue;
import io.movein.command.RejectMigration;
import io.movein.command.ReopenIssue;
import io.movein.command.RequestStop;
import io.movein.command.ShowStatus;
import io.movein.contract.plan.StageArtifact;
import io.movein.event.StageChecked;
import io.movein.event.StageOpened;
import io.movein.event.StageReopened;
import io.movein.model.Actor;
import io.movein.model.ArtifactProblem;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.Mode;
import io.movein.model.Person;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanTurn;
import io.movein.model.PullRequestState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanLifecycleTest {
    private final PlanStory story = new PlanStory();

    @Test
    void beginsWithTemplatesForTheFirstStage() {
        assertThat(story.files()).containsExactly("PlanRequested", "StageOpened");

        var opened = (StageOpened) story.last().events().getLast().record();
        assertThat(opened.getBranch()).isEqualTo("movein/plan-40/assessment");
        assertThat(opened.getFiles())
                .extracting(file -> file.getPath())
                .containsExactly("plans/40/inventory.yaml", "plans/40/risks.yaml");
        assertThat(story.status().getTurn()).isEqualTo(PlanTurn.MOVEIN);
    }

    @Test
    void goesThroughFiveStagesToItsLiveRuns() {
        story.passed(Stage.CUTOVER);

        assertThat(story.status().getState()).isEqualTo(PlanState.READY);
        assertThat(story.status().getStages()).extracting(StageStatus::getState).containsOnly(StageState.PASSED);
        assertThat(story.status().getArtifacts())
                .singleElement()
                .satisfies(artifact -> assertThat(artifact.getImage()).isEqualTo(APlan.IMAGE));
        story.decides(new PlanInput.RunEnded(
                APlan.rehearsal().setMode(Mode.LIVE).setRun(2).build(), List.of()));
        assertThat(story.decides(new PlanInput.RunValidated("acme/infra#17", 2)))
                .containsExactly("PlanRunRecorded", "PlanClosed");
        assertThat(story.status().getEnding()).isEqualTo(PlanEnding.COMPLETED);
    }

    @Test
    void aDryRunThatIsValidatedIsNotTheEnd() {
        story.passed(Stage.CUTOVER);

        assertThat(story.decides(new PlanInput.RunValidated("acme/infra#17", 1)))
                .containsExactly("PlanRunRecorded");
    }

    @Test
    void asksForWhatTheFormLacks() {
        assertThat(story.files(PlanRequest.newBuilder(APlan.request())
                        .setTenants(List.of())
                        .setReviewers(List.of())
                        .build()))
                .containsExactly("PlanRequested");
        assertThat(story.status().getProblems())
                .extracting(it -> it.getCode())
                .containsExactly("plan.incomplete", "plan.no-reviewers");
        assertThat(story.status().getTurn()).isEqualTo(PlanTurn.OWNER);

        assertThat(story.files()).containsExactly("PlanRequested", "StageOpened");
    }

    @Test
    void noTemplatePassesAsItIs() {
        story.files();
        var opened = (StageOpened) story.last().events().getLast().record();
        for (var artifact : List.of(StageArtifact.INVENTORY, StageArtifact.RISKS)) {
            var file = opened.getFiles().stream()
                    .filter(it -> it.getPath().endsWith(artifact.file()))
                    .findFirst()
                    .orElseThrow();
            story.artifacts.with(artifact, file.getText());
        }

        assertThat(story.pushes(Stage.ASSESSMENT, 1)).containsExactly("StageChecked");
        assertThat(story.stage(Stage.ASSESSMENT).getState()).isEqualTo(StageState.NEEDS_WORK);
        assertThat(story.status().getTurn()).isEqualTo(PlanTurn.OWNER);
    }

    @Test
    void anAutomaticGateAsksNobody() {
        story.files();

        assertThat(story.pushes(Stage.ASSESSMENT, 1))
                .containsExactly("StageChecked", "StageApproved", "StageMergeAsked");
        assertThat(story.merges(Stage.ASSESSMENT, 1)).containsExactly("StagePassed", "StageOpened");
        assertThat(((StageOpened) story.last().events().getLast().record())
                        .getFiles()
                        .getFirst()
                        .getText())
                .contains("orders-db/orders", "\"total\"");
    }

    @Test
    void readingTwiceSaysNothingNew() {
        story.files();
        var read = story.pull(Stage.ASSESSMENT, 1).build();
        story.hears("pull:1", read);

        assertThat(story.hears("pull:1", read)).isEmpty();
        assertThat(story.hears("pull:2", read)).isEmpty();
    }

    @Test
    void anOperatorsWordAndTheOwnersLetAStagePass() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);

        assertThat(story.approves(OUTSIDER, Stage.MAPPING)).containsExactly("PlanCommandRefused");
        assertThat(story.approves(OPERATOR, Stage.MAPPING)).containsExactly("StageApproved", "StageMergeAsked");
        story.merges(Stage.MAPPING, 20);
        assertThat(story.stage(Stage.MAPPING).getApproval().getActor()).isEqualTo(OPERATOR);
    }

    @Test
    void everyPushVoidsWhatWasApproved() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);
        var asked = story.stage(Stage.MAPPING).getAsked();
        story.approves(OWNER, Stage.MAPPING);

        assertThat(story.pushes(Stage.MAPPING, 21)).containsExactly("StageApprovalVoided", "StageChecked", "GateAsked");
        story.hears(story.approval(OWNER, Stage.MAPPING, commit(20), asked));
        assertThat(story.refusal()).isEqualTo("superseded-question");
        story.hears(story.approval(OWNER, Stage.MAPPING, commit(21), asked));
        assertThat(story.refusal()).isEqualTo("superseded-question");
    }

    @Test
    void whatWasReadBeforeANewerReadingIsLate() {
        story.passed(Stage.ASSESSMENT);
        var older = story.pull(Stage.MAPPING, 20).build();
        story.hears(story.pull(Stage.MAPPING, 21)
                .setUpdatedAt(older.getUpdatedAt().plusSeconds(9))
                .build());

        assertThat(story.hears(older)).isEmpty();
        assertThat(story.stage(Stage.MAPPING).getCommit()).isEqualTo(commit(21));
    }

    @Test
    void aForcePushBackIsCheckedAndAskedAgain() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);
        story.approves(OWNER, Stage.MAPPING);
        story.pushes(Stage.MAPPING, 21);

        assertThat(story.pushes(Stage.MAPPING, 20)).containsExactly("StageApprovalVoided", "StageChecked", "GateAsked");
        assertThat(story.merges(Stage.MAPPING, 20))
                .contains("StageMergedAround")
                .doesNotContain("StagePassed");
    }

    @Test
    void aMergeByHandIsCheckedAfterTheFactAndStillNeedsItsGate() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);

        assertThat(story.mergesByHand(Stage.MAPPING, 21))
                .containsExactly("StageApprovalVoided", "StageMergedAround", "StageChecked", "GateAsked");
        assertThat(story.stage(Stage.MAPPING).getMergedAround()).isTrue();
        assertThat(story.approves(OWNER, Stage.MAPPING)).containsExactly("StageApproved", "StagePassed", "StageOpened");
        assertThat(story.stage(Stage.MAPPING).getApproval().getCommit()).isEqualTo(commit(21));
    }

    @Test
    void aMergeByHandOfWhatIsWrongOpensTheStageAgain() {
        story.passed(Stage.ASSESSMENT);
        story.artifacts.with(StageArtifact.MAPPING, "field: total, by: octocat", "field: sum, by: octocat");

        assertThat(story.mergesByHand(Stage.MAPPING, 21))
                .containsExactly("StageMergedAround", "StageChecked", "StageOpened");
        assertThat(story.stage(Stage.MAPPING).getBranch()).isEqualTo("movein/plan-40/mapping-2");
    }

    /** All of Kafka was lost: what Movein merged then follows from a word that nobody knows any more. */
    @Test
    void whatMoveinMergedBeforeItsStageWasOpenedIsOpenedAgainFromTheBase() {
        story.files();

        assertThat(story.merges(Stage.ASSESSMENT, 11)).containsExactly("StageOpened");
        assertThat(story.stage(Stage.ASSESSMENT).getBranch()).isEqualTo("movein/plan-40/assessment-2");
        assertThat(story.merges(Stage.MAPPING, 21))
                .as("of a stage that is not open yet")
                .isEmpty();
    }

    @Test
    void aForksPullRequestAndASecondOneAreToldAndNeverCount() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);
        var before = story.stage(Stage.MAPPING);

        assertThat(story.hears(story.pull(Stage.MAPPING, 66)
                        .setFork(true)
                        .setPullRequest(66)
                        .build()))
                .containsExactly("StageChecked");
        assertThat(codes()).containsExactly("stage.other-pull-request");
        assertThat(story.hears(story.pull(Stage.MAPPING, 67).setPullRequest(67).build()))
                .containsExactly("StageChecked");
        assertThat(story.stage(Stage.MAPPING)).isEqualTo(before);
    }

    @Test
    void onlyANamedReviewerWhoDidNotWriteItLetsCutoverPass() {
        story.passed(Stage.VALIDATION);
        var writer = new Actor(701L, "wim", List.of());
        story.hears(story.pull(Stage.CUTOVER, 50)
                .setWriters(List.of(new Person(701L, "wim")))
                .build());

        assertThat(story.status().getTurn()).isEqualTo(PlanTurn.REVIEWER);
        story.approves(OPERATOR, Stage.CUTOVER);
        assertThat(story.refusal()).isEqualTo("gate-is-external");
        story.reviews(OUTSIDER, Stage.CUTOVER, ReviewVerdict.APPROVED, 50);
        assertThat(story.refusal()).isEqualTo("not-a-reviewer");
        story.reviews(writer, Stage.CUTOVER, ReviewVerdict.APPROVED, 50);
        assertThat(story.refusal()).isEqualTo("reviewer-wrote-it");
        story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 49);
        assertThat(story.refusal()).isEqualTo("other-commit");
        assertThat(story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 50))
                .containsExactly("StageApproved", "StageMergeAsked");
    }

    @Test
    void whereItCannotBeToldWhoWroteItNobodyCanReviewIt() {
        story.passed(Stage.VALIDATION);
        story.hears(story.pull(Stage.CUTOVER, 50).setMoreWriters(true).build());

        story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 50);

        assertThat(story.refusal()).isEqualTo("too-many-writers");
    }

    @Test
    void aReviewThatIsTakenBackBeforeTheMergeCountsNoMore() {
        story.passed(Stage.VALIDATION).pushes(Stage.CUTOVER, 50);
        story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 50);

        assertThat(story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.DISMISSED, 50))
                .containsExactly("StageApprovalVoided", "GateAsked");
        assertThat(story.stage(Stage.CUTOVER).getState()).isEqualTo(StageState.ASKING);
    }

    @Test
    void goingBackAStageMakesTheLaterOnesStale() {
        story.passed(Stage.VALIDATION).pushes(Stage.CUTOVER, 50);

        assertThat(story.reopens(OWNER, Stage.MAPPING)).containsExactly("StageReopened", "StageOpened");
        var reopened = (StageReopened) story.last().events().getFirst().record();
        assertThat(reopened.getStale()).containsExactly(Stage.MIGRATE, Stage.VALIDATION, Stage.CUTOVER);
        assertThat(reopened.getObsolete()).containsExactly(105);
        assertThat(story.status().getArtifacts()).isEmpty();
        assertThat(story.mergesByHand(Stage.CUTOVER, 50)).containsExactly("StageMergedAround");

        for (var stage : List.of(Stage.MAPPING, Stage.MIGRATE, Stage.VALIDATION, Stage.CUTOVER)) {
            story.passes(stage);
        }
        assertThat(story.status().getState()).isEqualTo(PlanState.READY);
        assertThat(story.stage(Stage.MAPPING).getAttempt()).isEqualTo(2);
    }

    @Test
    void onlyAStageThatHasPassedCanBeReopened() {
        story.passed(Stage.ASSESSMENT);

        story.reopens(OWNER, Stage.CUTOVER);
        assertThat(story.refusal()).isEqualTo("not-passed");
        story.reopens(OUTSIDER, Stage.ASSESSMENT);
        assertThat(story.refusal()).isEqualTo("not-the-owner");
    }

    @Test
    void whatStandsAgainstAMergeIsToldAndTriedAgainWhenItIsGone() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);
        story.approves(OWNER, Stage.MAPPING);

        assertThat(story.hears(story.pull(Stage.MAPPING, 20)
                        .setBlocked("the branch is protected")
                        .build()))
                .containsExactly("StageMergeAsked");
        assertThat(story.status().getTurn()).isEqualTo(PlanTurn.OWNER);
        assertThat(story.pushes(Stage.MAPPING, 20)).containsExactly("StageMergeAsked");
        assertThat(story.merges(Stage.MAPPING, 20)).startsWith("StagePassed");
    }

    @Test
    void aClosedPullRequestWaitsForItsOwner() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);

        story.hears(
                story.pull(Stage.MAPPING, 20).setState(PullRequestState.CLOSED).build());

        assertThat(story.stage(Stage.MAPPING).getBlocked()).contains("reopen it");
        assertThat(story.stage(Stage.MAPPING).getState()).isEqualTo(StageState.ASKING);
    }

    @Test
    void anEditOfTheFormAsksAgain() {
        story.passed(Stage.ASSESSMENT).pushes(Stage.MAPPING, 20);
        story.approves(OWNER, Stage.MAPPING);

        assertThat(story.files(PlanRequest.newBuilder(APlan.request())
                        .setGates(List.of(new GateChoice(Stage.MAPPING, Gate.EXTERNAL)))
                        .build()))
                .containsExactly("PlanRequested", "StageApprovalVoided", "StageChecked", "GateAsked");
        assertThat(story.stage(Stage.MAPPING).getGate()).isEqualTo(Gate.EXTERNAL);
    }

    @Test
    void theOwnerWithdrawsAndAnOperatorRejects() {
        story.files();

        assertThat(story.hears(new CloseIssue(APlan.ID.toString(), OUTSIDER, APlan.NOON)))
                .containsExactly("PlanIssueCorrected");
        assertThat(story.hears(new CloseIssue(APlan.ID.toString(), OWNER, APlan.NOON)))
                .containsExactly("PlanClosed");
        assertThat(story.hears(new ReopenIssue(APlan.ID.toString(), OWNER, APlan.NOON)))
                .containsExactly("PlanIssueCorrected");
        assertThat(story.pushes(Stage.ASSESSMENT, 1)).isEmpty();

        var other = new PlanStory();
        other.files();
        other.hears(new RejectMigration(APlan.ID.toString(), OPERATOR, APlan.NOON));
        assertThat(other.status().getEnding()).isEqualTo(PlanEnding.REJECTED);
    }

    @Test
    void answersWhatIsSaidOnIt() {
        story.files();

        assertThat(story.hears(new ShowStatus(APlan.ID.toString(), OUTSIDER, "u")))
                .containsExactly("PlanShown");
        story.hears(new RequestStop(APlan.ID.toString(), OWNER, "u"));
        assertThat(story.refusal()).isEqualTo("not-on-a-plan");
    }

    @Test
    void anotherRunIsLookedAtForWhatWaitsForIt() {
        story.passed(Stage.MAPPING).pushes(Stage.MIGRATE, 30);
        assertThat(codes()).contains("integration-tester.unknown-run");

        assertThat(story.decides(new PlanInput.RunEnded(APlan.rehearsal().build(), APlan.proof())))
                .containsExactly("PlanRunRecorded", "StageChecked", "GateAsked");
    }

    private List<String> codes() {
        return ((StageChecked) story.last().events().getFirst().record())
                .getProblems().stream().map(ArtifactProblem::getCode).toList();
    }
}
