package io.movein.review.lifecycle;

import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Plan;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.report.RunFinished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunReportsTest {
    private final Story story = Story.begins();

    @Test
    void tellsADelayOnlyWhenItsReasonChanges() {
        story.approved(aRequest());

        assertThat(story.runWaits(1, "no node")).containsExactly("RunDelayed");
        assertThat(story.runWaits(1, "no node")).isEmpty();
        assertThat(story.runWaits(1, "pulling the image")).containsExactly("RunDelayed");
        assertThat(story.status().getState()).isEqualTo(State.QUEUED);
    }

    @Test
    void tellsTheStartOnce() {
        story.approved(aRequest());

        assertThat(story.runStarts(1)).containsExactly("RunStarted");
        assertThat(story.runStarts(1)).isEmpty();
        assertThat(story.runWaits(1, "late")).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.RUNNING);
    }

    @Test
    void tellsProgressThatDiffersAndIsNotOlder() {
        story.running(aRequest());
        var now = story.now();

        assertThat(story.runTells(1, 10, now)).containsExactly("RunProgress");
        assertThat(story.runTells(1, 10, now.plusSeconds(5))).isEmpty();
        assertThat(story.runTells(1, 5, now.minusSeconds(5))).isEmpty();
        assertThat(story.runTells(1, 20, now.plusSeconds(9))).containsExactly("RunProgress");
    }

    @ParameterizedTest
    @EnumSource(value = RunOutcome.class, names = "SUCCEEDED", mode = EnumSource.Mode.EXCLUDE)
    void asksForAPlanAfterWhateverIsNoSuccess(RunOutcome outcome) {
        story.running(aRequest());

        assertThat(story.runEnds(1, outcome)).containsExactly("RunFinished");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
    }

    @Test
    void asksForAPlanWhenARunNeverStarted() {
        story.approved(aRequest());

        story.runEnds(1, RunOutcome.FAILED);

        assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
    }

    @Test
    void saysNothingToAReportThatComesTwiceOrLate() {
        story.ended(aRequest(), RunOutcome.SUCCEEDED);

        assertThat(story.runEnds(1, RunOutcome.FAILED)).isEmpty();
        assertThat(story.runTells(1, 99, story.now())).isEmpty();
        assertThat(story.runStarts(1)).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_VALIDATION);
    }

    @Test
    void saysNothingToAReportOfAnotherRun() {
        story.running(aRequest());

        assertThat(story.runEnds(2, RunOutcome.SUCCEEDED)).isEmpty();
        assertThat(story.runIsGone(2, false)).isEmpty();
    }

    @Test
    void learnsTheStartAndTheLastProgressFromTheResult() {
        story.approved(aRequest());
        var progress = Progress.newBuilder()
                .setPhase("copy")
                .setDone(100L)
                .setTotal(100L)
                .setUnit("objects")
                .build();
        var started = story.now();

        story.reports(new RunFinished(
                Story.MIGRATION,
                1,
                RunResult.newBuilder()
                        .setOutcome(RunOutcome.SUCCEEDED)
                        .setStartedAt(started)
                        .setFinishedAt(started)
                        .setProgress(progress)
                        .build()));

        assertThat(story.status().getRuns().getFirst().getStartedAt()).isEqualTo(started);
        assertThat(story.status().getRuns().getFirst().getProgress()).isEqualTo(progress);
    }

    @Test
    void tellsATeardownOnce() {
        story.ended(aRequest(), RunOutcome.FAILED);
        story.plans(Plan.RE_RUN);

        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown");
        assertThat(story.runIsGone(1, false)).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.UNDER_REVIEW);
    }
}
