package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OUTSIDER;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ApproveMigration;
import io.movein.event.CommandRefused;
import io.movein.model.Allowance;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.RerunContract;
import io.movein.model.ResolvedHost;
import io.movein.model.Role;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.review.Given;
import io.movein.review.policy.PolicySettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
    private final Story story = Story.begins();

    @Test
    void refusesSomebodyWhoIsNoOperator() {
        story.reviewed(aRequest());

        assertThat(story.approves(OUTSIDER)).containsExactly("CommandRefused");
        assertThat(story.last().events().getFirst().event())
                .isEqualTo(new CommandRefused(
                        Story.MIGRATION,
                        3L,
                        story.now(),
                        story.status(),
                        "comment:2",
                        OUTSIDER,
                        "not-an-operator",
                        "@outsider is not an operator (expected a member of the operators)",
                        "ask an operator to set the label"));
    }

    @Test
    void refusesAnOperatorWhoApprovesTheirOwnRequest() {
        story.reviewed(aRequest());

        story.approves(Given.actor(OWNER.getId(), "capability-owner", Role.AUTHOR, Role.OPERATOR));

        assertThat(story.refusal()).isEqualTo("self-approval");
    }

    @Test
    void letsAnOperatorApproveTheirOwnRequestWhereThatIsConfigured() {
        var trusting =
                Story.begins(new PolicySettings(List.of(), List.of(), true)).reviewed(aRequest());

        trusting.approves(Given.actor(OWNER.getId(), "capability-owner", Role.AUTHOR, Role.OPERATOR));

        assertThat(trusting.factsArrive()).contains("MigrationApproved");
    }

    @Test
    void refusesWhereThereIsNothingToApprove() {
        story.files(aRequest());

        story.approves();

        assertThat(story.refusal()).isEqualTo("nothing-to-approve");
        assertThat(((CommandRefused) story.last().events().getFirst().event()).getReason())
                .isEqualTo(
                        "there is nothing to approve: the migration's state is 'under review' (expected 'waiting for approval')");
    }

    @Test
    void refusesALabelThatNoReviewPrecedes() {
        story.reviewed(aRequest());

        story.hears(story.approval(OPERATOR, null, null));

        assertThat(story.refusal()).isEqualTo("not-reviewed");
    }

    @Test
    void refusesAnApprovalOfAnotherRevisionOrRun() {
        story.reviewed(aRequest());

        story.hears(story.approval(OPERATOR, "000000000000", 1));
        assertThat(story.refusal()).isEqualTo("stale-approval");

        story.hears(story.approval(OPERATOR, story.status().getRevision(), 2));
        assertThat(story.refusal()).isEqualTo("stale-approval");
    }

    @Test
    void refusesAnApprovalOfAnOlderReviewOfTheSameRevision() {
        story.reviewed(aRequest());
        var older = requireNonNull(story.status().getReview());
        story.approves();
        story.factsArrive(
                facts -> facts.setHosts(List.of(new ResolvedHost("nas.old.example", List.of("203.0.113.9")))));

        story.hears(ApproveMigration.newBuilder(
                        story.approval(OPERATOR, story.status().getRevision(), 1))
                .setReview(older)
                .build());

        assertThat(story.status().getReview()).isGreaterThan(older);
        assertThat(story.refusal()).isEqualTo("superseded-review");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void asksForAnApprovalOfTheCommentThatFollowsAStopInTheQueue() {
        var second = story.of("acme/infra#18", "acme-media");
        story.running(aRequest());
        second.approved(aRequest());
        var older = second.status().getReview();
        second.stops(OWNER);

        second.hears(ApproveMigration.newBuilder(
                        second.approval(OPERATOR, second.status().getRevision(), 1))
                .setReview(older)
                .build());
        assertThat(second.refusal()).isEqualTo("superseded-review");

        second.approves();
        assertThat(second.factsArrive()).contains("MigrationApproved");
    }

    @Test
    void refusesToRunAgainUntilAnOperatorHasAttestedTheWipe() {
        story.ended(aRequest(), RunOutcome.FAILED);
        story.plans(Plan.WIPE_AND_RE_RUN);
        story.factsArrive();

        story.approves();
        assertThat(story.refusal()).isEqualTo("wipe-not-attested");

        story.attestsWipe(OPERATOR);
        assertThat(story.approves()).isEmpty();
        assertThat(story.factsArrive()).contains("run-2/launch");
    }

    @Test
    void doesNotTakeAnEarlierWipeForTheOneThatWasPlanned() {
        story.ended(aRequest(), RunOutcome.FAILED);
        story.attestsWipe(OPERATOR);
        story.plans(Plan.WIPE_AND_RE_RUN);
        story.factsArrive();

        story.approves();

        assertThat(story.refusal()).isEqualTo("wipe-not-attested");
    }

    @Test
    void checksAgainWithFreshFactsBeforeAnApprovalCounts() {
        story.reviewed(aRequest());
        story.approves();

        assertThat(story.factsArrive(facts -> facts.setTenant(
                        Given.aTenant().setRegisteredSecrets(List.of()).build())))
                .containsExactly("ReviewCompleted");
        assertThat(story.status().getState()).isEqualTo(State.NEEDS_CHANGES);
        assertThat(story.status().getApproval()).isNull();
    }

    @Test
    void looksAtTheOnboardingIssueAsItIsWhenTheApprovalComes() {
        story.reviewed(aRequest());
        story.hears(ApproveMigration.newBuilder(
                        story.approval(OPERATOR, story.status().getRevision(), 1))
                .setOnboarding(anOnboardingIssue()
                        .setState("open")
                        .setStateReason("reopened")
                        .build())
                .build());

        story.factsArrive();

        assertThat(story.status().getProblems())
                .extracting(Problem::getCode)
                .containsExactly("onboarding.not-completed");
    }

    @Test
    void keepsAnApprovalWhileANameDoesNotResolveForAMoment() {
        story.reviewed(aRequest());
        story.approves();

        assertThat(story.factsArrive(facts -> facts.setHosts(List.of()))).isEmpty();
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
        assertThat(story.decides(new Input.Recheck(Story.MIGRATION))).isEmpty();
        assertThat(story.factsArrive()).contains("MigrationApproved", "run-1/launch");
    }

    @Test
    void refusesAnApprovalInTheEndWhereTheNameStaysAwayAndKeepsTheReview() {
        story.reviewed(aRequest());
        story.approves();
        story.factsArrive(facts -> facts.setHosts(List.of()));
        story.waits(java.time.Duration.ofMinutes(15));
        story.decides(new Input.Recheck(Story.MIGRATION));

        assertThat(story.factsArrive(facts -> facts.setHosts(List.of()))).containsExactly("CommandRefused");
        assertThat(story.refusal()).isEqualTo("not-now");
        assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void reviewsAgainWhenANameLeadsElsewhereThanTheOperatorSaw() {
        story.reviewed(aRequest());
        story.approves();
        var elsewhere = List.of(new ResolvedHost("nas.old.example", List.of("203.0.113.9")));

        assertThat(story.factsArrive(facts -> facts.setHosts(elsewhere)))
                .containsExactly("CommandRefused", "ReviewCompleted");
        assertThat(story.refusal()).isEqualTo("addresses-changed");
        story.approves();
        assertThat(story.factsArrive(facts -> facts.setHosts(elsewhere))).contains("run-1/launch");
    }

    @Test
    void runsWithTheAllowanceThatTheOperatorSawAlthoughTheSettingHasChanged() {
        story.files(aRequest());
        story.factsArrive(facts -> facts.setAllowance(Given.ALLOWANCE));
        story.approves();

        story.factsArrive(facts -> facts.setAllowance(Allowance.newBuilder(Given.ALLOWANCE)
                .setTmpBytes(64 * Given.GIB)
                .build()));

        var launch = (LaunchRun) story.last().orders().getFirst().order();
        assertThat(launch.getSpec().getAllowance()).isEqualTo(Given.ALLOWANCE);
        assertThat(story.platform.pool().getUsed().getStorageBytes()).isEqualTo(5 * Given.GIB + Given.GIB / 2);
    }

    @Test
    void refusesAnApprovalWhoseRequestIsEditedWhileItIsChecked() {
        story.reviewed(aRequest());
        story.approves();
        var late =
                requireNonNull(story.last().factsWanted().getFirst().wanted()).getId();

        assertThat(story.files(aRequest().setSource("edited"))).containsExactly("CommandRefused", "MigrationRequested");
        assertThat(story.refusal()).isEqualTo("stale-approval");
        assertThat(story.factsArrive(late, facts -> facts)).isEmpty();
    }

    @Test
    void saysNothingToASecondLabelWhileTheFirstIsChecked() {
        story.reviewed(aRequest());
        story.approves();

        assertThat(story.approves()).isEmpty();
        assertThat(story.factsArrive()).containsExactly("MigrationApproved", "RunOrdered", "run-1/launch");
    }

    @Test
    void startsNothingTwiceForTheSameFacts() {
        story.reviewed(aRequest());
        story.approves();
        var wanted =
                requireNonNull(story.last().factsWanted().getFirst().wanted()).getId();
        story.factsArrive(wanted, facts -> facts);

        assertThat(story.factsArrive(wanted, facts -> facts)).isEmpty();
    }

    @Test
    void voidsAnApprovalByAnEditBeforeTheRunIsOrdered() {
        story.of("acme/infra#9", "acme-media").running(aRequest());
        story.approved(aRequest());
        assertThat(story.status().getState()).isEqualTo(State.QUEUED);

        assertThat(story.files(aRequest().setSource("edited"))).containsExactly("ApprovalVoided", "MigrationRequested");
        assertThat(story.status().getApproval()).isNull();
        assertThat(story.platform.queue()).isEmpty();
    }

    @Test
    void asksForAWipeBeforeATopUpMonthsLaterWhereTheDestinationMustBeEmpty() {
        var first = story.of("acme/infra#9", "acme-media").ended(aRequest(), RunOutcome.SUCCEEDED);
        first.validates(OWNER, 1);
        first.runIsGone(1, false);
        assertThat(first.status().getState()).isEqualTo(State.CLOSED);
        story.waits(Duration.ofDays(200));

        story.reviewed(aRequest().setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY));
        var another = story.of("acme/infra#18", "acme-media").reviewed(aRequest());

        assertThat(story.status().getProblems())
                .extracting(Problem::getCode)
                .containsExactly("rerun-contract.destination-written");
        assertThat(another.status().getProblems()).isEmpty();
        assertThat(another.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
    }

    @Test
    void voidsAnApprovalWhenAnotherRunHasWrittenWhileItWaited() {
        var other = story.of("acme/infra#9", "acme-media").running(aRequest().setMode(io.movein.model.Mode.DRY_RUN));
        var second = story.of("acme/infra#10", "acme-media").approved(aRequest());
        story.approved(aRequest().setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY));

        assertThat(other.runEnds(1, RunOutcome.SUCCEEDED)).contains("acme/infra#10 run-1/launch");
        assertThat(second.runEnds(1, RunOutcome.SUCCEEDED)).contains("acme/infra#17 ApprovalVoided");

        story.factsArrive();
        assertThat(story.status().getProblems())
                .extracting(Problem::getCode)
                .containsExactly("rerun-contract.destination-written");
    }
}
