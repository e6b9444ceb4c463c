package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.event.MigrationApproved;
import io.movein.github.Comment;
import io.movein.github.GitHubRefusedException;
import io.movein.github.RateLimitedException;
import io.movein.github.UnknownOutcomeException;
import io.movein.model.Ending;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.Texts;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class IssueReporterTest {
    private static final MigrationId ISSUE = MigrationId.parse(Samples.ID);

    private final FakeGitHub github = new FakeGitHub();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RepairQueue repairs = new RepairQueue(() -> github.now);
    private final IssueReporter reporter = reporter(Duration.ZERO);

    private IssueReporter reporter(Duration settle) {
        return new IssueReporter(
                new MigrationIssues("acme/platform", github, CommentSeal.plain(), () -> github.now, meters),
                Texts.mentioning(List.of()),
                new Timing(Duration.ofSeconds(60), 250, settle),
                repairs,
                CurrentMigrations.UNKNOWN,
                () -> github.now,
                meters);
    }

    @Test
    void anAnswerThatWasLostLeadsToOneComment() throws Exception {
        github.failure = new UnknownOutcomeException("answer lost");
        github.failsAfterwards = true;

        assertThatExceptionOfType(RetryableException.class).isThrownBy(() -> handle(Story.requested(1)));
        handle(Story.requested(1));

        assertThat(github.comments).hasSize(1);
    }

    @Test
    void aLimitIsWaitedForAsLongAsItSays() {
        github.failure = new RateLimitedException("too fast", Duration.ofSeconds(42));

        assertThatExceptionOfType(RetryableException.class)
                .isThrownBy(() -> handle(Story.requested(1)))
                .satisfies(later -> assertThat(later.after()).isEqualTo(Duration.ofSeconds(42)));
    }

    @Test
    void anIssueThatIsPerhapsGoneHoldsNobodyUpAndIsAskedForAgain() throws Exception {
        github.gone = true;

        handle(Story.requested(1));

        github.now = github.now.plusSeconds(5);
        assertThat(repairs.take(10)).containsExactly(ISSUE);
    }

    @Test
    void noIssueIsCalledGoneWhileItsRepositoryCannotBeSeen() {
        github.repositoryVisible = false;

        assertThatExceptionOfType(RetryableException.class)
                .isThrownBy(() -> handle(Story.requested(1)))
                .withMessageContaining("repository 'acme/platform' cannot be seen");
    }

    @Test
    void whatGitHubWillNeverTakeDoesNotTakeTheOtherWritesWithIt() throws Exception {
        handle(Story.requested(1));
        github.failure = new GitHubRefusedException(422, "body is too long");

        handle(Story.passed(2));

        assertThat(github.labels).containsExactly("state:awaiting-approval");
        assertThat(github.comments).hasSize(2);
        assertThat(meters.counter("movein.issue.refused", "kind", "edit-comment")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aReviewThatGitHubRefusedIsAskedForWithTheNextEvent() throws Exception {
        handle(Story.requested(1));
        github.refuses = "movein:review";
        handle(Story.passed(2));
        github.refuses = null;

        handle(Story.refused(3, "comment:5", Samples.OWNER, "not-an-operator"));

        github.now = github.now.plusSeconds(1);
        assertThat(repairs.take(10)).containsExactly(ISSUE);
    }

    @Test
    void anEventThatNobodyWaitsForIsShownWithThoseThatFollowAtOnce() throws Exception {
        var reporter = reporter(Duration.ofSeconds(1));
        handle(Story.requested(1), Story.passed(2));
        github.calls.clear();

        for (var event : List.of(Story.approved(3), Story.ordered(4), Story.started(5))) {
            reporter.handle(List.of(Story.message(ISSUE, event)));
        }
        reporter.showDue();
        assertThat(github.calls).isEmpty();
        github.now = github.now.plusSeconds(1);
        reporter.showDue();

        assertThat(github.calls).filteredOn("edit"::equals).hasSize(1);
        assertThat(github.labels).containsExactly("state:running");
    }

    @Test
    void aSlowStartIsOneEditAllTheSame() throws Exception {
        var reporter = reporter(Duration.ofSeconds(1));
        handle(Story.requested(1), Story.passed(2));
        github.calls.clear();

        for (var event : List.of(Story.approved(3), Story.ordered(4), Story.started(5))) {
            reporter.handle(List.of(Story.message(ISSUE, event)));
            reporter.showDue();
            github.now = github.now.plusSeconds(4);
        }
        reporter.showDue();

        assertThat(github.calls).filteredOn("edit"::equals).hasSize(1);
        assertThat(github.labels).containsExactly("state:running");
    }

    @Test
    void anApprovalThatIsNotFollowedIsShownByItself() throws Exception {
        var reporter = reporter(Duration.ofSeconds(1));
        handle(Story.requested(1), Story.passed(2));

        reporter.handle(List.of(Story.message(ISSUE, Story.approved(3))));
        github.now = github.now.plusSeconds(10);
        reporter.showDue();

        assertThat(github.labels).doesNotContain("state:awaiting-approval");
    }

    @Test
    void whatPeopleWaitForIsNotHeldBack() throws Exception {
        var reporter = reporter(Duration.ofSeconds(1));

        reporter.handle(List.of(Story.message(ISSUE, Story.requested(1))));
        reporter.handle(List.of(Story.message(ISSUE, Story.passed(2))));

        assertThat(github.comments).hasSize(2);
        assertThat(github.calls).filteredOn("edit"::equals).isEmpty();
    }

    @Test
    void aMigrationOfAnotherRepositoryIsGivenUp() {
        var elsewhere = MigrationId.parse("acme/other#17");

        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> reporter.handle(List.of(Story.message(elsewhere, Story.requested(1)))))
                .withMessageContaining("expected one of acme/platform");
    }

    @Test
    void aDeletedStatusCommentIsWrittenAnew() throws Exception {
        handle(Story.requested(1));
        github.comments.clear();
        github.failure = new GitHubRefusedException(404, "no such comment");

        assertThatExceptionOfType(RetryableException.class).isThrownBy(() -> handle(Story.passed(2)));
        handle(Story.passed(2));

        assertThat(github.comments).hasSize(2);
    }

    @Test
    void aListThatIsLateIsNotBelieved() throws Exception {
        handle(Story.requested(1));
        github.listsLate = true;

        handle(Story.passed(2));

        assertThat(github.comments).hasSize(2);
    }

    @Test
    void whatAListWithALaterCommentLacksWasDeleted() throws Exception {
        handle(Story.requested(1));
        github.comments.clear();
        github.by(3001, "where has it gone?");

        handle(Story.passed(2));

        assertThat(github.comments).extracting(Comment::authorId).containsExactly(3001L, FakeGitHub.ME, FakeGitHub.ME);
    }

    @Test
    void aMarkerInSomebodyElsesCommentMeansNothing() throws Exception {
        github.by(3001, "<!-- movein:status sequence=99 -->");

        handle(Story.requested(1));

        assertThat(github.comments).extracting(Comment::authorId).containsExactly(3001L, FakeGitHub.ME);
    }

    @Test
    void progressIsHeldBackAndTheLastOfItShown() throws Exception {
        handle(Story.requested(1), Story.started(5));
        handle(Story.progressed(6, 100));
        handle(Story.progressed(7, 200));
        reporter.showDue();
        assertThat(github.comments.getFirst().body()).doesNotContain("of 1,000 objects");

        github.now = github.now.plusSeconds(60);
        reporter.showDue();

        assertThat(github.comments.getFirst().body()).contains("200 of 1,000 objects");
    }

    @Test
    void heldProgressCostsNoRequest() throws Exception {
        handle(Story.requested(1), Story.started(5));
        handle(Story.progressed(6, 100));
        github.calls.clear();

        handle(Story.progressed(7, 200));
        reporter.showDue();

        assertThat(github.calls).isEmpty();
    }

    @Test
    void heldProgressIsShownBeforeTheServiceEnds() throws Exception {
        handle(Story.requested(1), Story.started(5));
        handle(Story.progressed(6, 100));

        reporter.showAll();

        assertThat(github.comments.getFirst().body()).contains("100 of 1,000 objects");
    }

    @Test
    void heldProgressIsForgottenOnceTheRunHasEnded() throws Exception {
        handle(Story.requested(1), Story.started(5));
        handle(Story.progressed(6, 100));
        handle(Story.succeeded(7));
        github.calls.clear();

        github.now = github.now.plusSeconds(600);
        reporter.showDue();

        assertThat(github.calls).isEmpty();
    }

    @Test
    void aLimitDoesNotLoseHeldProgress() throws Exception {
        handle(Story.requested(1), Story.started(5));
        handle(Story.progressed(6, 100));
        github.failure = new RateLimitedException("too fast", Duration.ofSeconds(10));
        github.now = github.now.plusSeconds(60);
        reporter.showDue();

        github.now = github.now.plusSeconds(10);
        reporter.showDue();

        assertThat(github.comments.getFirst().body()).contains("100 of 1,000 objects");
    }

    /** As the events of the smallest real migration come: some at once, some after people have acted. */
    @Test
    void aHappyMigrationTakesThreeCommentsAndAtMostSixOtherContentWrites() throws Exception {
        var reporter = reporter(Duration.ofSeconds(1));
        var pauses = List.of(0, 0, 600, 0, 0, 2, 60, 30, 3600, 1, 1);
        var events = List.of(
                Story.requested(1),
                Story.passed(2),
                Story.approved(3),
                Story.ordered(4),
                Story.started(5),
                Story.progressed(6, 100),
                Story.progressed(7, 900),
                Story.succeeded(8),
                Story.validated(9),
                Story.tornDown(10),
                Story.closed(11, Ending.COMPLETED));

        for (int i = 0; i < events.size(); i++) {
            for (int second = 0; second < pauses.get(i); second++) {
                github.now = github.now.plusSeconds(1);
                reporter.showDue();
            }
            if (events.get(i) instanceof MigrationApproved) {
                github.labels.add("operator:approved");
            }
            reporter.handle(List.of(Story.message(ISSUE, events.get(i))));
        }

        var comments = github.calls.stream().filter("comment"::equals).count();
        var content = github.calls.stream()
                .filter(call -> call.matches("edit|close.*"))
                .count();
        var labels =
                github.calls.stream().filter(call -> call.endsWith("label")).count();
        System.out.printf(
                "a happy migration: %d comments, %d other content writes, %d label writes, %d reads of the issue%n",
                comments,
                content,
                labels,
                github.calls.stream().filter("issue"::equals).count());
        assertThat(comments).isEqualTo(3);
        assertThat(content).isLessThanOrEqualTo(6);
        assertThat(github.labels).containsExactly("state:closed");
    }

    @Test
    void countsItsWritesByKind() throws Exception {
        handle(Story.requested(1), Story.passed(2));

        assertThat(meters.counter("movein.issue.writes", "kind", "new-comment").count())
                .isEqualTo(2);
        assertThat(meters.counter("movein.issue.writes", "kind", "add-label").count())
                .isEqualTo(1);
    }

    private void handle(SpecificRecord... events) throws RetryableException, PermanentException {
        reporter.handle(Arrays.stream(events)
                .<Message<?>>map(event -> Story.message(ISSUE, event))
                .toList());
    }
}
