package io.movein.process.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaceTest {

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(new PaceSettings(8, null, null), now::get);

    @Test
    void fewerWorkersWhileASideThrottlesAndMoreOnceItDoesNot() {
        pace.throttled(Blame.DESTINATION, Optional.empty());
        assertThat(pace.now().allowed()).isEqualTo(4);

        pace.throttled(Blame.DESTINATION, Optional.empty());
        assertThat(pace.now().allowed())
                .as("answers to what was under way tell nothing new")
                .isEqualTo(4);

        pass(Duration.ofMillis(600));
        pace.throttled(Blame.DESTINATION, Optional.empty());
        assertThat(pace.now().allowed()).isEqualTo(2);

        var allowed = new ArrayList<Integer>();
        for (var i = 0; i < 9; i++) {
            pass(Duration.ofMillis(1100));
            pace.answered(Blame.DESTINATION);
            allowed.add(pace.now().allowed());
        }
        assertThat(allowed).isSorted().endsWith(8, 8);
        assertThat(pace.now().throttled()).isEmpty();
    }

    /** Ten gigabits and more: above a byte in a nanosecond. */
    @Test
    void takesARateAboveAGigabyteASecond() throws InterruptedException {
        pace.rate(OptionalLong.of(50L << 30));

        try (var turn = pace.begin().orElseThrow()) {
            turn.bytes(4L << 30);
        }

        assertThat(pace.now().bytesPerSecond()).hasValue(50L << 30);
    }

    @Test
    void keepsAtLeastOneWorkerAndTheWaitThatASideAskedFor() {
        for (var i = 0; i < 20; i++) {
            pace.throttled(Blame.SOURCE, Optional.of(Duration.ofSeconds(30)));
            pass(Duration.ofSeconds(31));
        }
        assertThat(pace.now().allowed()).isEqualTo(1);

        pace.throttled(Blame.SOURCE, Optional.of(Duration.ofSeconds(30)));
        pass(Duration.ofSeconds(5));
        pace.answered(Blame.SOURCE);

        assertThat(pace.now().allowed()).isEqualTo(1);
    }

    @Test
    void givesPlacesOnlyToAsManyAsThereAre() throws InterruptedException {
        pace.parallel(2);
        var first = pace.begin().orElseThrow();
        assertThat(pace.begin()).isPresent();
        var third = Thread.startVirtualThread(() -> begin());

        assertThat(third.join(Duration.ofMillis(50))).isFalse();
        first.close();

        third.join();
        assertThat(pace.now().active()).isEqualTo(2);
    }

    @Test
    void beginsNothingNewOnceTheRunIsEnding() throws InterruptedException {
        pace.pause();
        var waiting = new ArrayList<Optional<Turn>>();
        var thread = Thread.startVirtualThread(() -> waiting.add(begin()));

        pace.end();
        thread.join();

        assertThat(waiting).isEqualTo(List.of(Optional.empty()));
        assertThat(pace.begin()).isEmpty();
    }

    @Test
    void manyThreadsOfOneTurnHaveOnePlace() throws InterruptedException {
        pace.parallel(1);
        var turn = pace.begin().orElseThrow();
        pace.pause();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 4; i++) {
            threads.add(Thread.startVirtualThread(() -> request(turn)));
        }
        var other = Thread.startVirtualThread(this::begin);
        assertThat(threads.getFirst().join(Duration.ofMillis(50))).isFalse();
        assertThat(pace.now().active()).isZero();

        pace.proceed();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(pace.now().active()).isEqualTo(1);
        assertThat(other.join(Duration.ofMillis(50)))
                .as("another has no place beside it")
                .isFalse();
        turn.close();
        other.join();
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatThrownBy(() -> pace.parallel(0)).hasMessage("0 workers (expected 1 to 1024)");
        assertThatThrownBy(() -> pace.parallel(1025)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lendsAsManyBuffersAsThereAreAndNoMore() throws InterruptedException {
        var buffers = new Buffers(1024, 2);
        var first = buffers.take();
        var bytes = first.bytes();
        buffers.take();
        var third = Thread.startVirtualThread(() -> take(buffers));

        assertThat(third.join(Duration.ofMillis(50))).isFalse();
        first.close();

        third.join();
        assertThat(bytes).hasSize(1024);
        assertThatThrownBy(first::bytes).hasMessage("the buffer was given back");
    }

    private void pass(Duration time) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
    }

    private Optional<Turn> begin() {
        try {
            return pace.begin();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void request(Turn turn) {
        try {
            turn.request();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void take(Buffers buffers) {
        try {
            buffers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
