package io.movein.runner.reconcile;

import static io.movein.runner.Samples.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.RunId;
import io.movein.runner.run.RunRef;
import io.movein.runtime.KafkaUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {
    private static final RunRef HANGING = run(1);

    @Test
    void lookingAtARunThatHangsHoldsUpNoOther() throws InterruptedException {
        var others = new CountDownLatch(200);
        var forever = new CountDownLatch(1);
        var queue = new WorkQueue(run -> {
            if (run.equals(HANGING)) {
                await(forever);
            } else {
                others.countDown();
            }
            return Optional.empty();
        });

        queue.enqueue(HANGING);
        IntStream.rangeClosed(2, 201).forEach(i -> queue.enqueue(run(i)));

        assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
        forever.countDown();
        queue.stop();
    }

    @Test
    void neverLooksAtOneRunTwiceAtTheSameTimeAndLosesNoHint() throws InterruptedException {
        var looking = new AtomicInteger();
        var most = new AtomicInteger();
        var began = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var again = new CountDownLatch(2);
        var queue = new WorkQueue(_ -> {
            most.accumulateAndGet(looking.incrementAndGet(), Math::max);
            began.countDown();
            await(goOn);
            looking.decrementAndGet();
            again.countDown();
            return Optional.empty();
        });

        queue.enqueue(HANGING);
        began.await();
        queue.enqueue(HANGING);
        queue.enqueue(HANGING);
        goOn.countDown();

        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
        queue.stop();
    }

    @Test
    void whatAWatchTellsIsLookedAtAMomentLaterSoThatOneLookSeesAllThatIsTold() throws InterruptedException {
        var looked = new ArrayBlockingQueue<Long>(10);
        var queue = new WorkQueue(_ -> {
            looked.add(System.nanoTime());
            return Optional.empty();
        });

        var told = System.nanoTime();
        queue.changed(HANGING);
        queue.changed(HANGING);

        var first = Objects.requireNonNull(looked.poll(10, TimeUnit.SECONDS));
        assertThat(Duration.ofNanos(first - told)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
        queue.stop();
    }

    @Test
    void looksAgainWhenItIsTime() throws InterruptedException {
        var looks = new CountDownLatch(3);
        var queue = new WorkQueue(_ -> {
            looks.countDown();
            return looks.getCount() == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(10));
        });

        queue.enqueue(HANGING);

        assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
        queue.stop();
    }

    @Test
    void triesAgainAfterAFailureAndCountsIt() throws InterruptedException {
        var looks = new CountDownLatch(2);
        var queue = new WorkQueue(
                _ -> {
                    looks.countDown();
                    if (looks.getCount() > 0) {
                        throw new IllegalStateException("a fault of the runner's own");
                    }
                    return Optional.empty();
                },
                Duration.ofMillis(1));

        queue.enqueue(HANGING);

        assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.failures()).isEqualTo(1);
        queue.stop();
    }

    @Test
    void aRunThatCannotBeLookedAtIsToldAndIsNoReasonToBeginAnew() throws InterruptedException {
        var looks = new CountDownLatch(7);
        var queue = new WorkQueue(
                _ -> {
                    looks.countDown();
                    throw new KafkaUnavailableException("no broker answers", new IllegalStateException());
                },
                Duration.ofMillis(1));

        queue.enqueue(HANGING);
        assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(queue.health().working()).isTrue();
        assertThat(queue.readiness().detail()).contains("times in a row: ", "no broker answers");
        assertThat(queue.readiness().working()).isFalse();
        assertThat(queue.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.what()).isEqualTo(HANGING.toString());
            assertThat(waiting.attempts()).isGreaterThanOrEqualTo(5);
            assertThat(waiting.why()).contains("no broker answers");
        });
        queue.stop();
    }

    private static RunRef run(int number) {
        return new RunRef(new RunId(MIGRATION, number), "media");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
