package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Revision;
import io.movein.event.ReviewCompleted;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.review.Given;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestsTest {
    private final Story story = Story.begins();

    @Test
    void reviewsANewRequest() {
        assertThat(story.files(aRequest())).containsExactly("MigrationRequested");

        assertThat(story.status().getState()).isEqualTo(State.UNDER_REVIEW);
        assertThat(story.status().getAuthor()).isEqualTo(OWNER);
        assertThat(story.last().factsWanted()).hasSize(1);
    }

    @Test
    void saysNothingToTheSameRevision() {
        story.reviewed(aRequest());

        assertThat(story.files(aRequest())).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void saysNothingToAnOlderRequest() {
        story.reviewed(aRequest());

        assertThat(story.hears(story.request(
                        aRequest().setSource("earlier").build(),
                        anOnboardingIssue().build(),
                        Given.NOON.minusSeconds(60))))
                .isEmpty();
        assertThat(story.status().getRevision())
                .isEqualTo(Revision.of(aRequest().build()));
    }

    @Test
    void saysNothingToACommandThatWasHeardBefore() {
        story.hears(
                "request:1",
                story.request(aRequest().build(), anOnboardingIssue().build(), Given.NOON));
        story.hears(
                "request:2",
                story.request(
                        aRequest().setSource("b").build(), anOnboardingIssue().build(), Given.NOON));

        assertThat(story.hears(
                        "request:1",
                        story.request(aRequest().build(), anOnboardingIssue().build(), Given.NOON)))
                .isEmpty();
    }

    @Test
    void remembersOfAnIssueThatMovesWithoutAnEditOnlyWhenItWasSeen() {
        story.hears(
                "request:1",
                story.request(aRequest().build(), anOnboardingIssue().build(), Given.NOON));
        for (int minute = 1; minute <= 50; minute++) {
            story.hears(
                    "request:" + (1 + minute),
                    story.request(
                            aRequest().build(), anOnboardingIssue().build(), Given.NOON.plusSeconds(60L * minute)));
        }

        assertThat(requireNonNull(story.platform.migration(Story.MIGRATION)).getHandled())
                .containsExactly("request:1");
        assertThat(story.hears(
                        "request:late",
                        story.request(
                                aRequest().setSource("b").build(),
                                anOnboardingIssue().build(),
                                Given.NOON.plusSeconds(60))))
                .isEmpty();
    }

    @Test
    void saysNothingToACommandForAMigrationThatNobodyRequested() {
        assertThat(story.hears(story.approval(OPERATOR, "abc", 1))).isEmpty();
        assertThat(story.stops(OWNER)).isEmpty();
        assertThat(story.runStarts(1)).isEmpty();
        assertThat(story.factsArrive("any", facts -> facts)).isEmpty();
    }

    @Test
    void reportsAllProblemsAtOnceThoseOfReadingToo() {
        var unread = new Problem("form.ambiguous", "two answers to 'Mode'", "edit the issue");
        story.files(
                aRequest().setImage("importer:latest"),
                anOnboardingIssue().setFound(false).build(),
                unread);

        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.status().getState()).isEqualTo(State.NEEDS_CHANGES);
        assertThat(story.status().getProblems())
                .extracting(Problem::getCode)
                .containsExactly(
                        "form.ambiguous", "onboarding.not-found", "artifact.not-pinned", "request.checks-waiting");
    }

    @Test
    void neverPassesARequestThatIsNotComplete() {
        story.files(aRequest().setMode(Mode.UNKNOWN));

        story.factsArrive();

        assertThat(story.status().getProblems()).extracting(Problem::getCode).containsExactly("request.incomplete");
    }

    @Test
    void reviewsAgainWhatWasCorrected() {
        story.files(aRequest().setImage("importer:latest"));
        story.factsArrive();

        assertThat(story.files(aRequest())).containsExactly("MigrationRequested");
        assertThat(story.status().getProblems()).isEmpty();
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void reviewsAgainWhenTheOnboardingWasFinishedMeanwhile() {
        story.files(
                aRequest(),
                anOnboardingIssue().setState("open").setStateReason(null).build());
        story.factsArrive();

        assertThat(story.files(aRequest())).containsExactly("MigrationRequested");
    }

    @Test
    void ignoresFactsForAnOlderRequest() {
        story.files(aRequest().setSource("first"));
        var late =
                requireNonNull(story.last().factsWanted().getFirst().wanted()).getId();
        story.files(aRequest());

        assertThat(story.factsArrive(late, facts -> facts)).isEmpty();
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
    }

    @Test
    void keepsTheEvidenceWithTheReview() {
        story.files(aRequest());
        story.factsArrive();

        var review = (ReviewCompleted) story.last().events().getFirst().event();
        assertThat(review.getEvidence()).isEqualTo(Given.someFacts().build());
        assertThat(review.getRun()).isEqualTo(1);
        assertThat(review.getRevision()).isEqualTo(Revision.of(aRequest().build()));
    }

    @Test
    void findsOutThatACauseOutsideOfTheIssueWasCured() {
        story.files(aRequest());
        story.factsArrive(facts ->
                facts.setTenant(Given.aTenant().setRegisteredSecrets(List.of()).build()));
        assertThat(story.status().getState()).isEqualTo(State.NEEDS_CHANGES);

        assertThat(story.decides(new Input.Recheck(Story.MIGRATION))).isEmpty();
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void saysNothingWhenALookAgainFindsTheSameProblems() {
        story.files(aRequest().setImage("importer:latest"));
        story.factsArrive();
        story.decides(new Input.Recheck(Story.MIGRATION));

        assertThat(story.factsArrive()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Plan.class,
            names = {"RE_RUN", "WIPE_AND_RE_RUN", "NEW_ARTIFACT"})
    void remembersAnEditDuringARunForTheNextPlan(Plan plan) {
        story.running(aRequest());
        assertThat(story.files(aRequest().setSource("edited"))).containsExactly("CommandRefused");
        story.runEnds(1, RunOutcome.FAILED);

        assertThat(story.plans(plan)).containsExactly("PlanChosen", "MigrationRequested", "run-1/tear-down/final");
        assertThat(story.status().getState()).isEqualTo(State.UNDER_REVIEW);
        assertThat(story.status().getRequest().getSource()).isEqualTo("edited");
    }

    @Test
    void forgetsAnEditThatWasTakenBack() {
        story.running(aRequest());
        story.files(aRequest().setSource("edited"));
        story.files(aRequest());
        story.runEnds(1, RunOutcome.FAILED);

        assertThat(story.plans(Plan.RE_RUN)).containsExactly("PlanChosen", "run-1/tear-down/final");
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.status().getRequest().getSource()).isEqualTo(aRequest().getSource());
    }

    @Test
    void doesNotDisturbALiveResultByAnEdit() {
        story.ended(aRequest(), RunOutcome.SUCCEEDED);

        assertThat(story.files(aRequest().setSource("edited"))).containsExactly("CommandRefused");
        assertThat(story.refusal()).isEqualTo("edit-kept");
        assertThat(story.files(aRequest().setSource("edited"))).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_VALIDATION);
    }

    @Test
    void ignoresAnEditAfterTheEnd() {
        story.reviewed(aRequest());
        story.plans(Plan.ABANDON);

        assertThat(story.files(aRequest().setSource("edited"))).containsExactly("CommandRefused");
        assertThat(story.refusal()).isEqualTo("edit-too-late");
        assertThat(story.files(aRequest().setSource("edited"))).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.CLOSED);
    }
}
