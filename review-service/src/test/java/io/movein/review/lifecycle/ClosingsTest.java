package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OUTSIDER;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.AnswerOperator;
import io.movein.command.AskOwner;
import io.movein.command.CloseIssue;
import io.movein.command.ReopenIssue;
import io.movein.event.IssueStateCorrected;
import io.movein.model.Actor;
import io.movein.model.Ending;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingsTest {
    private final Story story = Story.begins();

    @Test
    void withdrawsWhatDoesNotRun() {
        story.reviewed(aRequest());

        assertThat(closes(OWNER)).containsExactly("MigrationWithdrawn", "MigrationClosed");
        assertThat(story.status().getEnding()).isEqualTo(Ending.WITHDRAWN);
    }

    @Test
    void neverStartsARunOnAClosedIssue() {
        story.of("acme/infra#9", "acme-media").running(aRequest());
        story.approved(aRequest());
        closes(OWNER);

        assertThat(story.of("acme/infra#9", "acme-media").runEnds(1, RunOutcome.SUCCEEDED))
                .containsExactly("RunFinished");
        story.approves();
        assertThat(story.refusal()).isEqualTo("nothing-to-approve");
    }

    @Test
    void withdrawsAnApprovalThatIsBeingChecked() {
        story.reviewed(aRequest());
        story.approves();
        var facts =
                requireNonNull(story.last().factsWanted().getFirst().wanted()).getId();
        closes(OWNER);

        assertThat(story.factsArrive(facts, it -> it)).isEmpty();
    }

    @Test
    void opensAgainWhatRunsAndSaysWhy() {
        story.running(aRequest());

        assertThat(closes(OWNER)).containsExactly("IssueStateCorrected");
        var corrected = (IssueStateCorrected) story.last().events().getFirst().event();
        assertThat(corrected.getOpen()).isTrue();
        assertThat(corrected.getReason()).startsWith("run 1 is in progress. End it with /stop");
    }

    @Test
    void letsNobodyElseWithdraw() {
        story.reviewed(aRequest());

        assertThat(closes(OUTSIDER)).containsExactly("IssueStateCorrected");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void reviewsAgainWhatWasWithdrawnAndIsReopened() {
        story.reviewed(aRequest());
        closes(OWNER);

        assertThat(reopens(OWNER)).containsExactly("MigrationRequested");
        assertThat(story.status().getEnding()).isNull();
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
    }

    @Test
    void closesAgainWhatHasEndedOtherwise() {
        story.ended(aRequest(), RunOutcome.SUCCEEDED);
        story.validates(OWNER, 1);
        story.runIsGone(1, false);

        assertThat(reopens(OWNER)).containsExactly("IssueStateCorrected");
        assertThat(((IssueStateCorrected) story.last().events().getFirst().event()).getReason())
                .isEqualTo("the migration has ended: completed. File a new issue to start another one");
    }

    @Test
    void passesTheTurnToTheOwnerAndBack() {
        story.reviewed(aRequest());

        assertThat(story.hears(new AskOwner(Story.MIGRATION, OPERATOR, story.now())))
                .containsExactly("OwnerAsked");
        assertThat(story.status().getQuestionAt()).isNotNull();
        assertThat(answers(OUTSIDER)).isEmpty();
        assertThat(answers(OWNER)).containsExactly("OperatorAnswered");
        assertThat(story.status().getQuestionAt()).isNull();
        assertThat(answers(OWNER)).isEmpty();
    }

    @Test
    void takesAnEditForAnAnswer() {
        story.reviewed(aRequest());
        story.hears(new AskOwner(Story.MIGRATION, OPERATOR, story.now()));

        story.files(aRequest().setSource("as you asked"));

        assertThat(story.status().getQuestionAt()).isNull();
    }

    @Test
    void countsTheWaitingTimesOfBothSides() {
        story.reviewed(aRequest());
        story.waits(Duration.ofMinutes(9));
        story.hears(new AskOwner(Story.MIGRATION, OPERATOR, story.now()));
        story.waits(Duration.ofMinutes(29));
        answers(OWNER);
        story.waits(Duration.ofMinutes(4));
        story.approves();
        story.factsArrive();

        var friction = requireNonNull(
                requireNonNull(story.platform.migration(Story.MIGRATION)).getFriction());
        assertThat(friction.getOperatorSeconds())
                .isEqualTo(Duration.ofMinutes(10 + 4 + 2).toSeconds());
        assertThat(friction.getOwnerSeconds()).isEqualTo(Duration.ofMinutes(30).toSeconds());
    }

    private List<String> closes(Actor actor) {
        return story.hears(new CloseIssue(Story.MIGRATION, actor, story.now()));
    }

    private List<String> reopens(Actor actor) {
        return story.hears(new ReopenIssue(Story.MIGRATION, actor, story.now()));
    }

    private List<String> answers(Actor actor) {
        return story.hears(new AnswerOperator(Story.MIGRATION, actor, "https://github.example/7"));
    }
}
