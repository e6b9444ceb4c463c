package io.movein.reporter.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.Marker;
import io.movein.event.CommandRefused;
import io.movein.event.ReviewCompleted;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.State;
import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IssueWritesTest {
    static final List<SpecificRecord> JOURNEY = List.of(
            Story.requested(1),
            Story.passed(2),
            Story.approved(3),
            Story.ordered(4),
            Story.started(5),
            Story.progressed(6, 520),
            Story.progressed(7, 900),
            Story.succeeded(8),
            Story.validated(9),
            Story.tornDown(10),
            Story.closed(11, Ending.COMPLETED));

    private final FakeIssue issue = new FakeIssue();

    @Test
    void aSmoothMigrationWritesThreeComments() {
        JOURNEY.forEach(this::handleAMinuteLater);

        assertThat(issue.written).filteredOn(Write.NewComment.class::isInstance).hasSize(3);
        assertThat(issue.written)
                .filteredOn(Write.EditComment.class::isInstance)
                .hasSize(10);
        assertThat(issue.written).filteredOn(Write.Close.class::isInstance).containsExactly(new Write.Close(true));
        assertThat(issue.labels).containsExactly("migrate-my-data", "state:closed");
    }

    @Test
    void theCommentsComeInTheOrderInWhichTheyAreReferredTo() {
        JOURNEY.forEach(this::handleAMinuteLater);

        assertThat(issue.comments)
                .extracting(comment -> comment.marker().text())
                .containsExactly(
                        "movein:status sequence=11",
                        "movein:review revision=ab12cd34ef56 run=1 event=acme/platform#17/2",
                        "movein:report run=1 event=acme/platform#17/8");
    }

    @Test
    void catchingUpWritesTheStatusOnce() {
        var writes = issue.handle(JOURNEY.toArray(SpecificRecord[]::new));

        assertThat(writes)
                .extracting(Write::kind)
                .containsExactly("new-comment", "new-comment", "new-comment", "close", "add-label");
    }

    @Test
    void aReplayFromTheBeginningWritesNothing() {
        JOURNEY.forEach(this::handleAMinuteLater);
        issue.written.clear();

        JOURNEY.forEach(this::handleAMinuteLater);
        issue.handle(JOURNEY.toArray(SpecificRecord[]::new));

        assertThat(issue.written).isEmpty();
    }

    @Test
    void anIssueIsClosedAlsoIfSomethingWasSaidAfterTheEnd() {
        var late = CommandRefused.newBuilder(Story.refused(12, "comment:9", Samples.OWNER, "closed"))
                .setStatus(Story.closed(11, Ending.COMPLETED).getStatus())
                .build();

        issue.handle(Story.closed(11, Ending.COMPLETED), late);

        assertThat(issue.open).isFalse();
        assertThat(issue.labels).contains("state:closed");
    }

    @Test
    void anIssueThatPeopleOpenedAgainStaysOpen() {
        JOURNEY.forEach(this::handleAMinuteLater);
        issue.open = true;
        issue.written.clear();

        issue.handle(Story.closed(11, Ending.COMPLETED));

        assertThat(issue.written).isEmpty();
    }

    @Test
    void afterACrashBetweenAnyTwoWritesPlanningAgainGivesTheRest() {
        var events = JOURNEY.toArray(SpecificRecord[]::new);
        var all = issue.plan(events).writes();

        for (int done = 0; done <= all.size(); done++) {
            var crashed = new FakeIssue();
            all.subList(0, done).forEach(crashed::write);

            var rest = crashed.plan(events).writes();

            assertThat(rest).as("after %d writes", done).isEqualTo(all.subList(done, all.size()));
        }
    }

    @Test
    void anEditIsPlannedAgainAfterACrashBeforeItsLabels() {
        issue.handle(Story.requested(1));
        var writes = issue.plan(Story.passed(2)).writes();
        issue.write(writes.getFirst());

        var rest = issue.plan(Story.passed(2)).writes();

        assertThat(rest).extracting(Write::kind).containsExactly("new-comment", "add-label", "remove-label");
    }

    @Test
    void aLateDuplicateTurnsNothingBack() {
        issue.handle(Story.requested(1), Story.passed(2), Story.approved(3), Story.ordered(4), Story.started(5));

        var writes = issue.handle(Story.passed(2));

        assertThat(writes).isEmpty();
        assertThat(issue.labels).contains("state:running");
    }

    @Test
    void progressEditsNoMoreOftenThanTheInterval() {
        issue.handle(Story.requested(1), Story.started(5));
        issue.now = issue.now.plusSeconds(59);

        var plan = issue.plan(Story.progressed(6, 100));

        assertThat(plan).isEqualTo(new IssueWrites(List.of(), Optional.of(issue.now.plusSeconds(1)), true));
    }

    @Test
    void theLastProgressIsWrittenWhenTheIntervalHasPassed() {
        issue.handle(Story.requested(1), Story.started(5));
        var notBefore = issue.plan(Story.progressed(6, 100)).notBefore().orElseThrow();
        issue.now = notBefore;

        var writes = issue.handle(Story.progressed(6, 100), Story.progressed(7, 200));

        assertThat(writes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Write.EditComment.class, edit -> assertThat(edit.text()).contains("200 of 1,000 objects"));
    }

    @Test
    void anythingButProgressIsWrittenAtOnce() {
        issue.handle(Story.requested(1), Story.started(5));

        var writes = issue.handle(Story.progressed(6, 990), Story.succeeded(7));

        assertThat(writes)
                .extracting(Write::kind)
                .containsExactly("edit-comment", "new-comment", "add-label", "remove-label");
    }

    @Test
    void exactlyOneStateLabelStays() {
        issue.labels.addAll(Set.of("state:under-review", "state:queued", "bug"));

        issue.handle(Story.started(5));

        assertThat(issue.labels).containsExactly("bug", "migrate-my-data", "state:running");
    }

    @Test
    void anOperatorsLabelIsTakenOffOnceItIsAnswered() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.handle(Story.approved(3));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:queued");
    }

    @Test
    void aRefusedLabelIsTakenOffToo() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.handle(Story.refused(3, "labeled:900", Samples.actor(3001, "outsider"), "not-an-operator"));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:awaiting-approval");
    }

    @Test
    void anApprovalIsAnsweredByChecksThatFailNow() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.handle(Story.denied(3, Samples.problems()));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:needs-changes");
    }

    @Test
    void aRefusedCommentLeavesTheLabelsAlone() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:approved");

        issue.handle(Story.refused(3, "comment:900", Samples.actor(3001, "outsider"), "not-the-owner"));

        assertThat(issue.labels).contains("operator:approved");
    }

    @Test
    void aReviewThatAnEditOvertookAsksNobody() {
        var writes = issue.handle(Story.requested(1), Story.passed(2), Story.requested(3));

        assertThat(writes).filteredOn(Write.NewComment.class::isInstance).hasSize(1);
    }

    @Test
    void aVoidedApprovalIsAskedForAnewWithTheMarkerOfAReview() {
        issue.handle(Story.requested(1), Story.voided(5, State.AWAITING_APPROVAL));

        assertThat(issue.comments.getLast().marker()).isEqualTo(new Marker.Review("ab12cd34ef56", 1, Samples.ID, 5));
    }

    @ParameterizedTest
    @EnumSource(value = Ending.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theIssueIsClosedWithTheReasonThatItEndedFor(Ending ending) {
        issue.handle(Story.closed(11, ending));

        var completed = Set.of(Ending.COMPLETED, Ending.DRY_RUN_COMPLETED, Ending.PARTIAL_ACCEPTED)
                .contains(ending);
        assertThat(issue.written).contains(new Write.Close(completed));
    }

    @Test
    void labelsAreOneWhateverTheirCase() {
        issue.labels.add("State:Under-Review");
        issue.labels.add("Operator:Approved");

        issue.handle(Story.requested(1), Story.passed(2), Story.approved(3), Story.started(5));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:running");
    }

    @Test
    void aNewerReviewShrinksTheOlderOneAndTheListOfProblemsToALine() {
        issue.handle(Story.requested(1), Story.denied(2, Samples.problems()));
        issue.handle(Story.requested(3), Story.passed(4));

        issue.handle(Story.requested(5), Story.passed(6));

        assertThat(issue.comments)
                .extracting(
                        comment -> comment.body().lines().skip(2).findFirst().orElseThrow())
                .startsWith("")
                .contains(
                        "<summary>Superseded: Needs 2 changes</summary>",
                        "<summary>Superseded: Ready for approval: run 1, live</summary>");
        assertThat(issue.comments).allMatch(IssueAsFound.OwnComment::intact);
        assertThat(issue.repair(Story.requested(5), Story.passed(6))).isEmpty();
    }

    @Test
    void aListOfProblemsShrinksTheListBeforeItAndTheReviewBeforeThatToALine() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.handle(Story.requested(3), Story.denied(4, Samples.problems()));

        issue.handle(Story.requested(5), Story.denied(6, Samples.problems().subList(0, 1)));

        assertThat(issue.comments)
                .extracting(
                        comment -> comment.body().lines().skip(2).findFirst().orElseThrow())
                .contains(
                        "<summary>Superseded: Ready for approval: run 1, live</summary>",
                        "<summary>Superseded: Needs 2 changes</summary>");
        assertThat(issue.comments.getLast().body().lines().skip(1)).startsWith("### Needs one change");
        assertThat(issue.repair(
                        Story.requested(5), Story.denied(6, Samples.problems().subList(0, 1))))
                .isEmpty();
    }

    @Test
    void aReviewSaysWhatIsDifferentFromTheLast() {
        issue.handle(Story.requested(1), Story.passed(2));
        var changed = ReviewCompleted.newBuilder(Story.passed(4))
                .setStatus(MigrationStatus.newBuilder(Story.passed(4).getStatus())
                        .setRequest(Samples.aRequest()
                                .setSecrets(List.of("old-host-credential", "another|one"))
                                .build())
                        .build())
                .build();

        issue.handle(Story.requested(3), changed);

        assertThat(issue.comments.getLast().body())
                .contains(
                        "**Changed since the last review:**",
                        "- Secrets: `old-host-credential` → `old-host-credential`<br>`another\\|one`");
    }

    @Test
    void aReviewThatIsTheSameSaysThat() {
        issue.handle(Story.requested(1), Story.passed(2));

        issue.handle(Story.requested(3), Story.passed(4));

        assertThat(issue.comments.getLast().body()).contains("Nothing has changed since the last review.");
    }

    @Test
    void whatDoesNotFitIntoACommentIsNotPutUpForApproval() {
        var huge = ReviewCompleted.newBuilder(Story.passed(2))
                .setStatus(MigrationStatus.newBuilder(Story.passed(2).getStatus())
                        .setRequest(Samples.aRequest()
                                .setConfiguration("key: value\n".repeat(7_000))
                                .build())
                        .build())
                .build();

        issue.handle(Story.requested(1), huge);

        assertThat(issue.comments.getLast()).satisfies(comment -> {
            assertThat(comment.marker()).isEqualTo(new Marker.Reply(Samples.ID, 2));
            assertThat(comment.body()).contains("too long to be approved");
        });
    }

    @Test
    void aReviewShowsEverythingHoweverMuchItIs() {
        var hosts = IntStream.range(0, 200)
                .mapToObj(i -> "host-" + i + ".example:443")
                .toList();
        var many = ReviewCompleted.newBuilder(Story.passed(2))
                .setStatus(MigrationStatus.newBuilder(Story.passed(2).getStatus())
                        .setRequest(Samples.aRequest().setEgress(hosts).build())
                        .build())
                .build();

        issue.handle(Story.requested(1), many);

        assertThat(issue.comments.getLast().body()).contains(hosts).doesNotContain("more");
    }

    @Test
    void anIssueThatIsToStayOpenIsOpenedAgainOnceAndToldWhy() {
        issue.handle(Story.requested(1), Story.started(5));
        issue.open = false;

        issue.handle(Story.corrected(6, true));
        var again = issue.handle(Story.corrected(6, true));

        assertThat(issue.written).filteredOn(Write.Reopen.class::isInstance).hasSize(1);
        assertThat(issue.open).isTrue();
        assertThat(issue.comments.getLast().body()).contains("This issue stays open", "a run is under way");
        assertThat(again).isEmpty();
    }

    @Test
    void aQuestionPassesTheTurnToTheOwner() {
        issue.handle(Story.requested(1), Story.passed(2));
        issue.labels.add("operator:question");

        issue.handle(Story.asked(3));

        assertThat(issue.labels).containsExactly("migrate-my-data", "state:needs-answer");
        assertThat(issue.comments.getLast().body()).contains("@capability-owner, operator needs an answer");
    }

    private void handleAMinuteLater(SpecificRecord event) {
        issue.now = issue.now.plusSeconds(61);
        issue.handle(event);
    }
}
