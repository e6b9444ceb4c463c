package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.command.AnswerOperator;
import io.movein.command.AskOwner;
import io.movein.command.AttestWipe;
import io.movein.command.ChoosePlan;
import io.movein.command.CloseIssue;
import io.movein.command.ConfirmNodeOff;
import io.movein.command.ConfirmValidation;
import io.movein.command.ControlRun;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.ReopenIssue;
import io.movein.command.RequestMigration;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import io.movein.github.IssueSnapshot;
import io.movein.github.LabelEvent;
import io.movein.github.StateEvent;
import io.movein.intake.form.RequestForm;
import io.movein.model.Actor;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.Plan;
import io.movein.model.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivationTest extends DerivedIssue {
    @Test
    void derivesTheRequestWithWhatCouldNotBeRead() {
        var parsed = RequestForm.parse(issue.body());
        var revision = Revision.of(parsed.request());

        var message = only();

        assertThat(message.id()).isEqualTo("request:" + revision + ":" + at(5).getEpochSecond());
        assertThat(message.body())
                .isEqualTo(new RequestMigration(
                        NAME,
                        THE_OWNER,
                        "Move my data",
                        revision,
                        parsed.request(),
                        parsed.problems(),
                        ONBOARDING,
                        at(5)));
        assertThat(parsed.problems()).isNotEmpty();
    }

    @Test
    void namesThePlanByItsIssueHoweverItsLinkIsWritten() {
        issue = new IssueSnapshot(
                17,
                "t",
                "### Migration plan\n\n#40\n",
                OWNER,
                "user1001",
                Set.of(),
                IssueSnapshot.State.OPEN,
                null,
                START,
                START);

        var request = ((RequestMigration) only().body()).getRequest();

        assertThat(request.getMigrationPlan()).isEqualTo(NAME.substring(0, NAME.indexOf('#')) + "#40");
    }

    @Test
    void derivesNoRequestFromAClosedIssueButWhatWasSaidOnIt() {
        close();
        comment(50, OWNER, 1, "/status");

        assertThat(derive()).extracting(Message::id).containsExactly("comment:50");
    }

    @Test
    void derivesARequestOfSomebodyWhoseAccountIsGoneWithoutARole() {
        issue = new IssueSnapshot(17, "t", "", null, null, Set.of(), IssueSnapshot.State.OPEN, null, START, START);

        assertThat(((RequestMigration) only().body()).getActor()).isEqualTo(new Actor(0L, "ghost", List.of()));
    }

    @Test
    void refusesAnApprovalBehindACommentOfAnotherProgramThatHasOurAccount() {
        comment(50, BOT, 1, REVIEW);
        comment(51, BOT, 2, "### Ready for approval: something else");
        label(7, "operator:approved", OPERATOR, 3);

        assertThat(refusal()).isEqualTo("foreign-comment");
    }

    @Test
    void derivesWhoClosedAndReopenedTheIssueButNotTheBot() {
        states.add(new StateEvent("7", false, OWNER, "user1001", at(1)));
        states.add(new StateEvent("8", true, OPERATOR, "user2001", at(2)));
        states.add(new StateEvent("9", false, BOT, "movein[bot]", at(3)));

        assertThat(derive()).extracting(Message::id).endsWith("closed:7", "reopened:8");
        assertThat(given())
                .containsExactly(new CloseIssue(NAME, THE_OWNER, at(1)), new ReopenIssue(NAME, THE_OPERATOR, at(2)));
    }

    @Test
    void passesTheTurnByAQuestionAndTheAuthorsNextCommentBack() {
        comment(50, OWNER, 1, "hello");
        label(7, "operator:question", OPERATOR, 2);
        comment(51, OPERATOR, 3, "which volume?");
        comment(52, OWNER, 4, "about 3 TB");
        comment(53, OWNER, 5, "or 4");

        assertThat(derive()).extracting(Message::id).endsWith("labeled:7", "answer:52");
        assertThat(given())
                .containsExactly(new AskOwner(NAME, THE_OPERATOR, at(2)), new AnswerOperator(NAME, THE_OWNER, url(52)));
    }

    @Test
    void derivesACommandToTheProcessWithItsId() {
        comment(50, OWNER, 1, "/status\n/parallel 8");

        assertThat(last().body())
                .isEqualTo(new ControlRun(
                        NAME,
                        THE_OWNER,
                        Control.newBuilder()
                                .setId("comment:50:2")
                                .setKind(ControlKind.PARALLEL)
                                .setParallel(8)
                                .build(),
                        url(50)));
    }

    @Test
    void refusesACommentThatWasEditedWithinTheSecondOfItsCreation() {
        comment(50, OWNER, 1, "/plan abandon");
        edited.add(50L);

        assertThat(last().id()).isEqualTo("comment:50");
        assertThat(refusal()).isEqualTo("edited-comment");
    }

    @Test
    void warnsWhoeverPastesASecretOnceAndPassesNoneOn() {
        comment(50, OWNER, 1, "/invalid password=hunter22 did not work");
        comment(51, OWNER, 2, "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4");
        comment(52, OUTSIDER, 3, "/deploy api_key=abcdef");

        assertThat(derive()).extracting(Message::id).containsSubsequence("secret:50", "secret:52");
        assertThat(derive()).extracting(Message::id).doesNotContain("secret:51");
        assertThat(derive().toString()).doesNotContain("hunter22", "abcdef");
        assertThat(given()).contains(new RejectValidation(NAME, THE_OWNER, null, "password=*** did not work", url(50)));
    }

    @Test
    void takesACommentForUneditedThoughGitHubSaysASecondLater() {
        comments.add(new Comment(50, OWNER, "user1001", "/stop", at(1), at(1).plusSeconds(1), url(50)));

        assertThat(last().body()).isEqualTo(new RequestStop(NAME, THE_OWNER, url(50)));
    }

    @Test
    void stopsAnsweringSomebodyWhoAsksTooOftenButNeverTheOwnersStop() {
        for (int i = 0; i < 30; i++) {
            comment(50 + i, OUTSIDER, i, "/help");
        }
        for (int i = 0; i < 100; i++) {
            comment(100 + i, OWNER, 30, "/status");
        }
        comment(300, OWNER, 31, "/stop");
        comment(301, OUTSIDER, 120, "/help");

        var bodies = given();

        assertThat(bodies.stream().filter(ShowHelp.class::isInstance)).hasSize(11);
        assertThat(bodies.stream().filter(ShowStatus.class::isInstance)).hasSize(60);
        assertThat(bodies.stream().filter(RefuseCommand.class::isInstance)).hasSize(2);
        assertThat(bodies).contains(new RequestStop(NAME, THE_OWNER, url(300)));
    }

    @Test
    void answersFewOfManyCommentsFullOfWhatIsNoCommandAndStillTheCommands() {
        for (int i = 0; i < 50; i++) {
            comment(50 + i, OWNER, 0, "/oops\n".repeat(10));
        }
        comment(100, OWNER, 1, "/status");

        assertThat(given().stream().filter(MisreadCommand.class::isInstance)).hasSize(10);
        assertThat(given().stream().filter(RefuseCommand.class::isInstance)).hasSize(1);
        assertThat(last().body()).isInstanceOf(ShowStatus.class);
    }

    @Test
    void derivesWhatOperatorsSayByOtherLabels() {
        label(7, "operator:rejected", OPERATOR, 1);
        label(8, "operator:destination-wiped", OPERATOR, 2);
        label(9, "operator:node-off", OPERATOR, 3);

        assertThat(given())
                .containsExactly(
                        new RejectMigration(NAME, THE_OPERATOR, at(1)),
                        new AttestWipe(NAME, THE_OPERATOR, at(2)),
                        new ConfirmNodeOff(NAME, THE_OPERATOR, at(3)));
    }

    @Test
    void derivesNothingFromTheBotAndFromOtherLabels() {
        label(7, "operator:approved", BOT, 1);
        label(8, "state:running", OPERATOR, 1);
        labels.add(new LabelEvent("9", "operator:approved", false, OPERATOR, "user2001", at(1)));
        comment(50, BOT, 1, "/stop");

        assertThat(only().body()).isInstanceOf(RequestMigration.class);
    }

    @Test
    void knowsTheRunThatACommentRefersTo() {
        comment(49, OWNER, 1, "/validated");
        comment(50, BOT, 2, REPORT);
        comment(51, OWNER, 2, "/validated");
        comment(52, OWNER, 3, "/invalid 3 files are missing");
        comment(53, OWNER, 4, "/plan resume");

        assertThat(given())
                .containsExactly(
                        new ConfirmValidation(NAME, THE_OWNER, null, url(49)),
                        new ConfirmValidation(NAME, THE_OWNER, 2, url(51)),
                        new RejectValidation(NAME, THE_OWNER, 2, "3 files are missing", url(52)),
                        new ChoosePlan(NAME, THE_OWNER, 2, Plan.RESUME, url(53)));
    }

    /** An edited report is written again, below those that came after it. */
    @Test
    void aReportThatWasWrittenAgainLaterIsNotTheNewest() {
        comment(50, BOT, 2, REPORT);
        comment(51, BOT, 3, SEAL.comment(new Marker.Report(1, NAME, 5), "Failed."));
        comment(52, OWNER, 4, "/validated");

        assertThat(given()).containsExactly(new ConfirmValidation(NAME, THE_OWNER, 2, url(52)));
    }

    @Test
    void answersTheAuthorWhoseCommandEndsASentenceAndNobodyElse() {
        comment(50, OWNER, 1, "looks good! /validated");
        comment(51, OPERATOR, 2, "please type /validated");

        assertThat(given())
                .containsExactly(new MisreadCommand(
                        NAME, THE_OWNER, "looks good! /validated", "the command alone on its line", url(50)));
    }

    @Test
    void numbersTheCommandsOfOneComment() {
        comment(50, OWNER, 1, "/stop\n/status\n/help");

        assertThat(derive()).extracting(Message::id).endsWith("comment:50", "comment:50:2", "comment:50:3");
    }

    @Test
    void doesNotCarryOutAnEditedComment() {
        comments.add(new Comment(50, OWNER, "user1001", "/stop", at(1), at(2), url(50)));
        edited.add(50L);

        assertThat(last().id()).isEqualTo("comment:50");
        assertThat(last().body())
                .isEqualTo(new RefuseCommand(
                        NAME,
                        THE_OWNER,
                        "edited-comment",
                        "'/stop' stands in a comment that was edited, so nobody could tell who said it (expected a new comment)",
                        "write it in a new comment"));
    }

    @Test
    void derivesCommandsOfBothKindsInTheOrderInWhichTheyWereGiven() {
        comment(50, OWNER, 3, "/stop");
        label(7, "operator:rejected", OPERATOR, 2);
        label(8, "operator:rejected", OPERATOR, 4);

        assertThat(derive()).extracting(Message::id).endsWith("labeled:7", "comment:50", "labeled:8");
    }

    @Test
    void derivesTheSameAgain() {
        comment(50, OWNER, 3, "/stop");
        label(7, "operator:rejected", OPERATOR, 2);

        assertThat(derive())
                .extracting(Message::id, Message::body)
                .isEqualTo(derive().stream().map(m -> tuple(m.id(), m.body())).toList());
    }

    @Test
    void givesAnOperatorWhoIsTheAuthorBothRoles() {
        issue = new IssueSnapshot(
                17, "t", "", OPERATOR, "user2001", Set.of(), IssueSnapshot.State.OPEN, null, START, START);
        comment(50, OPERATOR, 1, "/stop");

        assertThat(last().body())
                .isEqualTo(new RequestStop(
                        NAME, new Actor(OPERATOR, "user2001", List.of(Role.AUTHOR, Role.OPERATOR)), url(50)));
    }
}
