package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.progress.RunProgress;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.Figures;
import io.movein.reporter.text.Texts;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
    private static final MigrationId ISSUE = MigrationId.parse(Samples.ID);

    private final FakeGitHub github = new FakeGitHub();
    private final Table table = new Table();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final IssueReporter reporter = reporter();

    private IssueReporter reporter() {
        return new IssueReporter(
                new MigrationIssues("acme/platform", github, CommentSeal.plain(), () -> github.now, meters),
                Texts.mentioning(List.of()),
                new Timing(Duration.ofSeconds(60), 250, Duration.ofSeconds(1)),
                (_, _) -> {},
                table,
                () -> github.now,
                meters);
    }

    private static final class Table implements CurrentMigrations {
        long sequence = 5;
        OptionalInt place = OptionalInt.empty();

        @Nullable
        List<RunProgress> stalled = List.of();

        @Override
        public long sequence(MigrationId migration) {
            return sequence;
        }

        @Override
        public Optional<MigrationSnapshot> running(MigrationId migration) {
            var status = Story.started(sequence).getStatus();
            return Optional.of(MigrationSnapshot.newBuilder()
                    .setMigration(Samples.ID)
                    .setSequence(sequence)
                    .setAt(Samples.minute(31))
                    .setStateSince(Samples.minute(31))
                    .setStatus(status)
                    .setFriction(Friction.newBuilder().build())
                    .build());
        }

        @Override
        public OptionalInt place(MigrationId migration) {
            return place;
        }

        @Override
        public Optional<List<RunProgress>> stalled(Instant now) {
            return Optional.ofNullable(stalled);
        }
    }

    @BeforeEach
    void runs() throws Exception {
        handle(Story.requested(1), Story.passed(2), Story.started(5));
        github.now = github.now.plusSeconds(2);
        reporter.showDue();
    }

    @Test
    void theLastOfItIsShownOnceItMayBeInTheStatusThatIsThere() throws Exception {
        tells(5, 100);
        tells(5, 200);
        reporter.showDue();
        assertThat(status()).doesNotContain("of 1,000 objects");

        pass(60);

        assertThat(status()).contains("200 of 1,000 objects");
        assertThat(Marker.of(status())).contains(new Marker.Status(5));
    }

    @Test
    void itIsWrittenOnceHoweverOftenItIsHeard() throws Exception {
        tells(5, 100);
        pass(60);
        github.calls.clear();

        tells(5, 100, Duration.ofSeconds(60));
        pass(60);

        assertThat(github.calls).doesNotContain("edit");
    }

    @Test
    void whatIsOlderThanTheStatusIsNotShown() throws Exception {
        table.sequence = 6;

        tells(5, 100);
        pass(60);

        assertThat(status()).doesNotContain("of 1,000 objects");
    }

    @Test
    void itsStatusIsWaitedForAndNotForEver() throws Exception {
        table.sequence = 4;
        assertThatExceptionOfType(RetryableException.class)
                .isThrownBy(() -> tells(5, 100))
                .withMessageContaining("event 5 is not in the table yet, only 4");

        github.now = github.now.plusSeconds(60);
        tells(5, 100, Duration.ofHours(-1)); // by the clock of who told it

        assertThat(status()).doesNotContain("of 1,000 objects");
    }

    @Test
    void anEventThatComesWhileItIsHeldBackTakesItsPlace() throws Exception {
        tells(5, 100);
        handle(Story.succeeded(6));
        github.calls.clear();

        pass(600);

        assertThat(github.calls).isEmpty();
    }

    @Test
    void whatIsToldWhileTheStartWaitsToBeShownIsShownWithIt() throws Exception {
        handle(Story.started(6));
        table.sequence = 6;
        tells(6, 100);

        pass(2);

        assertThat(status()).contains("100 of 1,000 objects");
    }

    @Test
    void whatIsToldBeforeTheStartIsHeardOfIsShownWithIt() throws Exception {
        table.sequence = 6;
        tells(6, 100);
        handle(Story.started(6));

        pass(2);

        assertThat(status()).contains("100 of 1,000 objects");
        assertThat(Marker.of(status())).contains(new Marker.Status(6));
    }

    @Test
    void thePlaceInTheQueueIsThatOfTheMomentOfWriting() throws Exception {
        table.place = OptionalInt.of(7);

        handle(Story.queued(6));
        pass(2);

        assertThat(status()).contains("Queued, number 7");
    }

    @Test
    void aRunThatGetsNoFurtherIsSaidToOnceWithSinceWhenAndWhatItsOwnerCanDo() throws Exception {
        tells(5, 100);
        pass(60);
        var since = github.now.minusSeconds(60);
        table.stalled = List.of(told(5, 100, since));
        github.calls.clear();

        pass(960);
        assertThat(status()).contains("No action needed"); // it may only have been read of late
        pass(30);
        assertThat(status())
                .contains("has reported no progress since " + Figures.time(since), "`/stop` ends it at a safe point")
                .contains("100 of 1,000 objects")
                .doesNotContain("No action needed");
        for (var minute = 0; minute < 60; minute++) {
            pass(60);
        }
        assertThat(github.calls).filteredOn("edit"::equals).hasSize(1);

        tells(5, 200);
        assertThat(status()).contains("200 of 1,000 objects").contains("No action needed");
        table.stalled = List.of();
        pass(60);
        assertThat(github.calls).filteredOn("edit"::equals).hasSize(2);
    }

    @Test
    void onceItIsNoLongerStalledForAnotherReasonTheIssueSaysSoToo() throws Exception {
        isToldToBeStalled();

        table.stalled = List.of();
        pass(60);

        assertThat(status()).doesNotContain("has reported no progress");
    }

    @Test
    void whileItIsNotKnownWhichRunsGetFurtherTheIssueStaysAsItIs() throws Exception {
        isToldToBeStalled();

        table.stalled = null;
        pass(60);
        table.stalled = List.of(told(5, 100, github.now.minusSeconds(1110)));
        pass(60);
        pass(60);

        assertThat(status()).contains("has reported no progress");
        assertThat(github.calls).doesNotContain("edit");
    }

    @Test
    void aReporterThatBeginsAnewWritesNothingThatTheIssueSays() throws Exception {
        isToldToBeStalled();

        var another = reporter();
        for (var look = 0; look < 3; look++) {
            github.now = github.now.plusSeconds(60);
            another.showDue();
        }

        assertThat(github.calls).doesNotContain("edit");
    }

    /** A run that reported progress once, and whose status has said for half a minute that no more came. */
    private void isToldToBeStalled() throws Exception {
        tells(5, 100);
        pass(60);
        table.stalled = List.of(told(5, 100, github.now.minusSeconds(60)));
        pass(960);
        pass(30);
        assertThat(status()).contains("has reported no progress");
        github.calls.clear();
    }

    private void pass(long seconds) {
        github.now = github.now.plusSeconds(seconds);
        reporter.showDue();
    }

    private String status() {
        return github.comments.getFirst().body();
    }

    private void tells(long sequence, long done) throws Exception {
        tells(sequence, done, Duration.ZERO);
    }

    private void tells(long sequence, long done, Duration ago) throws Exception {
        reporter.handleProgress(List.of(Story.message(ISSUE, told(sequence, done, github.now.minus(ago)))));
    }

    private static RunProgress told(long sequence, long done, Instant at) {
        return RunProgress.newBuilder()
                .setMigration(Samples.ID)
                .setRun(1)
                .setSequence(sequence)
                .setAt(at)
                .setProgress(Story.progressed(sequence, done).getProgress())
                .build();
    }

    private void handle(SpecificRecord... events) throws Exception {
        for (var event : Arrays.asList(events)) {
            reporter.handle(List.of(Story.message(ISSUE, event)));
        }
    }
}
