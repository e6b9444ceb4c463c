package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.RateLimitedException;
import io.movein.model.Ending;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final MigrationId ISSUE = MigrationId.parse(Samples.ID);

    private final FakeGitHub github = new FakeGitHub();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RepairQueue queue = new RepairQueue(() -> github.now);
    private final IssueReporter reporter = new IssueReporter(
            new MigrationIssues("acme/platform", github, CommentSeal.plain(), () -> github.now, meters),
            Texts.mentioning(List.of()),
            new Timing(Duration.ofSeconds(60), 250, Duration.ZERO),
            queue,
            CurrentMigrations.UNKNOWN,
            () -> github.now,
            meters);
    private final Known known = new Known();
    private final Reconciler reconciler =
            new Reconciler(() -> known, reporter, queue, Duration.ofMinutes(5), () -> github.now, meters);

    @Test
    void whatWasMissedBeforeTheStartIsMadeGoodOnce() {
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2)));

        reconciler.step(known);
        github.calls.clear();
        reconciler.step(known);

        assertThat(github.comments).hasSize(2);
        assertThat(github.labels).containsExactly("state:awaiting-approval");
        assertThat(github.calls).isEmpty();
    }

    @Test
    void everyOpenMigrationIsComparedAgainAfterTheInterval() {
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2)));
        reconciler.step(known);
        github.comments.removeLast();
        github.now = github.now.plus(Duration.ofMinutes(5));

        reconciler.step(known);

        assertThat(github.comments.getLast().body()).contains("This comment was missing", "Ready for approval");
    }

    @Test
    void thoseOfACopyThatHasGoneAreComparedAtOnceAndNotOnlyAfterTheInterval() {
        reconciler.step(known);
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2)));
        known.grown = true;
        github.now = github.now.plusSeconds(2);

        reconciler.step(known);

        assertThat(github.comments).hasSize(2);
        assertThat(github.labels).containsExactly("state:awaiting-approval");
    }

    @Test
    void anIssueThatAnswers404ForTwentySecondsGetsAllThatItMissed() throws Exception {
        reporter.handle(List.of(Story.message(ISSUE, Story.requested(1))));
        github.gone = true;
        reporter.handle(List.of(Story.message(ISSUE, Story.started(5))));
        reporter.handle(List.of(Story.message(ISSUE, Story.succeeded(6))));
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2), Story.approved(3), Story.succeeded(6)));

        stepFor(Duration.ofSeconds(20));
        github.gone = false;
        stepFor(Duration.ofSeconds(20));

        assertThat(github.comments)
                .extracting(comment ->
                        comment.body().lines().findFirst().orElseThrow().replaceAll(" seal=\\w+", ""))
                .containsExactly(
                        "<!-- movein:status sequence=6 -->",
                        "<!-- movein:review revision=ab12cd34ef56 run=1 event=acme/platform#17/2 -->",
                        "<!-- movein:report run=1 event=acme/platform#17/6 -->");
        assertThat(github.labels).containsExactly("state:awaiting-validation");
    }

    @Test
    void anIssueThatStaysGoneIsAskedForLessAndLessOftenAndNoMoreAfterADay() throws Exception {
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2)));
        github.gone = true;

        stepFor(Duration.ofHours(30));

        assertThat(github.calls).filteredOn("issue"::equals).hasSizeBetween(20, 60);
        assertThat(meters.counter("movein.issue.gone").count()).isEqualTo(1);
    }

    @Test
    void anIssueOfWhichEventsAreYetToBeHandledIsLeftToThem() {
        known.histories.put(ISSUE, List.of(Story.requested(1)));
        known.handled = false;
        reconciler.step(known);
        assertThat(github.calls).isEmpty();

        known.handled = true;
        github.now = github.now.plusSeconds(2);
        reconciler.step(known);

        assertThat(github.comments).hasSize(1);
    }

    @Test
    void nothingIsComparedBeforeAllIsRead() {
        known.histories.put(ISSUE, List.of(Story.requested(1)));
        known.caughtUp = false;

        reconciler.step(known);

        assertThat(github.calls).isEmpty();
    }

    @Test
    void aLimitIsWaitedForByAllOfThem() {
        known.histories.put(ISSUE, List.of(Story.requested(1)));
        github.failure = new RateLimitedException("too fast", Duration.ofSeconds(42));
        reconciler.step(known);
        github.calls.clear();

        github.now = github.now.plusSeconds(41);
        reconciler.step(known);
        assertThat(github.calls).isEmpty();
        github.now = github.now.plusSeconds(1);
        reconciler.step(known);

        assertThat(github.comments).hasSize(1);
    }

    @Test
    void whatGitHubRefusesIsTriedAgainAfterAnHourOnly() {
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.passed(2)));
        github.refuses = "movein:review";
        reconciler.step(known);
        github.calls.clear();

        stepFor(Duration.ofMinutes(59));
        assertThat(github.calls).isEmpty();
        github.refuses = null;
        stepFor(Duration.ofMinutes(10));

        assertThat(github.comments).hasSize(2);
    }

    @Test
    void oneThatHasEndedIsForgottenOnceItsIssueShowsIt() {
        known.histories.put(ISSUE, List.of(Story.requested(1), Story.closed(9, Ending.COMPLETED)));

        reconciler.step(known);

        assertThat(github.open).isFalse();
        assertThat(known.checked).containsExactly(ISSUE);
    }

    @Test
    void aWriteWithALostAnswerIsLookedAtAMinuteLater() {
        known.histories.put(ISSUE, List.of(Story.requested(1)));
        github.failure = new io.movein.github.UnknownOutcomeException("answer lost");
        reconciler.step(known);
        github.now = github.now.plusSeconds(5);
        reconciler.step(known);
        var twice = github.comments.getFirst();
        github.by(FakeGitHub.ME, twice.body());

        github.now = github.now.plusSeconds(60);
        reconciler.step(known);

        assertThat(github.comments).containsExactly(twice);
    }

    private void stepFor(Duration time) {
        var end = github.now.plus(time);
        var tick = time.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        while (github.now.isBefore(end)) {
            github.now = github.now.plus(tick);
            reconciler.step(known);
        }
    }

    private static final class Known implements OpenMigrations {
        final Map<MigrationId, List<SpecificRecord>> histories = new LinkedHashMap<>();
        final List<MigrationId> checked = new ArrayList<>();
        boolean caughtUp = true;
        boolean handled = true;
        boolean grown;

        @Override
        public void advance(Duration atMost) {}

        @Override
        public boolean isCaughtUp() {
            return caughtUp;
        }

        @Override
        public boolean hasGrown() {
            var hadGrown = grown;
            grown = false;
            return hadGrown;
        }

        @Override
        public List<MigrationId> all() {
            return List.copyOf(histories.keySet());
        }

        @Override
        public boolean isHandled(MigrationId migration) {
            return handled;
        }

        @Override
        public List<SpecificRecord> history(MigrationId migration) {
            return histories.getOrDefault(migration, List.of());
        }

        @Override
        public void checked(MigrationId migration) {
            checked.add(migration);
        }

        @Override
        public void close() {}
    }
}
