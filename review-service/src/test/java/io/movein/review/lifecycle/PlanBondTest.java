package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.CloseIssue;
import io.movein.command.RequestPlan;
import io.movein.command.ShowStatus;
import io.movein.contract.Revision;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.Person;
import io.movein.model.PlanArtifact;
import io.movein.model.PlanEnding;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.RunOutcome;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.model.State;
import io.movein.review.Given;
import io.movein.review.state.MigrationPlan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Between a migration plan and the migrations that name it. */
class PlanBondTest {
    static final String PLAN = "acme/infra#40";
    private final Story story = Story.begins();

    @Test
    void aLiveRunWaitsForCutoverAndIsLookedAtWhenThatHasPassed() {
        plans(story);
        story.files(named(Mode.LIVE));
        story.factsArrive();
        assertThat(story.status().getProblems())
                .extracting(it -> it.getCode())
                .containsExactly("plan.cutover-not-passed");

        becomesReady(story);
        story.decides(new Input.Recheck(Story.MIGRATION));
        story.waits(Duration.ofHours(2));
        story.decides(new Input.Recheck(Story.MIGRATION));
        story.factsArrive();

        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void theOutcomeOfALiveRunGoesBackIntoThePlanAndItsValidationClosesIt() {
        plans(story);
        becomesReady(story);
        story.approved(named(Mode.LIVE));
        story.runStarts(1);

        story.runEnds(1, RunOutcome.SUCCEEDED);
        assertThat(plan().getRuns()).singleElement().satisfies(run -> {
            assertThat(run.getOf()).isEqualTo(Story.MIGRATION);
            assertThat(run.getOutcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(run.getImage()).isEqualTo(aRequest().build().getImage());
        });
        story.validates(OWNER, 1);

        assertThat(plan().getEnding()).isEqualTo(PlanEnding.COMPLETED);
        assertThat(story.last().planEvents())
                .extracting(event -> event.record().getSchema().getName())
                .containsExactly("PlanRunRecorded", "PlanClosed");
    }

    @Test
    void aQueuedLiveRunIsTakenBackWhenThePlanLetsItHappenNoMore() {
        plans(story);
        becomesReady(story);
        story.of("acme/infra#18", "acme-media").approved(aRequest());
        story.approved(named(Mode.LIVE));
        assertThat(story.status().getState()).isEqualTo(State.QUEUED);

        story.hears(new CloseIssue(PLAN, OWNER, story.now()));

        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
        assertThat(story.status().getApproval()).isNull();
    }

    @Test
    void whatIsSaidOnAPlanIsNotSaidOnAMigration() {
        plans(story);

        story.hears(new ShowStatus(PLAN, OWNER, "u"));

        assertThat(story.last().events()).isEmpty();
        assertThat(story.last().planEvents()).hasSize(1);
        assertThat(story.platform.migration(PLAN)).isNull();
    }

    @Test
    void anIssueThatIsAMigrationDoesNotBecomeAPlan() {
        story.files(aRequest());

        story.hears(request(Story.MIGRATION, story));

        assertThat(story.platform.plan(Story.MIGRATION)).isNull();
        assertThat(story.refusal()).isEqualTo("already-a-migration");
    }

    private static MigrationRequest.Builder named(Mode mode) {
        return aRequest().setMode(mode).setMigrationPlan(PLAN);
    }

    static void plans(Story story) {
        story.hears("plan:1", request(PLAN, story));
    }

    static RequestPlan request(String issue, Story story) {
        var form = PlanRequest.newBuilder()
                .setWhat("the media")
                .setFrom("the old host")
                .setTo("the platform")
                .setTenants(List.of(
                        Objects.requireNonNull(Given.anOnboardingIssue().build().getNumber())))
                .setReviewers(List.of(new Person(700L, "rita")))
                .setRecoveryTimeObjectiveSeconds(1_800L)
                .build();
        return RequestPlan.newBuilder()
                .setMigration(issue)
                .setActor(OWNER)
                .setTitle("Move it all")
                .setRevision(Revision.of(form))
                .setRequest(form)
                .setUpdatedAt(story.now())
                .build();
    }

    /** As if all stages had passed: how they do is told elsewhere. */
    static void becomesReady(Story story) {
        var plan = Objects.requireNonNull(story.platform.plan(PLAN));
        story.platform.put(MigrationPlan.newBuilder(plan)
                .setStatus(PlanStatus.newBuilder(plan.getStatus())
                        .setState(PlanState.READY)
                        .setStages(plan.getStatus().getStages().stream()
                                .map(stage -> StageStatus.newBuilder(stage)
                                        .setState(StageState.PASSED)
                                        .build())
                                .toList())
                        .setArtifacts(List.of(PlanArtifact.newBuilder()
                                .setName("media")
                                .setImage(Objects.requireNonNull(
                                        aRequest().build().getImage()))
                                .build()))
                        .build())
                .build());
    }

    private PlanStatus plan() {
        return Objects.requireNonNull(story.platform.plan(PLAN)).getStatus();
    }
}
