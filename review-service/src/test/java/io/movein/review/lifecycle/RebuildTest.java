package io.movein.review.lifecycle;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ShowStatus;
import io.movein.model.Plan;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RebuildTest {
    private final Story story = Story.begins();
    private final Rebuild rebuild = new Rebuild();

    @Test
    void knowsWhatIsOpenWhereItStood() {
        story.running(aRequest().setSupportsResume(true));
        story.runEnds(1, RunOutcome.FAILED);
        story.plans(Plan.RESUME);
        story.runIsGone(1, true);
        story.factsArrive();
        story.approves();
        story.factsArrive();
        story.runStarts(2);
        var waiting = story.of("acme/infra#18", "acme-media").approved(aRequest());
        tellAll();

        assertThat(essence(rebuilt(Story.MIGRATION)))
                .isEqualTo(essence(requireNonNull(story.platform.migration(Story.MIGRATION))));
        assertThat(essence(rebuilt("acme/infra#18")))
                .isEqualTo(essence(requireNonNull(story.platform.migration("acme/infra#18"))));
        assertThat(rebuild.state().reservation("acme-media")).isEqualTo(story.platform.reservation("acme-media"));
        assertThat(rebuild.state().tenant("acme-media")).isEqualTo(story.platform.tenant("acme-media"));
        assertThat(rebuild.state().pool().getUsed())
                .isEqualTo(story.platform.pool().getUsed());
        assertThat(rebuild.state().queue().values())
                .extracting(run -> run.getMigration() + " " + run.getTold().getPosition())
                .containsExactly("acme/infra#18 1");
        assertThat(waiting.status().getState()).isEqualTo(State.QUEUED);
    }

    @Test
    void knowsThePlansAndWhatWasDealtWith() {
        var request = PlanBondTest.request(PlanBondTest.PLAN, story);
        story.hears("plan:1", request);

        story.last().planEvents().forEach(event -> rebuild.event(event.record()));
        story.last().planEvents().forEach(event -> rebuild.event(event.record()));
        rebuild.command("plan:1", request);

        assertThat(requireNonNull(rebuild.state().plan(PlanBondTest.PLAN)))
                .isEqualTo(story.platform.plan(PlanBondTest.PLAN));
        assertThat(rebuild.state().migration(PlanBondTest.PLAN)).isNull();
    }

    @Test
    void goesOnFromThere() {
        story.running(aRequest());
        tellAll();
        var after = Story.on(rebuild.state(), new Lifecycle(PolicySettings.STRICT));

        assertThat(after.runEnds(1, RunOutcome.SUCCEEDED)).containsExactly("RunFinished");
        assertThat(after.validates(OWNER, 1)).containsExactly("ValidationConfirmed", "run-1/tear-down/final");
        assertThat(after.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
    }

    @Test
    void reviewsWhatWasUnderReview() {
        story.files(aRequest());
        tellAll();
        rebuild.command(
                "request:1",
                story.request(aRequest().build(), anOnboardingIssue().build(), NOON));
        rebuild.end(NOON);

        assertThat(rebuilt(Story.MIGRATION).getWanted().getOnboarding())
                .isEqualTo(anOnboardingIssue().build());
    }

    @Test
    void carriesOutNoCommandASecondTime() {
        story.reviewed(aRequest());
        tellAll();
        rebuild.command("comment:7", new ShowStatus(Story.MIGRATION, OPERATOR, "https://github.example/7"));
        var after = Story.on(rebuild.state(), new Lifecycle(PolicySettings.STRICT));

        assertThat(after.hears("comment:7", new ShowStatus(Story.MIGRATION, OPERATOR, "https://github.example/7")))
                .isEmpty();
    }

    private void tellAll() {
        story.history().forEach(rebuild::event);
        story.history().stream().map(SpecificRecord.class::cast).forEach(rebuild::event); // told twice
    }

    private Migration rebuilt(String migration) {
        return requireNonNull(rebuild.state().migration(migration));
    }

    /** What no event tells, and is not needed, is left out. */
    private static String essence(Migration it) {
        return Migration.newBuilder()
                .setId(it.getId())
                .setRequest(io.movein.command.RequestMigration.newBuilder(it.getRequest())
                        .setUpdatedAt(NOON)
                        .build())
                .setSequence(it.getSequence())
                .setStatus(it.getStatus())
                .setLeftovers(it.getLeftovers())
                .setSpec(it.getSpec())
                .setQueued(it.getQueued())
                .setAttempt(it.getAttempt())
                .setShown(it.getShown())
                .build()
                .toString();
    }
}
