package io.movein.review.plan;

import static io.movein.review.plan.PlanStory.OWNER;
import static io.movein.review.plan.PlanStory.REVIEWER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.event.PlanRequested;
import io.movein.model.ReviewVerdict;
import io.movein.model.Stage;
import io.movein.review.state.MigrationPlan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The changelogs are lost: all that a plan knew is in its events, in the commands and in the events of its migrations. */
class RebuiltPlanTest {
    private final PlanStory story = new PlanStory();

    @Test
    void aPlanThatIsReadyIsWhatItWas() {
        story.passed(Stage.CUTOVER);

        assertThat(rebuilt()).isEqualTo(named(story.plan));
    }

    @Test
    void reviewsOfTheStageThatIsOpenStillCount() {
        story.passed(Stage.VALIDATION);
        story.pushes(Stage.CUTOVER, 90);
        story.reviews(PlanStory.OUTSIDER, Stage.CUTOVER, ReviewVerdict.APPROVED, 90);
        story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.CHANGES_REQUESTED, 90);

        assertThat(rebuilt()).isEqualTo(named(story.plan));
        story.plan = rebuilt();
        assertThat(story.reviews(REVIEWER, Stage.CUTOVER, ReviewVerdict.APPROVED, 90))
                .containsExactly("StageApproved", "StageMergeAsked");
    }

    @Test
    void whatWasOpenedAgainCountsNoMore() {
        story.passed(Stage.MIGRATE);
        story.reopens(OWNER, Stage.MAPPING);
        story.pushes(Stage.MAPPING, 91);

        story.plan = rebuilt();

        assertThat(requireNonNull(story.plan).getPassed()).hasSize(2);
        story.approves(OWNER, Stage.MAPPING);
        assertThat(story.merges(Stage.MAPPING, 91)).containsExactly("StagePassed", "StageOpened");
        assertThat(story.pushes(Stage.MIGRATE, 92)).containsExactly("StageChecked", "GateAsked");
    }

    /** A migration that ran has named its plan before. */
    private static MigrationPlan named(@Nullable MigrationPlan plan) {
        return RebuiltPlan.named(requireNonNull(plan), APlan.rehearsal().getOf());
    }

    private MigrationPlan rebuilt() {
        var lived = requireNonNull(story.plan);
        var first = (PlanRequested) story.history.getFirst();
        var plan = MigrationPlan.newBuilder()
                .setId(lived.getId())
                .setSeenAt(first.getAt())
                .setSequence(lived.getSequence())
                .setChangedAt(lived.getChangedAt())
                .setStateSince(lived.getStateSince())
                .setStatus(lived.getStatus())
                .build();
        plan = RebuiltPlan.proved(plan, APlan.rehearsal().getOf(), 1, APlan.proof());
        for (var command : story.commands) {
            plan = RebuiltPlan.heard(plan, command.id(), command.body());
        }
        return plan;
    }
}
