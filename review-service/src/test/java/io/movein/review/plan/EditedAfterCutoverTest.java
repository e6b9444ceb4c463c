package io.movein.review.plan;

import static io.movein.review.plan.PlanStory.OWNER;
import static io.movein.review.plan.PlanStory.REVIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.event.StageChecked;
import io.movein.model.ArtifactProblem;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.Mode;
import io.movein.model.Person;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.ReviewVerdict;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.review.state.MigrationPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All five stages have passed, and then the form says something else. */
class EditedAfterCutoverTest {
    private final PlanStory story = new PlanStory().passed(Stage.CUTOVER);

    private static PlanRequest.Builder edited() {
        return PlanRequest.newBuilder(APlan.request()).setWhat("the shop and its archive");
    }

    @Test
    void aReviewThatStillCountsLetsItPassAgainAtOnce() {
        assertThat(story.files(edited().build()))
                .containsExactly(
                        "PlanRequested",
                        "StageApprovalVoided",
                        "StageChecked",
                        "GateAsked",
                        "StageApproved",
                        "StagePassed");
        assertThat(story.status().getState()).isEqualTo(PlanState.READY);
    }

    @Test
    void whatTheNewFormForbidsOpensCutoverAgain() {
        assertThat(story.files(edited().setRecoveryTimeObjectiveSeconds(60L).build()))
                .containsExactly("PlanRequested", "StageApprovalVoided", "StageChecked", "StageOpened");
        var checked = (StageChecked) story.last().events().get(2).record();
        assertThat(checked.getProblems())
                .extracting(ArtifactProblem::getCode)
                .contains("rollback-engineer.over-objective");
        assertThat(checked.getAfterMerge()).isTrue();
        assertThat(story.status().getState()).isEqualTo(PlanState.IN_STAGES);
        assertThat(story.stage(Stage.CUTOVER).getBranch()).isEqualTo("movein/plan-40/cutover-2");
    }

    @Test
    void otherReviewersHaveToReadTheCommitThatIsMerged() {
        story.files(edited().setReviewers(List.of(new Person(701L, "wim"))).build());

        assertThat(story.status().getState()).isEqualTo(PlanState.IN_STAGES);
        assertThat(story.stage(Stage.CUTOVER).getState()).isEqualTo(StageState.ASKING);
        story.files(APlan.request());
        assertThat(story.status().getState())
                .as("the first reviewer counts again")
                .isEqualTo(PlanState.READY);
    }

    @Test
    void anotherGateIsTheOneThatIsAsked() {
        story.files(edited().setGates(List.of(new GateChoice(Stage.CUTOVER, Gate.ASK)))
                .build());

        assertThat(story.stage(Stage.CUTOVER).getState()).isEqualTo(StageState.ASKING);
        assertThat(story.approves(OWNER, Stage.CUTOVER)).containsExactly("StageApproved", "StagePassed");
        assertThat(story.status().getState()).isEqualTo(PlanState.READY);
    }

    @Test
    void whatWasMergedAndIsNotKnownAnyMoreIsOpenedAgain() {
        story.plan = MigrationPlan.newBuilder(story.plan).setRead(null).build();

        assertThat(story.files(edited().build()))
                .containsExactly("PlanRequested", "StageApprovalVoided", "StageOpened");
    }

    @Test
    void runsThatWereValidatedWhileAStageWasOpenAgainEndThePlanOnceItHasPassed() {
        var live = APlan.rehearsal().setOf("acme/infra#18").setMode(Mode.LIVE).setOutcome(RunOutcome.SUCCEEDED);
        story.decides(new PlanInput.RunEnded(live.build(), APlan.proof()));
        story.reopens(OWNER, Stage.CUTOVER);

        assertThat(story.decides(new PlanInput.RunValidated("acme/infra#18", 1)))
                .containsExactly("PlanRunRecorded");
        story.pushes(Stage.CUTOVER, 99);
        story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 99);

        assertThat(story.merges(Stage.CUTOVER, 99)).containsExactly("StagePassed", "PlanClosed");
        assertThat(story.status().getEnding()).isEqualTo(PlanEnding.COMPLETED);
    }
}
