package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Ending;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.RerunContract;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlansTest {
    private final Story story = Story.begins();

    @Test
    void isTheOwnersAlone() {
        story.ended(aRequest(), RunOutcome.FAILED);

        story.plans(Plan.RE_RUN, OPERATOR, 1);

        assertThat(story.refusal()).isEqualTo("not-the-owner");
    }

    @ParameterizedTest
    @EnumSource(
            value = Plan.class,
            names = {"UNKNOWN", "ABANDON"},
            mode = EnumSource.Mode.EXCLUDE)
    void isRefusedWhereThereIsNothingToPlan(Plan plan) {
        story.reviewed(aRequest());

        story.plans(plan);

        assertThat(story.refusal()).isEqualTo("nothing-to-plan");
    }

    @Test
    void isRefusedForAnotherRunThanTheLast() {
        story.ended(aRequest(), RunOutcome.FAILED);

        story.plans(Plan.RE_RUN, OWNER, null);

        assertThat(story.refusal()).isEqualTo("stale-report");
    }

    @Test
    void isRefusedWhenItIsNotKnown() {
        story.ended(aRequest(), RunOutcome.FAILED);

        story.plans(Plan.UNKNOWN);

        assertThat(story.refusal()).isEqualTo("not-a-command");
    }

    @Test
    void cannotRunAgainOnWhatALiveRunHasWrittenWhereItMustBeEmpty() {
        story.ended(aRequest().setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY), RunOutcome.FAILED);

        story.plans(Plan.RE_RUN);
        assertThat(story.refusal()).isEqualTo("destination-written");

        story.attestsWipe(OPERATOR);
        assertThat(story.plans(Plan.RE_RUN)).containsExactly("PlanChosen", "run-1/tear-down/final");
    }

    @Test
    void canRunAgainAfterADryRunEvenWhereItMustBeEmpty() {
        story.ended(
                aRequest().setMode(Mode.DRY_RUN).setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY),
                RunOutcome.FAILED);

        assertThat(story.plans(Plan.RE_RUN)).contains("PlanChosen");
    }

    @Test
    void canWipeAndRunAgainWhereTheDestinationMustBeEmpty() {
        story.ended(aRequest().setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY), RunOutcome.FAILED);
        story.plans(Plan.WIPE_AND_RE_RUN);
        story.factsArrive();
        story.attestsWipe(OPERATOR);
        story.approves();

        assertThat(story.factsArrive()).contains("run-2/launch");
    }

    @Test
    void cannotResumeWhereTheProcessCannot() {
        story.ended(aRequest(), RunOutcome.FAILED);

        story.plans(Plan.RESUME);

        assertThat(story.refusal()).isEqualTo("resume-not-supported");
    }

    @Test
    void cannotResumeWithAnotherRequest() {
        story.running(aRequest().setSupportsResume(true));
        story.files(aRequest().setSupportsResume(true).setSource("edited"));
        story.runEnds(1, RunOutcome.FAILED);

        story.plans(Plan.RESUME);

        assertThat(story.refusal()).isEqualTo("request-edited");
    }

    @Test
    void beginsFreshWhenTheRequestIsEditedAfterAPlanToResume() {
        story.ended(aRequest().setSupportsResume(true), RunOutcome.FAILED);
        story.plans(Plan.RESUME);
        story.files(aRequest().setSupportsResume(true).setSource("edited"));
        story.factsArrive();
        story.approves();
        story.factsArrive();

        assertThat(story.status().getRuns())
                .extracting(Run::getAttempt)
                .containsExactly(io.movein.model.Attempt.FRESH, io.movein.model.Attempt.FRESH);
        assertThat(story.status().getPlan()).isNull();
    }

    @Test
    void acceptsWhatIsThere() {
        story.ended(aRequest(), RunOutcome.FAILED);

        assertThat(story.plans(Plan.ACCEPT_PARTIAL)).containsExactly("PlanChosen", "run-1/tear-down/final");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
        assertThat(story.status().getEnding()).isEqualTo(Ending.PARTIAL_ACCEPTED);
    }

    @Test
    void asksForTheNewArtifact() {
        story.ended(aRequest(), RunOutcome.FAILED);

        assertThat(story.plans(Plan.NEW_ARTIFACT)).containsExactly("PlanChosen", "run-1/tear-down/final");
        assertThat(story.status().getState()).isEqualTo(State.NEEDS_CHANGES);
        assertThat(story.status().getProblems()).extracting(Problem::getCode).containsExactly("plan.new-artifact");
        assertThat(story.decides(new Input.Recheck(Story.MIGRATION))).isEmpty();
        assertThat(story.last().factsWanted()).isEmpty();
    }

    @Test
    void canAbandonBeforeAnyRun() {
        story.reviewed(aRequest());

        assertThat(story.plans(Plan.ABANDON)).containsExactly("PlanChosen", "MigrationClosed");
        assertThat(story.status().getEnding()).isEqualTo(Ending.ABANDONED);
    }

    @Test
    void canAbandonFromTheQueue() {
        story.of("acme/infra#9", "acme-media").running(aRequest());
        story.approved(aRequest());

        assertThat(story.plans(Plan.ABANDON)).containsExactly("PlanChosen", "MigrationClosed");
        assertThat(story.platform.queue()).isEmpty();
    }

    @Test
    void cannotAbandonUnderARun() {
        story.running(aRequest());

        story.plans(Plan.ABANDON);

        assertThat(story.refusal()).isEqualTo("nothing-to-plan");
    }

    @Test
    void ignoresFactsThatComeAfterTheEnd() {
        story.files(aRequest());
        var late =
                requireNonNull(story.last().factsWanted().getFirst().wanted()).getId();
        story.plans(Plan.ABANDON);

        assertThat(story.factsArrive(late, facts -> facts)).isEmpty();
    }
}
