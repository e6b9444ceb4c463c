package io.movein.review.lifecycle;

import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static io.movein.review.Given.someFacts;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.RequestLimits;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.RunOutcome;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final Story story = Story.begins();

    @Test
    void refusesARequestThatIsLargerThanARecordCanCarryAndSaysTheLimit() {
        var lines = IntStream.range(0, 5_000)
                .mapToObj(i -> "h" + i + ".example:443")
                .toList();
        story.files(aRequest().setEgress(lines).setSource("x".repeat(50_000)).setConfiguration("y".repeat(40_000)));

        story.factsArrive();

        assertThat(story.status().getProblems())
                .filteredOn(problem -> problem.getCode().equals("form.too-long"))
                .extracting(Problem::getReason)
                .containsExactly(
                        "Source has 50000 characters (expected at most 4000 characters)",
                        "Egress has 5000 lines (expected at most 50 lines)",
                        "Configuration has 40000 bytes (expected at most 32768 bytes)");
        assertThat(story.status().getRequest().getEgress()).hasSize(RequestLimits.EGRESS_LINES);
    }

    @Test
    void cutsLinesAtWholeCharacters() {
        assertThat(Cut.cut("ab\uD83D\uDE00cd", 9)).isEqualTo("ab\uD83D\uDE00cd");
        assertThat(Cut.cut("abcdef\uD83D\uDE00", 9)).isEqualTo("abcdef…");
        assertThat(Cut.cut("äöü", 5)).isEqualTo("ä…");
    }

    @Test
    void endsAMigrationThatHasRunTooOften() {
        story.ended(aRequest(), RunOutcome.FAILED);
        for (int run = 2; run <= Limits.RUNS; run++) {
            again(run);
            story.runEnds(run, RunOutcome.FAILED);
        }

        story.plans(Plan.RE_RUN);
        story.factsArrive();
        story.approves();

        assertThat(story.refusal()).isEqualTo("too-many-runs");
    }

    @Test
    void keepsOfOldRunsHowTheyEndedAndNotAllThatTheySaid() {
        story.running(aRequest());
        story.reports(WorstCase.finished(Story.MIGRATION, 1));
        assertThat(story.status().getRuns().getFirst().getResult().getLastLines())
                .hasSize(Limits.LAST_LINES);

        again(2);

        var first = story.status().getRuns().getFirst().getResult();
        assertThat(first.getLastLines()).isEmpty();
        assertThat(first.getTerminationMessage().length()).isLessThan(400);
    }

    @Test
    void countsProblemsThatNoCommentCouldShow() {
        var problems = IntStream.range(0, 500)
                .mapToObj(i -> new Problem("form.ambiguous", "problem " + i, "edit the issue"))
                .toArray(Problem[]::new);
        story.files(aRequest(), anOnboardingIssue().build(), problems);
        story.factsArrive();

        assertThat(story.status().getProblems()).hasSize(Limits.PROBLEMS);
        assertThat(story.status().getProblems().getLast().getCode()).isEqualTo("request.more-problems");
    }

    @Test
    void keepsEvidenceThatFits() {
        story.files(aRequest());
        story.factsArrive(facts -> someFacts().setClusterRanges(Collections.nCopies(20_000, "10.244.0.0/24")));

        assertThat(story.last().events().getFirst().event().toString().length()).isLessThan(20_000);
        assertThat(List.of(story.status().getState())).doesNotContainNull();
    }

    private void again(int run) {
        story.plans(Plan.RE_RUN);
        story.factsArrive();
        story.approves();
        story.factsArrive();
        story.runStarts(run);
    }
}
