package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.FailureKind;
import io.movein.model.Plan;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Story story = Story.begins();
    private final Duration silence = Deadlines.USUAL.silence().plusHours(2); // an hour is expected of it

    @Test
    void endsARunOfWhichNobodyEverReports() {
        story.approved(aRequest());
        var waiting = story.of("acme/infra#18", "acme-media").approved(aRequest());

        story.waits(silence);

        assertThat(timePasses()).startsWith("run-1/stop", "RunFinished").contains("acme/infra#18 run-1/launch");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
        assertThat(story.status().getRuns().getFirst().getResult().getFailure())
                .isEqualTo(FailureKind.OUTCOME_UNREADABLE);
        assertThat(waiting.status().getRuns()).hasSize(1);
        assertThat(story.plans(Plan.ABANDON)).contains("PlanChosen");
    }

    @Test
    void waitsAsLongAsTheRunIsHeardOf() {
        story.running(aRequest());
        story.waits(silence.minusMinutes(10));
        story.runTells(1, 50, story.now());
        story.waits(silence.minusMinutes(10));

        assertThat(timePasses()).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.RUNNING);
    }

    @Test
    void waitsLessForARunThatWasAskedToStop() {
        story.running(aRequest());
        story.stops(OWNER);
        story.waits(Deadlines.USUAL.stopping());

        assertThat(timePasses()).contains("RunFinished");
    }

    @Test
    void addsTheFactsOfAReportThatComesAfterAll() {
        story.running(aRequest());
        story.waits(silence);
        timePasses();

        assertThat(story.runEnds(1, RunOutcome.SUCCEEDED)).containsExactly("RunReportedLate");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_VALIDATION);
        assertThat(story.status().getRuns().getFirst().getResult().getOutcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(story.runEnds(1, RunOutcome.SUCCEEDED)).isEmpty();
        assertThat(story.validates(OWNER, 1)).contains("ValidationConfirmed");
    }

    @Test
    void aReportThatComesAfterAllChangesNothingOfWhatWasDecidedSince() {
        story.running(aRequest());
        story.waits(silence);
        timePasses();
        story.plans(Plan.ABANDON);

        assertThat(story.runEnds(1, RunOutcome.SUCCEEDED)).containsExactly("RunReportedLate");
        assertThat(story.status().getState()).isEqualTo(State.TEARING_DOWN);
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
    }

    @Test
    void aFailureThatComesAfterAllStillWantsAPlan() {
        story.running(aRequest());
        story.waits(silence);
        timePasses();

        assertThat(story.runEnds(1, RunOutcome.FAILED)).containsExactly("RunReportedLate");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
        assertThat(story.status().getRuns().getFirst().getResult().getFailure()).isEqualTo(FailureKind.EXIT_CODE);
    }

    @Test
    void tellsAnOperatorOnceOfATearDownThatDoesNotEnd() {
        story.ended(aRequest(), RunOutcome.SUCCEEDED);
        story.validates(OWNER, 1);
        assertThat(story.runWaits(1, "The clean-up is waiting for Pod/p on node n."))
                .containsExactly("RunDelayed");
        assertThat(story.runWaits(1, "The clean-up is waiting for Pod/p on node n."))
                .isEmpty();
        story.waits(Deadlines.USUAL.stuck());

        assertThat(timePasses()).contains("TearDownStuck");
        assertThat(timePasses()).isEmpty();
        assertThat(story.status().getTearDownWaitsFor()).contains("Pod/p");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
        assertThat(story.status().getTearDownStuckSince()).isNull();
        assertThat(story.status().getTearDownWaitsFor()).isNull();
    }

    @Test
    void ordersATearDownAgainThatNobodyReports() {
        story.ended(aRequest(), RunOutcome.SUCCEEDED);
        story.validates(OWNER, 1);
        assertThat(timePasses()).isEmpty();
        story.waits(Deadlines.USUAL.tearDown());

        assertThat(timePasses()).containsExactly("TearDownStuck", "run-1/tear-down/final");
        assertThat(timePasses()).isEmpty();
    }

    @Test
    void looksAgainEverMoreSlowlyAtWhatFailed() {
        story.files(aRequest().setImage("importer:latest"));
        story.factsArrive();
        var looks = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            timePasses();
            if (!story.last().factsWanted().isEmpty()) {
                looks++;
                story.factsArrive();
            }
        }

        assertThat(looks).isBetween(20, 35);
    }

    private List<String> timePasses() {
        return story.decides(new Input.Recheck(Story.MIGRATION));
    }
}
