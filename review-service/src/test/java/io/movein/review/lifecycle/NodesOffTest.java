package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ConfirmNodeOff;
import io.movein.model.Actor;
import io.movein.model.FailureKind;
import io.movein.model.Plan;
import io.movein.model.RunOutcome;
import io.movein.report.NodeSilent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesOffTest {
    private final Story story = Story.begins();

    @Test
    void ordersThatTheNodeIsGivenUpWhoseSilenceWasTold() {
        story.running(aRequest());
        nodeIsSilent();

        assertThat(confirms(OPERATOR, "labeled:900")).containsExactly("NodeOffConfirmed", "run-1/node-off/labeled:900");
    }

    @Test
    void ordersItOncePerLabelAndAgainForANewOne() {
        story.running(aRequest());
        nodeIsSilent();

        confirms(OPERATOR, "labeled:900");
        assertThat(confirms(OPERATOR, "labeled:900")).isEmpty();
        assertThat(confirms(OPERATOR, "labeled:901")).contains("run-1/node-off/labeled:901");
    }

    @Test
    void ordersItForTheNextRunThatIsHeldBack() {
        story.ended(aRequest(), RunOutcome.UNKNOWN);
        story.plans(Plan.RE_RUN);
        story.factsArrive();
        story.approves();
        story.factsArrive();
        story.runWaits(2, "a process of an earlier run may still be alive: pod x on node y");

        assertThat(confirms(OPERATOR, "labeled:900")).contains("run-2/node-off/labeled:900");
    }

    /** The runner waits for a quarter of an hour, and operators sleep. */
    @Test
    void ordersItForARunThatWasHeldBackUntilItWasGivenUp() {
        story.ended(aRequest(), RunOutcome.UNKNOWN);
        story.plans(Plan.RE_RUN);
        story.factsArrive();
        story.approves();
        story.factsArrive();
        story.runWaits(2, "a process of an earlier run may still be alive: pod x on node y");
        story.runEnds(2, RunOutcome.FAILED, FailureKind.NOT_LAUNCHED);

        assertThat(confirms(OPERATOR, "labeled:900")).contains("run-2/node-off/labeled:900");
        story.plans(Plan.RE_RUN);
        assertThat(confirms(OPERATOR, "labeled:901"))
                .as("before the next one is approved")
                .contains("run-2/node-off/labeled:901");
    }

    @Test
    void ordersItForARunThatWasGivenUpWhileItsNodeWasSilent() {
        story.running(aRequest());
        nodeIsSilent();
        story.waits(Duration.ofDays(30));
        story.decides(new Input.Recheck(Story.MIGRATION));

        assertThat(story.status().getRuns().getLast().getResult().getFailure())
                .isEqualTo(FailureKind.OUTCOME_UNREADABLE);
        assertThat(confirms(OPERATOR, "labeled:900")).contains("run-1/node-off/labeled:900");
    }

    @Test
    void refusesAfterARunOfWhichTheEndIsKnown() {
        story.ended(aRequest(), RunOutcome.FAILED);

        confirms(OPERATOR, "labeled:900");

        assertThat(story.refusal()).isEqualTo("node-answers");
    }

    @Test
    void ordersItForATearDownThatHangs() {
        story.ended(aRequest(), RunOutcome.UNKNOWN);
        story.plans(Plan.ABANDON);

        assertThat(confirms(OPERATOR, "labeled:900")).contains("run-1/node-off/labeled:900");
    }

    @Test
    void refusesWhereNoNodeIsSilent() {
        story.running(aRequest());

        confirms(OPERATOR, "labeled:900");

        assertThat(story.refusal()).isEqualTo("node-answers");
    }

    @Test
    void refusesAnybodyButOperators() {
        story.running(aRequest());
        nodeIsSilent();

        confirms(OWNER, "labeled:900");

        assertThat(story.refusal()).isEqualTo("not-an-operator");
    }

    private void nodeIsSilent() {
        story.reports(NodeSilent.newBuilder()
                .setMigration(Story.MIGRATION)
                .setRun(1)
                .setNode("node-7")
                .setSince(story.now())
                .build());
    }

    private List<String> confirms(Actor actor, String id) {
        return story.hears(id, new ConfirmNodeOff(Story.MIGRATION, actor, Instant.EPOCH));
    }
}
