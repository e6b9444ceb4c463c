package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.someFacts;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Revision;
import io.movein.event.MigrationClosed;
import io.movein.model.Approval;
import io.movein.model.Attempt;
import io.movein.model.EgressRule;
import io.movein.model.Ending;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.RunOutcome;
import io.movein.model.RunSpec;
import io.movein.model.State;
import io.movein.model.StorageInterface;
import io.movein.order.LaunchRun;
import io.movein.review.Given;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole journeys, as people live them. */
class JourneyTest {
    private final Story story = Story.begins();

    @Test
    void goesFromAFiledIssueToAClosedOne() {
        assertThat(story.files(aRequest())).containsExactly("MigrationRequested");
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.approves()).isEmpty();
        assertThat(story.factsArrive()).containsExactly("MigrationApproved", "RunOrdered", "run-1/launch");
        assertThat(story.runStarts(1)).containsExactly("RunStarted");
        assertThat(story.runTells(1, 50, story.now())).containsExactly("RunProgress");
        assertThat(story.runEnds(1, RunOutcome.SUCCEEDED)).containsExactly("RunFinished");
        assertThat(story.validates(OWNER, 1)).containsExactly("ValidationConfirmed", "run-1/tear-down/final");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");

        assertThat(story.status().getState()).isEqualTo(State.CLOSED);
        assertThat(((MigrationClosed) story.last().events().getLast().event()).getEnding())
                .isEqualTo(Ending.COMPLETED);
        assertThat(story.platform.reservation("acme-media")).isNull();
        assertThat(story.platform.pool().getUsed()).isEqualTo(Given.resources(0, 0, 0));
    }

    @Test
    void ordersExactlyWhatWasRequestedAndReviewed() {
        story.approved(aRequest());

        assertThat(story.last().orders())
                .containsExactly(new Change.Ordered(
                        Story.MIGRATION,
                        "acme/infra#17/run-1/launch",
                        new LaunchRun(
                                Story.MIGRATION,
                                1,
                                RunSpec.newBuilder()
                                        .setNamespace("acme-media")
                                        .setImage(Given.IMAGE)
                                        .setMode(Mode.LIVE)
                                        .setAttempt(Attempt.FRESH)
                                        .setResources(Given.resources(1_000, 2 * Given.GIB, 5 * Given.GIB))
                                        .setEgress(List.of(
                                                new EgressRule("nas.old.example", 8443, List.of("203.0.113.7"))))
                                        .setDestinations(List.of(new StorageInterface("media-store", 9000)))
                                        .setSecrets(List.of("old-host"))
                                        .setKeepsState(false)
                                        .setExpectedRuntimeSeconds(3_600L)
                                        .setFiledBy(Given.OWNER)
                                        .setFiledAt(Given.NOON.plusSeconds(60))
                                        .setApproval(Approval.newBuilder()
                                                .setActor(Given.OPERATOR)
                                                .setRevision(
                                                        Revision.of(aRequest().build()))
                                                .setRun(1)
                                                .setAt(Given.NOON.plusSeconds(120))
                                                .build())
                                        .build(),
                                story.now())));
    }

    @Test
    void numbersEventsFromOneWithoutGaps() {
        story.files(aRequest());
        assertThat(story.last().events().getFirst().id()).isEqualTo("acme/infra#17/1");

        story.factsArrive();
        assertThat(story.last().events().getFirst().id()).isEqualTo("acme/infra#17/2");

        story.approves();
        story.factsArrive();
        assertThat(story.last().events()).extracting(Change.Happened::sequence).containsExactly(3L, 4L);
    }

    @Test
    void runsAgainAfterAFailure() {
        story.ended(aRequest(), RunOutcome.FAILED);

        assertThat(story.plans(Plan.RE_RUN)).containsExactly("PlanChosen", "run-1/tear-down/final");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown");
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        assertThat(story.approves()).isEmpty();
        assertThat(story.factsArrive()).containsExactly("MigrationApproved", "RunOrdered", "run-2/launch");
        story.runStarts(2);
        story.runEnds(2, RunOutcome.SUCCEEDED);
        assertThat(story.validates(OWNER, 2)).containsExactly("ValidationConfirmed", "run-2/tear-down/final");
        assertThat(story.runIsGone(2, false)).containsExactly("RunTornDown", "MigrationClosed");
    }

    @Test
    void turnsADryRunIntoALiveOneByAnEdit() {
        story.ended(aRequest().setMode(Mode.DRY_RUN), RunOutcome.SUCCEEDED);

        assertThat(story.files(aRequest())).containsExactly("MigrationRequested", "run-1/tear-down/final");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown");
        assertThat(story.factsArrive()).containsExactly("ReviewCompleted");
        story.approves();
        assertThat(story.factsArrive()).containsExactly("MigrationApproved", "RunOrdered", "run-2/launch");
    }

    @Test
    void closesADryRunThatIsAllThatWasWanted() {
        story.ended(aRequest().setMode(Mode.DRY_RUN), RunOutcome.SUCCEEDED);
        story.validates(OWNER, 1);
        story.runIsGone(1, false);

        assertThat(story.status().getEnding()).isEqualTo(Ending.DRY_RUN_COMPLETED);
        assertThat(story.platform.tenant("acme-media").getWritten()).isFalse();
    }

    @Test
    void letsTwoTenantsMigrateWithoutNoticingEachOther() {
        var other = story.of("acme/infra#18", "other-media");
        story.running(aRequest());

        other.running(aRequest());

        assertThat(story.status().getState()).isEqualTo(State.RUNNING);
        assertThat(other.status().getState()).isEqualTo(State.RUNNING);
        assertThat(requireNonNull(story.platform.reservation("acme-media")).getMigration())
                .isEqualTo(Story.MIGRATION);
        assertThat(requireNonNull(story.platform.reservation("other-media")).getMigration())
                .isEqualTo("acme/infra#18");
    }

    @Test
    void keepsTheStateUntilTheEndWhereAProcessCanResume() {
        story.ended(aRequest().setSupportsResume(true), RunOutcome.FAILED);

        assertThat(story.plans(Plan.RESUME)).containsExactly("PlanChosen", "run-1/tear-down");
        assertThat(story.runIsGone(1, true)).containsExactly("RunTornDown");
        story.factsArrive();
        story.approves();
        story.factsArrive();
        assertThat(((LaunchRun) story.last().orders().getFirst().order())
                        .getSpec()
                        .getAttempt())
                .isEqualTo(Attempt.RESUME);
        story.runEnds(2, RunOutcome.SUCCEEDED);
        assertThat(story.validates(OWNER, 2))
                .containsExactly("ValidationConfirmed", "run-1/tear-down/final", "run-2/tear-down/final");
        assertThat(story.runIsGone(2, false)).containsExactly("RunTornDown");
        assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
    }

    @Test
    void gathersTheSameStateFromItsChangesAlone() {
        var afterwards = new PlatformState();
        var changes = new java.util.ArrayList<Change>();
        story.files(aRequest());
        changes.addAll(story.last().changes());
        story.factsArrive(facts -> someFacts());
        changes.addAll(story.last().changes());
        story.approves();
        changes.addAll(story.last().changes());
        story.factsArrive();
        changes.addAll(story.last().changes());

        changes.forEach(change -> Replay.replay(change, afterwards));

        assertThat(afterwards.migration(Story.MIGRATION)).isEqualTo(story.platform.migration(Story.MIGRATION));
        assertThat(afterwards.pool()).isEqualTo(story.platform.pool());
        assertThat(afterwards.tenant("acme-media")).isEqualTo(story.platform.tenant("acme-media"));
    }
}
