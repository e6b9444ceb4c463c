package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ApproveMigration;
import io.movein.command.AttestWipe;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import io.movein.github.LabelEvent;
import io.movein.model.Actor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DerivedApprovalsTest extends DerivedIssue {
    @Test
    void approvesWhatTheNewestReviewBeforeTheLabelNamed() {
        comment(50, BOT, 1, REVIEW);
        label(7, "operator:approved", OPERATOR, 2);
        comment(51, BOT, 3, review("000000000000", 1));

        assertThat(last().id()).isEqualTo("labeled:7");
        assertThat(last().body()).isEqualTo(approval("ab12cd34ef56", 1, 3L, 2));
    }

    @Test
    void takesTheNewestOfTwoReviews() {
        comment(50, BOT, 1, REVIEW);
        comment(51, BOT, 2, review("000000000000", 2));
        label(7, "operator:approved", OPERATOR, 3);

        assertThat(last().body()).isEqualTo(approval("000000000000", 2, 3L, 3));
    }

    @Test
    void refusesALabelOfTheSameSecondAsTheReview() {
        comment(50, BOT, 1, REVIEW);
        comment(51, BOT, 2, review("000000000000", 2));
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(last().id()).isEqualTo("labeled:7");
        assertThat(refusal()).isEqualTo("approval-too-soon");
    }

    @Test
    void refusesAnApprovalOfAReviewThatSomebodyRewrote() {
        comment(50, BOT, 1, REVIEW.replace("Passed", "Harmless"));
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(refusal()).isEqualTo("tampered-comment");
    }

    @Test
    void refusesAnApprovalOfAReviewThatWasRewrittenAndPutBackSince() {
        comments.add(new Comment(50, BOT, "movein[bot]", REVIEW, at(1), at(3), url(50)));
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(refusal()).isEqualTo("approval-too-soon");
    }

    @Test
    void doesNotFallBackToAnOlderReviewWhereTheNewestWasMadeUnreadable() {
        comment(50, BOT, 1, REVIEW);
        comment(51, BOT, 2, "nothing to see here");
        editedByOthers.add(51L);
        label(7, "operator:approved", OPERATOR, 3);

        assertThat(refusal()).isEqualTo("tampered-comment");
    }

    @Test
    void refusesAnApprovalOfAReviewThatSomebodyElseEditedThoughItsSealIsRight() {
        comment(50, BOT, 1, REVIEW);
        edited.add(50L);
        editedByOthers.add(50L);
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(refusal()).isEqualTo("tampered-comment");
    }

    @Test
    void doesNotBelieveAReviewOfAnotherIssue() {
        comment(50, BOT, 1, SEAL.comment(new Marker.Review("ab12cd34ef56", 1, "acme/infra#18", 3), "Passed."));
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(last().body()).isEqualTo(approval(null, null, null, 2));
    }

    @Test
    void refusesTheLabelOfSomebodyOfWhomCannotBeToldWhetherTheyAreAnOperator() {
        unknownOperators = Optional.of("GitHub does not show the team 'acme/ops' (404)");
        comment(50, BOT, 1, REVIEW);
        label(7, "operator:approved", OUTSIDER, 2);
        label(8, "operator:rejected", OUTSIDER, 3);

        assertThat(given())
                .extracting(body -> ((RefuseCommand) body).getCode())
                .containsExactly("operators-unknown", "operators-unknown");
        assertThat(((RefuseCommand) given().getFirst()).getReason()).contains("@user3001", "'acme/ops' (404)");
    }

    @Test
    void believesAnOperatorWhoIsKnownByNameThoughTheTeamIsNot() {
        unknownOperators = Optional.of("GitHub does not show the team");
        comment(50, BOT, 1, REVIEW);
        label(7, "Operator:Approved", OPERATOR, 2);

        assertThat(last().body()).isEqualTo(approval("ab12cd34ef56", 1, 3L, 2));
    }

    @Test
    void saysThatTheLabelWasTakenOffWhileItIsOff() {
        labels.add(new LabelEvent("9", "Migrate-My-Data", false, OPERATOR, "user2001", at(1)));
        assertThat(given()).isEmpty();

        issue = withLabels(Set.of("state:running"));

        assertThat(last().id()).isEqualTo("unlabeled:9");
        assertThat(refusal()).isEqualTo("label-taken-off");
    }

    @Test
    void doesNotBelieveAReviewThatSomebodyElseWrote() {
        comment(50, OPERATOR, 1, REVIEW);
        label(7, "operator:approved", OPERATOR, 2);

        assertThat(last().body()).isEqualTo(approval(null, null, null, 2));
    }

    @Test
    void derivesRejectionAndAttestedWipe() {
        label(7, "operator:rejected", OPERATOR, 1);
        label(8, "operator:destination-wiped", OPERATOR, 2);

        assertThat(given())
                .containsExactly(
                        new RejectMigration(NAME, THE_OPERATOR, at(1)), new AttestWipe(NAME, THE_OPERATOR, at(2)));
    }

    @Test
    void derivesAnOutsidersLabelWithoutARole() {
        label(7, "operator:rejected", OUTSIDER, 1);

        assertThat(last().body())
                .isEqualTo(new RejectMigration(NAME, new Actor(OUTSIDER, "user3001", List.of()), at(1)));
    }

    private static ApproveMigration approval(
            @Nullable String revision, @Nullable Integer run, @Nullable Long review, int minute) {
        return ApproveMigration.newBuilder()
                .setMigration(NAME)
                .setActor(THE_OPERATOR)
                .setRevision(revision)
                .setRun(run)
                .setReview(review)
                .setOnboarding(ONBOARDING)
                .setAt(at(minute))
                .build();
    }
}
