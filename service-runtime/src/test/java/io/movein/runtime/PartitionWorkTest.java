package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionWorkTest {
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    private final Kafka kafka = new Kafka(KafkaSettings.of("127.0.0.1:1"), new SimpleMeterRegistry());
    private final KafkaPublisher publisher = kafka.publisher();

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void aPartitionIsGivenUpOnlyWhenItsHandlerHasEnded() throws Exception {
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var work = work(messages -> {
            began.countDown();
            awaitDeafly(goOn, interrupted);
            ended.set(true);
        });
        work.add(List.of(record()));
        began.await();

        Thread.ofVirtual().start(() -> {
            awaitDeafly(interrupted, new CountDownLatch(1));
            goOn.countDown();
        });
        PartitionWork.stopAll(List.of(work), Duration.ofMillis(1), ENOUGH);

        assertThat(ended).isTrue();
        assertThat(work.next()).isEqualTo(8);
    }

    @Test
    void partitionsAreStoppedTogether() throws Exception {
        var all = new CountDownLatch(3);
        var interrupted = new CountDownLatch(3);
        var sawTheOthersStopped = new CopyOnWriteArrayList<Boolean>();
        BatchHandler handler = _ -> {
            try {
                meet(all);
            } catch (InterruptedException e) {
                interrupted.countDown();
                sawTheOthersStopped.add(interrupted.await(20, TimeUnit.SECONDS));
                throw e;
            }
        };
        var works = List.of(work(handler), work(handler), work(handler));
        works.forEach(work -> work.add(List.of(record())));
        all.await();

        PartitionWork.stopAll(works, Duration.ofMillis(1), ENOUGH);

        // one after another, the first would have ended before the others were told
        assertThat(sawTheOthersStopped).containsExactly(true, true, true);
        assertThat(works).allSatisfy(work -> assertThat(work.next()).isEqualTo(7));
    }

    @Test
    void tellsForHowLongItHasBeenWithOneRecord() throws Exception {
        var began = new CountDownLatch(1);
        var work = work(_ -> meet(began));
        assertThat(work.busy()).isZero();

        work.add(List.of(record()));
        began.await();

        assertThat(work.busy()).isPositive();
        assertThat(work.waiting(java.time.Instant.EPOCH))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.why()).isEqualTo("being handled"));
        PartitionWork.stopAll(List.of(work), Duration.ZERO, ENOUGH);
    }

    /** Waits to be interrupted. */
    private static void meet(CountDownLatch all) throws InterruptedException {
        all.countDown();
        new CountDownLatch(1).await();
    }

    private static void awaitDeafly(CountDownLatch latch, CountDownLatch interrupted) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    private PartitionWork work(BatchHandler handler) {
        return new PartitionWork(
                "movein.issue-activity-0",
                new PartitionWork.Shared(
                        "test", handler, false, kafka, new DeadLetters("readers", kafka, publisher), () -> {}));
    }

    private ConsumerRecord<String, byte[]> record() {
        var sent = kafka.codec().encode(Topic.ISSUE_ACTIVITY, Broker.hint(new MigrationId("acme", "infra", 1)));
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                sent.key().length(),
                sent.value().length,
                sent.key(),
                sent.value(),
                sent.headers(),
                java.util.Optional.empty());
    }
}
