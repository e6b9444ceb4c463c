package io.movein.reporter.issue;

import static io.movein.reporter.issue.IssueWritesTest.JOURNEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.Marker;
import io.movein.event.ReviewCompleted;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What was lost, tampered with, deleted or missed is noticed, written again, and never mistaken for ours. */
class RepairedWritesTest {
    private final FakeIssue issue = new FakeIssue();

    @Test
    void aLostStatusCommentIsWrittenAgain() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.comments.removeFirst();

        var writes = issue.handle(Story.approved(3));

        assertThat(writes.getFirst()).isInstanceOf(Write.NewComment.class);
    }

    @Test
    void aTamperedSequenceDoesNotFreezeTheIssue() {
        issue.handle(Story.requested(1), Story.passed(2));
        var status = issue.comments.getFirst();
        issue.edit(status.id(), status.body().replace("sequence=2", "sequence=999999"));

        issue.handle(Story.approved(3));

        assertThat(issue.comments.getFirst()).satisfies(restored -> {
            assertThat(restored.id()).isEqualTo(status.id());
            assertThat(restored.intact()).isTrue();
            assertThat(restored.marker()).isEqualTo(new Marker.Status(3));
            assertThat(restored.body()).contains("Somebody else edited this comment");
        });
    }

    @Test
    void aStatusThatSomebodyEditedIsRestoredByARepair() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.edit(100, issue.comments.getFirst().body().replace("all checks passed", "no check passed"));

        var writes = issue.repair(Story.requested(1), Story.passed(2));

        assertThat(writes).extracting(Write::kind).containsExactly("edit-comment");
        assertThat(issue.comments.getFirst().body()).contains("all checks passed");
    }

    @Test
    void aReviewThatSomebodyEditedIsWrittenAnewAfterTheLabelsThatCameBefore() {
        issue.handle(Story.requested(1), Story.passed(2));
        var review = issue.comments.getLast();
        issue.edit(review.id(), review.body().replace("registry.acme.example", "harmless.example"));

        var writes = issue.repair(Story.requested(1), Story.passed(2));

        assertThat(writes).extracting(Write::kind).containsExactly("new-comment", "delete-comment");
        assertThat(issue.comments.getLast()).satisfies(again -> {
            assertThat(again.id()).isGreaterThan(review.id());
            assertThat(again.marker()).isEqualTo(review.marker());
            assertThat(again.body())
                    .contains("registry.acme.example", "Somebody else edited this comment")
                    .doesNotContain("harmless");
        });
    }

    @Test
    void aCommentWithASealThatWasCutOffIsNotBelieved() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.edit(100, issue.comments.getFirst().body().replaceFirst(" seal=\\w+", ""));

        assertThat(issue.plan(Story.progressed(6, 100)).complete()).isTrue();
        assertThat(issue.plan(Story.refused(3, "comment:5", Samples.OWNER, "x"))
                        .writes()
                        .getFirst())
                .isInstanceOf(Write.EditComment.class);
    }

    @Test
    void aTamperedReviewIsNoticedByEventsThatDoNotSpeakOfIt() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.edit(101, issue.comments.getLast().body() + "more");

        assertThat(issue.plan(Story.refused(3, "comment:5", Samples.OWNER, "x")).complete())
                .isFalse();
    }

    @Test
    void aDeletedReviewIsWrittenAgainAndSaysSo() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.refused(3, "comment:5", Samples.OWNER, "x"));
        issue.comments.removeIf(comment -> comment.marker() instanceof Marker.Review);

        var seen = issue.plan(Story.refused(4, "comment:6", Samples.OWNER, "x"));
        var writes =
                issue.repair(Story.requested(1), Story.passed(2), Story.refused(3, "comment:5", Samples.OWNER, "x"));

        assertThat(seen.complete()).isFalse();
        assertThat(writes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Write.NewComment.class,
                        comment -> assertThat(comment.text()).startsWith("> This comment was missing"));
    }

    @Test
    void aDeletedReviewIsWrittenAgainThoughAnOlderOneOfTheSameRevisionStands() {
        issue.handle(Story.requested(1), reviewed(2), reviewed(3));
        issue.comments.removeIf(comment -> comment.marker() instanceof Marker.Review review && review.sequence() == 3);

        var writes = issue.repair(Story.requested(1), reviewed(2), reviewed(3));

        assertThat(writes)
                .filteredOn(Write.NewComment.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Write.NewComment.class,
                        comment -> assertThat(comment.marker().sequence()).isEqualTo(3));
    }

    private static ReviewCompleted reviewed(long sequence) {
        var passed = Story.passed(sequence);
        return ReviewCompleted.newBuilder(passed)
                .setStatus(MigrationStatus.newBuilder(passed.getStatus())
                        .setReview(sequence)
                        .build())
                .build();
    }

    @Test
    void aDeletedReplyIsNotWrittenAgain() {
        issue.handle(Story.requested(1), Story.passed(2), Story.refused(3, "comment:5", Samples.OWNER, "x"));
        issue.comments.removeLast();
        issue.handle(Story.help(4));

        var writes = issue.repair(
                Story.requested(1), Story.passed(2), Story.refused(3, "comment:5", Samples.OWNER, "x"), Story.help(4));

        assertThat(writes).isEmpty();
    }

    @Test
    void ofTwoCommentsThatSayTheSameTheOlderIsKept() {
        issue.handle(Story.requested(1), Story.passed(2));
        var late = new FakeIssue();
        late.handle(Story.requested(1), Story.passed(2));
        late.comments.forEach(comment -> issue.comments.add(new IssueAsFound.OwnComment(
                comment.id() + 50, comment.marker(), comment.body(), comment.updatedAt(), true)));

        var writes = issue.handle(Story.approved(3));

        assertThat(writes)
                .filteredOn(Write.DeleteComment.class::isInstance)
                .containsExactly(new Write.DeleteComment(150), new Write.DeleteComment(151));
    }

    @Test
    void whatSomebodyMadeUnreadableIsRemovedAndWhatPeopleNeedIsWrittenAgain() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.edit(101, "Nothing to see here.");

        var writes = issue.repair(Story.requested(1), Story.passed(2));

        assertThat(writes).extracting(Write::kind).containsExactlyInAnyOrder("new-comment", "delete-comment");
        assertThat(writes).contains(new Write.DeleteComment(101));
        assertThat(issue.comments.getLast().marker()).isInstanceOf(Marker.Review.class);
        assertThat(issue.repair(Story.requested(1), Story.passed(2))).isEmpty();
    }

    @Test
    void anOldReviewThatSomebodyEditedDoesNotComeBackInFrontOfTheNewOne() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.requested(3), Story.passed(4));
        var old = issue.comments.get(1);
        issue.edit(old.id(), old.body() + "…");

        issue.repair(Story.requested(1), Story.passed(2), Story.requested(3), Story.passed(4));

        assertThat(issue.comments.getLast().marker().sequence()).isEqualTo(4);
        assertThat(issue.comments.getLast().body()).doesNotContain("Superseded");
        assertThat(issue.comments).extracting(IssueAsFound.OwnComment::id).doesNotContain(old.id());
    }

    @Test
    void anIssueThatWasOpenedAgainWhileWeClosedItIsOpenedByUs() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.write(new Write.Close(false));

        issue.repair(Story.requested(1), Story.passed(2));

        assertThat(issue.open).isTrue();
    }

    @Test
    void theRestoredExplanationOfAnOpenedIssueDoesNotOpenItAgainAfterItsEnd() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.corrected(3, true));
        issue.handle(Story.closed(4, Ending.COMPLETED));
        var explanation = issue.comments.getLast();
        issue.edit(explanation.id(), explanation.body() + "…");

        issue.repair(Story.requested(1), Story.passed(2), Story.corrected(3, true), Story.closed(4, Ending.COMPLETED));

        assertThat(issue.open).isFalse();
        assertThat(issue.comments.getLast().intact()).isTrue();
    }

    @Test
    void isClosedAgainAtASecondEndThoughNobodySawWhatCameBetween() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.closed(3, Ending.WITHDRAWN));
        issue.open = true;
        SpecificRecord[] secondEnd = {Story.requested(4), Story.closed(5, Ending.REJECTED)};

        for (int done = 0; done <= issue.plan(secondEnd).writes().size(); done++) {
            issue.plan(secondEnd).writes().stream().limit(done).forEach(issue::write);
        }
        issue.handle(secondEnd);

        assertThat(issue.open).isFalse();
    }

    @Test
    void anIssueThatPeopleClosedStaysClosedUntilReviewHasSaidWhatThatMeans() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.open = false;

        issue.repair(Story.requested(1), Story.passed(2));

        assertThat(issue.open).isFalse();
    }

    @Test
    void aRepairGivesAllThatWasMissed() {
        var writes = issue.repair(JOURNEY.toArray(SpecificRecord[]::new));

        assertThat(writes)
                .extracting(Write::kind)
                .containsExactly("new-comment", "new-comment", "new-comment", "close", "add-label");
        assertThat(issue.repair(JOURNEY.toArray(SpecificRecord[]::new))).isEmpty();
    }

    @Test
    void aRepairLeavesAButtonAloneThatWasPressedSince() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.refused(3, "labeled:900", Samples.actor(3001, "outsider"), "not-an-operator"));
        issue.labels.add("operator:approved");

        var writes = issue.repair(
                Story.requested(1),
                Story.passed(2),
                Story.refused(3, "labeled:900", Samples.actor(3001, "outsider"), "not-an-operator"));

        assertThat(writes).isEmpty();
    }

    @Test
    void aRepairTakesOffTheButtonWhoseAnswerWasMissed() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.repair(Story.requested(1), Story.passed(2), Story.approved(3), Story.started(5));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:running");
    }

    @Test
    void aRepairThatCrashesBetweenAnyTwoWritesIsFinishedByTheNext() {
        SpecificRecord[] history = {Story.requested(1), Story.passed(2), Story.approved(3), Story.started(5)};
        var all = missedAnApproval().plan(history).writes().size();

        for (int done = 0; done <= all; done++) {
            var crashed = missedAnApproval();
            IssueWrites.repair(List.of(history), crashed.found(), FakeIssue.TEXTS).writes().stream()
                    .limit(done)
                    .forEach(crashed::write);

            crashed.repair(history);

            assertThat(crashed.labels).as("after %d writes", done).containsExactly("migrate-my-data", "state:running");
            assertThat(crashed.found().shown()).isEqualTo(5);
        }
    }

    @Test
    void anApprovalThatWasNeverShownLeavesNoButtonBehind() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.handle(Story.started(5));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:running");
    }

    private static FakeIssue missedAnApproval() {
        var missed = new FakeIssue();
        missed.handle(Story.requested(1), Story.passed(2));
        missed.labels.add("operator:approved");
        return missed;
    }
}
