package io.movein.process.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.RunMode;
import io.movein.process.Stop;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.ItemState;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Pace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ItemRunnerTest {

    private static final FailureSettings LIMITS = new FailureSettings(3, 50, 20);

    @TempDir
    private Path folder;

    private final Stop stop = new Stop();
    private Journal journal;

    @BeforeEach
    void tenItems() {
        journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
        plan(10);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void worksOffEverythingAndNotesWhatBecameOfIt() throws InterruptedException {
        runner(4).run((item, _) -> switch ((int) item.id()) {
            case 1 -> Outcome.skipped("gone", "it is gone");
            case 2 -> throw new IllegalStateException("surprise");
            default -> Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.MIGRATED)).hasSize(8);
        assertThat(states(ItemState.SKIPPED)).containsExactly("k1");
        assertThat(journal.find("k2"))
                .hasValueSatisfying(item -> assertThat(item.text()).isEqualTo("IllegalStateException: surprise"));
    }

    @Test
    void notesNoSecretThatSomebodysClientWorded() throws InterruptedException {
        new ItemRunner(
                        journal,
                        pace(1),
                        stop,
                        new FailureLimits(LIMITS),
                        text -> text.replace("s3cret", "***"),
                        Duration.ofSeconds(1))
                .run((item, _) -> {
                    if (item.id() == 1) {
                        throw new IllegalStateException("401 for s3cret");
                    }
                    return Outcome.skipped("later", "s3cret says so");
                });

        assertThat(journal.find("k1"))
                .hasValueSatisfying(item -> assertThat(item.text()).isEqualTo("IllegalStateException: 401 for ***"));
        assertThat(journal.find("k2"))
                .hasValueSatisfying(item -> assertThat(item.text()).isEqualTo("*** says so"));
    }

    @Test
    void endsTheRunWhenItCannotGoOn() {
        assertThatThrownBy(() -> runner(1).run((item, _) -> {
                    if (item.id() == 4) {
                        throw new MigrationFailure(ExitCode.REFUSED, "the target is not the active one any more");
                    }
                    return Outcome.migrated(1, null);
                }))
                .hasMessage("the target is not the active one any more");

        assertThat(states(ItemState.MIGRATED)).containsExactly("k1", "k2", "k3");
        assertThat(states(ItemState.QUEUED)).hasSize(7);
        assertThat(states(ItemState.RUNNING)).isEmpty();
    }

    @Test
    void anotherRunnerGoesOnWhereOneFailed() throws InterruptedException {
        var pace = pace(2);
        var first = new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS));
        assertThatThrownBy(() -> first.run((item, _) -> {
                    if (item.id() == 4) {
                        throw new MigrationFailure(ExitCode.SOURCE, "the snapshot is lost");
                    }
                    return Outcome.migrated(1, null);
                }))
                .hasMessage("the snapshot is lost");

        new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS)).run((_, _) -> Outcome.migrated(1, null));

        assertThat(states(ItemState.MIGRATED)).hasSize(10);
    }

    @Test
    void aFailureEndsWhoWaitsInAPauseToo() {
        var pace = pace(2);
        var parked = new CountDownLatch(1);
        var runner = new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS));

        assertThatThrownBy(() -> runner.run((item, turn) -> {
                    if (item.id() == 1) {
                        parked.await();
                        throw new MigrationFailure(ExitCode.SOURCE, "the snapshot is lost");
                    }
                    pace.pause();
                    parked.countDown();
                    turn.checkpoint();
                    return Outcome.migrated(1, null);
                }))
                .hasMessage("the snapshot is lost");

        assertThat(pace.paused()).isTrue();
        assertThat(states(ItemState.RUNNING)).isEmpty();
    }

    @Test
    void failuresOfASideInARowAreTheRunsAndNotTheItems() {
        assertThatThrownBy(() -> runner(1).run((item, _) -> item.id() < 4 ? Outcome.migrated(1, null) : unavailable()))
                .isInstanceOfSatisfying(
                        MigrationFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.DESTINATION))
                .hasMessage("the destination failed 3 times in a row, the last time at 'k6': 503");

        assertThat(states(ItemState.FAILED)).isEmpty();
        assertThat(states(ItemState.QUEUED)).hasSize(7);
    }

    @Test
    void failuresOfASideWithSuccessInBetweenAreTheItems() throws InterruptedException {
        runner(1).run((item, _) -> item.id() % 3 == 0 ? Outcome.migrated(1, null) : unavailable());

        assertThat(states(ItemState.MIGRATED)).containsExactly("k3", "k6", "k9");
        assertThat(states(ItemState.FAILED)).containsExactly("k1", "k2", "k4", "k5", "k7", "k8", "k10");
    }

    @Test
    void tooLargeAShareOfFailuresEndsTheRun() {
        plan(100);

        assertThatThrownBy(() -> runner(1)
                        .run((item, _) -> item.id() % 4 == 0
                                ? Outcome.migrated(1, null)
                                : Outcome.failed(Blame.ITEM, "broken", "it is broken")))
                .hasMessage("15 of 20 items tried failed (expected at most 50 %)");

        assertThat(states(ItemState.QUEUED)).isNotEmpty();
    }

    @Test
    void finishesWhatIsInFlightWhenAskedToStop() throws InterruptedException {
        var begun = new CountDownLatch(2);
        runner(2).run((_, _) -> {
            begun.countDown();
            begun.await();
            stop.request();
            return Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.MIGRATED)).hasSize(2);
        assertThat(states(ItemState.QUEUED)).hasSize(8);
    }

    @Test
    void undoesWhatCannotBeFinishedInTime() throws InterruptedException {
        var undone = new AtomicInteger();
        new ItemRunner(journal, pace(2), stop, new FailureLimits(LIMITS), text -> text, Duration.ofMillis(20))
                .run((_, _) -> {
                    stop.request();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        undone.incrementAndGet();
                    }
                    return Outcome.migrated(1, null);
                });

        assertThat(undone).hasPositiveValue();
        assertThat(states(ItemState.QUEUED)).hasSize(10);
    }

    @Test
    void finishesWhatWasPausedWhenAskedToStop() throws InterruptedException {
        var pace = pace(2);
        new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS)).run((_, turn) -> {
            pace.pause();
            Thread.startVirtualThread(stop::request);
            turn.request();
            return Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.RUNNING)).isEmpty();
        assertThat(states(ItemState.MIGRATED)).isNotEmpty();
    }

    @Test
    void beginsNothingMoreWhilePaused() throws InterruptedException {
        var pace = pace(1);
        new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS)).run((item, _) -> {
            if (item.id() == 3) {
                pace.pause();
                Thread.startVirtualThread(() -> stopWhenNobodyWorks(pace));
            }
            return Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.MIGRATED)).containsExactly("k1", "k2", "k3");
        assertThat(states(ItemState.QUEUED)).hasSize(7);
    }

    private void stopWhenNobodyWorks(Pace pace) {
        while (pace.now().active() > 0) {
            Thread.onSpinWait();
        }
        stop.request();
    }

    @Test
    void letsMoreWorkersBeginWhileOthersGoOn() throws InterruptedException {
        var pace = pace(1);
        var three = new CountDownLatch(3);
        new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS)).run((_, _) -> {
            pace.parallel(3);
            three.countDown();
            three.await();
            return Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.MIGRATED)).hasSize(10);
    }

    @Test
    void lastsWithFewerWorkersOnceTheirItemsAreDone() throws InterruptedException {
        var pace = pace(3);
        var three = new CountDownLatch(3);
        var later = new AtomicInteger();
        var most = new AtomicInteger();
        new ItemRunner(journal, pace, stop, new FailureLimits(LIMITS)).run((item, turn) -> {
            if (item.id() <= 3) {
                three.countDown();
                three.await();
                pace.parallel(1);
                return Outcome.migrated(1, null);
            }
            turn.checkpoint();
            most.accumulateAndGet(later.incrementAndGet(), Math::max);
            later.decrementAndGet();
            return Outcome.migrated(1, null);
        });

        assertThat(states(ItemState.MIGRATED)).hasSize(10);
        assertThat(most).hasValue(1);
    }

    private ItemRunner runner(int workers) {
        return new ItemRunner(journal, pace(workers), stop, new FailureLimits(LIMITS));
    }

    private static Pace pace(int workers) {
        return Pace.of(new PaceSettings(workers, null, null));
    }

    private static Outcome unavailable() {
        return Outcome.failed(Blame.DESTINATION, "unavailable", "503");
    }

    private void plan(int items) {
        journal.add(IntStream.rangeClosed(1, items)
                .mapToObj(i -> PlannedItem.of("k" + i, 1))
                .iterator());
    }

    private List<String> states(ItemState state) {
        var keys = new ArrayList<String>();
        journal.forEach(EnumSet.of(state), item -> keys.add(item.item().key()));
        return keys;
    }
}
