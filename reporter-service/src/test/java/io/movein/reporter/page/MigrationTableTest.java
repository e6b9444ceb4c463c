package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Progress;
import io.movein.model.QueuePlace;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationTableTest {
    private static final MigrationId SEVEN = MigrationId.parse("acme/platform#7");
    private static final Row.Place PLACE = new Row.Place(0, 0);

    private final MigrationTable table = new MigrationTable();

    @Test
    void progressCountsWhicheverOfTheTwoTopicsIsReadFirst() {
        table.put(told(4, 400));
        table.put(running(4), PLACE);
        assertThat(done()).isEqualTo(400);

        table.put(told(4, 500));
        assertThat(done()).isEqualTo(500);
    }

    @Test
    void progressThatIsOlderThanTheStatusCountsForNothing() {
        table.put(told(4, 400));
        table.put(running(5), PLACE);

        table.put(told(4, 300));

        assertThat(done()).isEqualTo(250);
    }

    /** It was counted from the beginning of the run, and every event between two reports made a run look stalled for a moment. */
    @Test
    void sinceWhenAProcessHasGotNoFurtherIsKnownAcrossEventsOfItsRun() {
        var told = told(4, 400);
        table.put(running(4), PLACE);
        table.put(told);
        table.put(running(5), PLACE);

        var later = told.getAt().plus(Duration.ofMinutes(16));

        table.isRead(Reading.of(0, later));

        assertThat(table.stalled(told.getAt().plusSeconds(60))).hasValue(List.of());
        assertThat(table.stalled(later)).hasValue(List.of(told));
    }

    @Test
    void whileNotAllWasReadOrKafkaIsAwayItIsNotKnownWhichRunsAreStalled() {
        var told = told(4, 400);
        table.put(running(4), PLACE);
        table.put(told);
        var later = told.getAt().plus(Duration.ofMinutes(16));
        assertThat(table.stalled(later)).isEmpty();

        table.isRead(Reading.of(3, later));
        assertThat(table.stalled(later)).isEmpty();

        table.isRead(Reading.of(0, later.minusSeconds(60)));
        assertThat(table.stalled(later)).isEmpty();
    }

    @Test
    void anOlderRecordNeverTakesThePlaceOfANewerOne() {
        table.put(aMigration(7, State.AWAITING_VALIDATION, Duration.ZERO, Given::succeeded), PLACE);

        table.put(running(3), PLACE);

        assertThat(table.row(SEVEN.toString())).map(Row::state).hasValue(State.AWAITING_VALIDATION);
        assertThat(table.running(SEVEN)).isEmpty();
    }

    @Test
    void progressThatWasToldEarlierCountsForNothing() {
        table.put(running(4), PLACE);
        table.put(told(4, 400));

        table.put(RunProgress.newBuilder(told(4, 300))
                .setAt(NOON.minusSeconds(10))
                .build());

        assertThat(done()).isEqualTo(400);
    }

    @Test
    void progressOfAnotherRunIsNotThisOnes() {
        table.put(running(4), PLACE);

        table.put(RunProgress.newBuilder(told(4, 900)).setRun(2).build());

        assertThat(done()).isEqualTo(250);
    }

    @Test
    void onlyAMigrationWithAnActiveRunIsKeptWhole() {
        table.put(running(4), PLACE);
        assertThat(table.running(SEVEN)).map(MigrationSnapshot::getSequence).hasValue(4L);

        table.put(aMigration(7, State.AWAITING_VALIDATION, Duration.ZERO, Given::succeeded), PLACE);

        assertThat(table.running(SEVEN)).isEmpty();
    }

    @Test
    void placesFollowTheApprovalsAndAreCountedWhenTheyAreAskedFor() {
        table.put(queued(7, 12), PLACE);
        table.put(queued(8, 11), PLACE);
        table.put(queued(9, 13), PLACE);
        assertThat(table.place(SEVEN)).hasValue(2);

        table.put(aMigration(8, State.RUNNING, Duration.ZERO, Given::running), PLACE);

        assertThat(table.place(SEVEN)).hasValue(1);
        assertThat(table.place(MigrationId.parse("acme/platform#8"))).isEmpty();
    }

    @Test
    void whoIsActiveInATenantIsKnownUntilTheRunHasEnded() {
        table.put(running(4), PLACE);
        assertThat(table.activeIn("tenant-2").map(Row::id)).hasValue(SEVEN);

        table.put(aMigration(7, State.AWAITING_VALIDATION, Duration.ZERO, Given::succeeded), PLACE);
        assertThat(table.activeIn("tenant-2")).isEmpty();

        table.put(running(5), PLACE);
        table.remove(SEVEN.toString());
        assertThat(table.activeIn("tenant-2")).isEmpty();
    }

    private long done() {
        return requireNonNull(table.row(SEVEN.toString()).orElseThrow().progress())
                .getDone();
    }

    private static MigrationSnapshot running(long sequence) {
        return MigrationSnapshot.newBuilder(aMigration(7, State.RUNNING, Duration.ofHours(1), Given::running))
                .setSequence(sequence)
                .build();
    }

    private static MigrationSnapshot queued(int number, long ticket) {
        return aMigration(
                number,
                State.QUEUED,
                Duration.ofHours(1),
                status -> status.setQueue(QueuePlace.newBuilder()
                        .setPosition(1)
                        .setWaitingFor("another run in the same tenant")
                        .setCause(WaitCause.TENANT)
                        .setTicket(ticket)
                        .setSince(Instant.EPOCH)
                        .build()));
    }

    private static RunProgress told(long sequence, long done) {
        return RunProgress.newBuilder()
                .setMigration(SEVEN.toString())
                .setRun(1)
                .setSequence(sequence)
                .setAt(NOON)
                .setProgress(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(done)
                        .setTotal(1_000L)
                        .setUnit("albums")
                        .build())
                .build();
    }
}
