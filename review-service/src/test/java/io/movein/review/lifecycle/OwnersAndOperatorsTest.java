package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OUTSIDER;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.MisreadCommand;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.model.Ending;
import io.movein.model.RerunContract;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.order.StopRun;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnersAndOperatorsTest {
    private final Story story = Story.begins();

    @Nested
    class Validation {
        @Test
        void isTheOwnersAlone() {
            story.ended(aRequest(), RunOutcome.SUCCEEDED);

            story.validates(OPERATOR, 1);
            assertThat(story.refusal()).isEqualTo("not-the-owner");
            story.findsInvalid(OUTSIDER, 1);
            assertThat(story.refusal()).isEqualTo("not-the-owner");
        }

        @Test
        void isRefusedBeforeARunHasSucceeded() {
            story.running(aRequest());

            story.validates(OWNER, 1);

            assertThat(story.refusal()).isEqualTo("nothing-to-validate");
        }

        @Test
        void isRefusedForAnotherRunThanTheLast() {
            story.ended(aRequest(), RunOutcome.SUCCEEDED);

            story.validates(OWNER, null);
            assertThat(story.refusal()).isEqualTo("stale-report");
            story.validates(OWNER, 2);
            assertThat(story.refusal()).isEqualTo("stale-report");
        }

        @Test
        void asksForAPlanWhenTheResultIsWrong() {
            story.ended(aRequest(), RunOutcome.SUCCEEDED);

            assertThat(story.findsInvalid(OWNER, 1)).containsExactly("ValidationRejected");
            assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
        }

        @Test
        void closesAtOnceWhenNothingIsLeft() {
            story.ended(aRequest(), RunOutcome.SUCCEEDED);
            story.runIsGone(1, false);

            assertThat(story.validates(OWNER, 1)).containsExactly("ValidationConfirmed", "MigrationClosed");
        }
    }

    @Nested
    class Stopping {
        @ParameterizedTest
        @EnumSource(
                value = RunOutcome.class,
                names = {"STOPPED", "SUCCEEDED"})
        void asksTheRunnerOnceAndWaitsForTheReport(RunOutcome outcome) {
            story.running(aRequest());

            assertThat(story.stops(OPERATOR)).containsExactly("StopRequested", "run-1/stop");
            assertThat(story.last().orders().getFirst().order())
                    .isEqualTo(new StopRun(Story.MIGRATION, 1, "acme-media", "@operator asked for it"));
            assertThat(story.stops(OWNER)).containsExactly("CommandRefused");
            assertThat(story.refusal()).isEqualTo("already-stopping");
            assertThat(story.runEnds(1, outcome)).containsExactly("RunFinished");
        }

        @Test
        void reachesARunThatIsOrderedAndHasNotStarted() {
            story.approved(aRequest());

            assertThat(story.stops(OWNER)).containsExactly("StopRequested", "run-1/stop");
        }

        @Test
        void takesAQueuedRunOutOfTheQueue() {
            story.of("acme/infra#9", "acme-media").running(aRequest());
            story.approved(aRequest());

            assertThat(story.stops(OWNER)).containsExactly("ApprovalVoided");
            assertThat(story.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
            assertThat(story.status().getQueue()).isNull();
        }

        @Test
        void isRefusedToOthers() {
            story.running(aRequest());

            story.stops(OUTSIDER);

            assertThat(story.refusal()).isEqualTo("not-the-owner");
        }

        @Test
        void isRefusedWhereNothingRuns() {
            story.reviewed(aRequest());

            story.stops(OWNER);

            assertThat(story.refusal()).isEqualTo("nothing-to-stop");
        }
    }

    @Nested
    class AWipe {
        @Test
        void isTheOperatorsToAttest() {
            story.ended(aRequest(), RunOutcome.FAILED);

            story.attestsWipe(OWNER);

            assertThat(story.refusal()).isEqualTo("not-an-operator");
        }

        @Test
        void cannotBeAttestedUnderARun() {
            var other = story.of("acme/infra#9", "acme-media").reviewed(aRequest());
            story.running(aRequest());

            other.attestsWipe(OPERATOR);

            assertThat(other.refusal()).isEqualTo("run-active");
        }

        @Test
        void cannotBeAttestedForATenantThatIsNotKnown() {
            story.files(aRequest());

            story.attestsWipe(OPERATOR);

            assertThat(story.refusal()).isEqualTo("no-tenant");
        }

        @Test
        void makesTheDestinationEmptyAgainForEveryIssueOfTheTenant() {
            story.ended(aRequest(), RunOutcome.FAILED);
            var next = story.of("acme/infra#18", "acme-media");
            next.reviewed(aRequest().setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY));
            assertThat(next.status().getState()).isEqualTo(State.NEEDS_CHANGES);

            assertThat(next.attestsWipe(OPERATOR)).containsExactly("WipeAttested");
            assertThat(next.factsArrive()).containsExactly("ReviewCompleted");
            assertThat(next.status().getState()).isEqualTo(State.AWAITING_APPROVAL);
        }
    }

    @Nested
    class ARejection {
        @Test
        void isTheOperatorsAlone() {
            story.reviewed(aRequest());

            story.rejects(OWNER);

            assertThat(story.refusal()).isEqualTo("not-an-operator");
        }

        @Test
        void closesAMigrationBeforeItsRun() {
            story.reviewed(aRequest());

            assertThat(story.rejects(OPERATOR)).containsExactly("MigrationRejected", "MigrationClosed");
            assertThat(story.status().getEnding()).isEqualTo(Ending.REJECTED);
        }

        @Test
        void voidsAnApprovalThatIsBeingChecked() {
            story.reviewed(aRequest());
            story.approves();
            var late = requireNonNull(story.last().factsWanted().getFirst().wanted())
                    .getId();
            story.rejects(OPERATOR);

            assertThat(story.factsArrive(late, facts -> facts)).isEmpty();
        }

        @Test
        void tearsDownWhatAFailedRunLeft() {
            story.ended(aRequest(), RunOutcome.FAILED);

            assertThat(story.rejects(OPERATOR)).containsExactly("MigrationRejected", "run-1/tear-down/final");
            assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
        }

        @Test
        void endsWhatAnOwnerWhoLeftDoesNotValidate() {
            story.ended(aRequest(), RunOutcome.SUCCEEDED);

            assertThat(story.rejects(OPERATOR)).containsExactly("MigrationRejected", "run-1/tear-down/final");
            assertThat(story.runIsGone(1, false)).containsExactly("RunTornDown", "MigrationClosed");
            assertThat(story.status().getEnding()).isEqualTo(Ending.REJECTED);
        }

        @Test
        void isTooLateUnderARun() {
            story.running(aRequest());

            story.rejects(OPERATOR);

            assertThat(story.refusal()).isEqualTo("too-late-to-reject");
        }
    }

    @Nested
    class Questions {
        @Test
        void areAnsweredWithoutChangingAnything() {
            story.reviewed(aRequest());
            var before = story.status();

            assertThat(story.hears(new ShowStatus(Story.MIGRATION, OUTSIDER, "u")))
                    .containsExactly("StatusShown");
            assertThat(story.hears(new ShowHelp(Story.MIGRATION, OUTSIDER, "u")))
                    .containsExactly("HelpShown");
            assertThat(story.status()).isEqualTo(before);
        }

        @Test
        void answerWhatIsNoCommand() {
            story.reviewed(aRequest());

            story.hears(new MisreadCommand(Story.MIGRATION, OWNER, "/plan rerun", "/plan re-run", "u"));

            assertThat(story.refusal()).isEqualTo("not-a-command");
        }

        @Test
        void areAnsweredOnce() {
            story.reviewed(aRequest());
            story.hears("comment:7", new ShowStatus(Story.MIGRATION, OWNER, "u"));

            assertThat(story.hears("comment:7", new ShowStatus(Story.MIGRATION, OWNER, "u")))
                    .isEmpty();
        }
    }
}
