package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.header;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.testkit.KafkaForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordLoopIT {
    private static final String GROUP = "readers";
    private static final int PARTITIONS = Topic.ISSUE_ACTIVITY.partitions();

    private final KafkaForTests broker = KafkaForTests.start();
    private final Kafka kafka = Broker.patient(broker.bootstrapServers());
    private final KafkaPublisher publisher = kafka.publisher();
    private final List<RecordLoop> loops = new ArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startAfresh() throws Exception {
        Topics.ensure(broker.bootstrapServers());
        // of a topic that is only compacted nothing may be deleted
        broker.empty(Arrays.stream(Topic.values())
                .filter(topic -> !"compact".equals(topic.config().get("cleanup.policy")))
                .map(Topic::topicName)
                .toList());
    }

    @AfterEach
    void stop() {
        loops.forEach(RecordLoop::stop);
        publisher.close();
    }

    @Test
    void handlesEachRecordOnceAndInTheOrderOfItsKey() throws Exception {
        var issues = IntStream.rangeClosed(1, 20).mapToObj(RecordLoopIT::issue).toList();
        var sent = new ArrayList<Message<?>>();
        IntStream.range(0, 5).forEach(round -> issues.forEach(issue -> sent.add(hint(issue))));
        var got = new ConcurrentHashMap<MigrationId, List<String>>();

        publisher.publishAll(Topic.ISSUE_ACTIVITY, sent);
        start(message -> got.computeIfAbsent(message.migration(), key -> new CopyOnWriteArrayList<>())
                .add(message.id()));
        await("all 100", () -> got.values().stream().mapToInt(List::size).sum() >= 100);

        issues.forEach(issue -> assertThat(got.get(issue))
                .isEqualTo(sent.stream()
                        .filter(message -> message.migration().equals(issue))
                        .map(Message::id)
                        .toList()));
    }

    @Test
    void handlesAgainWhatWasNotFinishedAndNothingElse() throws Exception {
        var issue = issue(1);
        var crashed = new CountDownLatch(1);
        publisher.publish(Topic.ISSUE_ACTIVITY, hint(issue));
        var second = hint(issue);

        var first = start(message -> {
            if (message.id().equals(second.id())) {
                crashed.countDown();
                Thread.sleep(60_000); // a service that dies here has done half of its work
            }
            handled.add(message.id());
        });
        await("the first", () -> handled.size() == 1);
        publisher.publish(Topic.ISSUE_ACTIVITY, second);
        crashed.await();
        first.stop();
        var again = new CopyOnWriteArrayList<String>();
        start(message -> again.add(message.id()));
        await("the second", () -> !again.isEmpty());

        assertThat(again).containsExactly(second.id());
    }

    @Test
    void aKeyThatWaitsHoldsUpNeitherItsPartitionNorAnyOther() throws Exception {
        var waiting = issue(1);
        var first = hint(waiting);
        var second = hint(waiting);
        var beside = hint(onThePartitionOf(waiting, true));
        var elsewhere = hint(onThePartitionOf(waiting, false));
        var open = new CountDownLatch(1);

        start(message -> {
            if (message.migration().equals(waiting) && open.getCount() > 0) {
                throw new RetryableException(Duration.ofMillis(50), "GitHub answers 500");
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(first, second, beside, elsewhere));
        await("the neighbours", () -> handled.size() == 2);
        await("some tries", () -> count("movein.records.retried") > 2);
        var before = List.copyOf(handled);
        open.countDown();
        await("all four", () -> handled.size() == 4);

        assertThat(before).containsExactlyInAnyOrder(beside.id(), elsewhere.id());
        assertThat(handled.subList(2, 4)).containsExactly(first.id(), second.id());
    }

    @Test
    void whatWaitedAtACrashComesAgain() throws Exception {
        var waiting = hint(issue(1));
        var beside = hint(onThePartitionOf(issue(1), true));

        var first = start(message -> {
            if (message.id().equals(waiting.id())) {
                throw new RetryableException(Duration.ofHours(1), "GitHub answers 500");
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(waiting, beside));
        await("the neighbour", () -> handled.size() == 1);
        first.stop();
        var again = new CopyOnWriteArrayList<String>();
        start(message -> again.add(message.id()));
        await("the one that waited", () -> again.contains(waiting.id()));

        assertThat(again.getFirst()).isEqualTo(waiting.id());
    }

    @Test
    void tellsWhatIsStuckSinceWhenAndWhy() throws Exception {
        publisher.publish(Topic.ISSUE_ACTIVITY, hint(issue(1)));
        var published = Instant.now();

        var loop = start(message -> {
            throw new RetryableException(Duration.ofHours(1), "GitHub answers 500");
        });
        await(
                "that it waits",
                () -> loop.waiting().stream().anyMatch(waiting -> waiting.why().startsWith("GitHub")));

        // since it was written, and not since it was read
        var age = Duration.between(published, Instant.now());
        assertThat(loop.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.what()).isEqualTo("acme/infra#1");
            assertThat(waiting.why()).isEqualTo("GitHub answers 500");
            assertThat(waiting.age()).isBetween(age, age.plusMinutes(1));
        });
        assertThat(kafka.meters().get("movein.records.oldest.seconds").gauge().value())
                .isBetween(age.toMillis() / 1000.0, age.toSeconds() + 60.0);
        assertThat(loop.health().working()).isTrue();
    }

    @Test
    void tellsWhichPartitionDoesNotAdvance() throws Exception {
        var impatient = Broker.impatient(broker.bootstrapServers());
        var loop = start(new RecordLoop(
                "impatient",
                Topic.ISSUE_ACTIVITY,
                GROUP,
                message -> {
                    throw new RetryableException(Duration.ofMillis(10), "GitHub answers 500");
                },
                impatient));
        publisher.publish(Topic.ISSUE_ACTIVITY, hint(issue(1)));

        await("that it is said", () -> loop.readiness().detail().contains("has finished nothing for"));

        assertThat(loop.readiness().detail())
                .startsWith("movein.issue-activity-")
                .endsWith("with 1 record(s) to do");
        assertThat(impatient
                        .meters()
                        .get("movein.partition.standstill.seconds")
                        .gauge()
                        .value())
                .isGreaterThan(0.5);
        assertThat(loop.health().working()).isTrue();
    }

    @Test
    void aHandlerThatHangsIsNotHealthy() throws Exception {
        var impatient = Broker.impatient(broker.bootstrapServers());
        var loop = start(new RecordLoop(
                "impatient", Topic.ISSUE_ACTIVITY, GROUP, _ -> new CountDownLatch(1).await(), impatient));
        publisher.publish(Topic.ISSUE_ACTIVITY, hint(issue(1)));

        await("that it is not healthy", () -> !loop.health().working());

        assertThat(loop.health().detail()).contains("has been busy with one record for");
    }

    @Test
    void anEventOfTomorrowIsWaitedForAndItsNeighboursGoOn() throws Exception {
        var ofTomorrow = kafka.codec().encode(Topic.ISSUE_ACTIVITY, hint(issue(1)));
        ofTomorrow.value()[5] ^= 1;
        var behind = hint(issue(1));
        var beside = hint(onThePartitionOf(issue(1), true));

        var loop = start(message -> handled.add(message.id()));
        publisher.publishRecords(Topic.ISSUE_ACTIVITY, List.of(ofTomorrow));
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(behind, beside));
        await("the neighbour", () -> handled.contains(beside.id()));

        assertThat(handled).containsExactly(beside.id());
        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP)).isEmpty();
        assertThat(count("movein.records.unknown.schema")).isEqualTo(1);
        assertThat(loop.waiting())
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.why()).startsWith("waits for a newer version"));
    }

    @Test
    void aFaultOfOurOwnIsNotRetriedAsIfItWereTheWorlds() throws Exception {
        var bad = hint(issue(1));
        var good = hint(issue(1));
        var tries = new AtomicInteger();

        start(message -> {
            if (message.id().equals(bad.id())) {
                tries.incrementAndGet();
                throw new RetryableException(
                        Duration.ofMillis(10), "API not reachable", new ClassCastException("null is no list"));
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(bad, good));
        await("the good one", () -> handled.contains(good.id()));

        assertThat(tries).hasValue(5);
        assertThat(count("movein.records.failed")).isEqualTo(5);
        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP))
                .singleElement()
                .satisfies(letter -> assertThat(header(letter, "movein-reason"))
                        .startsWith("failed 5 times, last with ")
                        .contains("API not reachable"));
    }

    @Test
    void nothingIsLeftBehindTheMarkersOfTransactions() throws Exception {
        var message = hint(issue(1));
        start(one -> handled.add(one.id()));

        Broker.inTransaction(broker.bootstrapServers(), kafka.codec().encode(Topic.ISSUE_ACTIVITY, message));
        await("it", () -> handled.contains(message.id()));

        await("no lag", () -> Broker.lag(broker.bootstrapServers(), GROUP, Topic.ISSUE_ACTIVITY) == 0);
    }

    @Test
    void putsAsideWhatCanNeverBeHandledAndGoesOn() throws Exception {
        var issue = issue(1);
        var bad = hint(issue);
        var good = hint(issue);

        start(message -> {
            if (message.id().equals(bad.id())) {
                throw new PermanentException("the issue was transferred");
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(bad, good));
        await("the good one", () -> handled.contains(good.id()));

        var letters = Broker.deadLettersOf(broker.bootstrapServers(), GROUP);
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(header(letter, "movein-reason")).isEqualTo("the issue was transferred");
            assertThat(header(letter, "movein-topic")).isEqualTo("movein.issue-activity");
            assertThat(header(letter, "ce_id")).isEqualTo(bad.id());
            assertThat(letter.key()).isEqualTo(issue.toString());
            assertThat(letter.value()).isEqualTo(kafka.codec().value(bad.body()));
        });
    }

    @Test
    void putsAsideWhatCannotBeReadAndGoesOn() throws Exception {
        var good = hint(issue(1));
        var garbage = "not Avro at all".getBytes();
        var topic = Topic.ISSUE_ACTIVITY.topicName();

        publisher.publishRecords(
                Topic.ISSUE_ACTIVITY,
                List.of(
                        new ProducerRecord<>(topic, issue(1).toString(), garbage),
                        new ProducerRecord<>(topic, issue(1).toString(), null)));
        publisher.publish(Topic.ISSUE_ACTIVITY, good);
        start(message -> handled.add(message.id()));
        await("the good one", () -> handled.contains(good.id()));

        var letters = Broker.deadLettersOf(broker.bootstrapServers(), GROUP);
        assertThat(letters).hasSize(2);
        assertThat(header(letters.getFirst(), "movein-reason")).startsWith("unreadable: ");
        assertThat(letters.getFirst().value()).isEqualTo(garbage);
        assertThat(handled).containsExactly(good.id());
    }

    @Test
    void aRecordAsLargeAsKafkaTakesIsPutAsideToo() throws Exception {
        var good = hint(issue(1));
        var garbage = new byte[1_048_400];
        var topic = Topic.ISSUE_ACTIVITY.topicName();

        publisher.publishRecords(
                Topic.ISSUE_ACTIVITY, List.of(new ProducerRecord<>(topic, issue(1).toString(), garbage)));
        publisher.publish(Topic.ISSUE_ACTIVITY, good);
        start(message -> handled.add(message.id()));
        await("the good one", () -> handled.contains(good.id()));

        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(header(letter, "movein-value-bytes")).isEqualTo("1048400");
                    assertThat(letter.value()).hasSizeGreaterThan(900_000);
                });
    }

    @Test
    void aSendThatIsTooLargeIsNotTriedForEver() throws Exception {
        var bad = hint(issue(1));
        var good = hint(issue(1));
        var tries = new AtomicInteger();

        start(message -> {
            if (message.id().equals(bad.id())) {
                tries.incrementAndGet();
                publisher.publish(Topic.ISSUE_ACTIVITY, Broker.hint(issue(2), "x".repeat(2_000_000)));
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(bad, good));
        await("the good one", () -> handled.contains(good.id()));

        assertThat(tries).hasValue(1);
        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP))
                .singleElement()
                .satisfies(letter -> assertThat(header(letter, "movein-reason"))
                        .startsWith("cannot publish 1 record(s) to movein.issue-activity")
                        .contains("max.request.size")
                        .endsWith("; it is never sent again"));
    }

    @Test
    void triesAgainAfterAnyOtherFailure() throws Exception {
        var tries = new AtomicInteger();

        start(message -> {
            if (tries.incrementAndGet() < 4) {
                throw new IllegalStateException("a passing mishap");
            }
            handled.add(message.id());
        });
        publisher.publish(Topic.ISSUE_ACTIVITY, hint(issue(1)));
        await("the fourth try", () -> !handled.isEmpty());

        assertThat(tries).hasValue(4);
        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP)).isEmpty();
    }

    @Test
    void aRebalanceLosesNothing() throws Exception {
        var sent = IntStream.rangeClosed(1, 300)
                .mapToObj(number -> hint(issue(number)))
                .toList();
        start(message -> handleSlowly(message));

        for (var part = 0; part < 3; part++) {
            publisher.publishAll(Topic.ISSUE_ACTIVITY, List.copyOf(sent.subList(part * 100, part * 100 + 100)));
            start(message -> handleSlowly(message));
            await("some of it", () -> handled.size() > 20);
        }
        loops.removeFirst().stop();
        await("everything", () -> handled.size() >= 300);

        assertThat(handled).containsAll(sent.stream().map(Message::id).toList());
        assertThat(handled).hasSize(300); // all stopped in good order, so nothing came twice either
    }

    @Test
    void handsOverWhatHasComeOfAKeyAtOnce() throws Exception {
        var sent = IntStream.range(0, 10)
                .<Message<?>>mapToObj(round -> hint(issue(1)))
                .toList();
        var batches = new CopyOnWriteArrayList<List<String>>();

        publisher.publishAll(Topic.ISSUE_ACTIVITY, sent);
        start(RecordLoop.batches(
                "batches",
                Topic.ISSUE_ACTIVITY,
                GROUP,
                messages -> batches.add(messages.stream().map(Message::id).toList()),
                kafka));
        await("all ten", () -> batches.stream().mapToInt(List::size).sum() == 10);

        assertThat(batches).hasSizeLessThan(4);
        assertThat(batches.stream().flatMap(List::stream))
                .containsExactlyElementsOf(sent.stream().map(Message::id).toList());
    }

    @Test
    void aDeadLoopIsNotHealthy() throws Exception {
        var loop = start(message -> handled.add(message.id()));
        await("partitions", () -> loop.health().detail().contains("[0, 1, 2, 3, 4, 5]"));
        var alive = loop.health();

        loop.stop();

        assertThat(alive.working()).isTrue();
        assertThat(loop.health()).isEqualTo(Health.down("not running"));
    }

    private void handleSlowly(Message<?> message) throws InterruptedException {
        Thread.sleep(5); // long enough for a rebalance to fall into it
        handled.add(message.id());
    }

    private double count(String counter) {
        return kafka.meters().counter(counter, "topic", "movein.issue-activity").count();
    }

    private RecordLoop start(Handler handler) {
        return start(new RecordLoop("loop-" + loops.size(), Topic.ISSUE_ACTIVITY, GROUP, handler, kafka));
    }

    private RecordLoop start(RecordLoop loop) {
        loops.add(loop);
        loop.start();
        return loop;
    }

    private static MigrationId issue(int number) {
        return new MigrationId("acme", "infra", number);
    }

    private static MigrationId onThePartitionOf(MigrationId other, boolean same) {
        return IntStream.iterate(2, number -> number + 1)
                .mapToObj(RecordLoopIT::issue)
                .filter(issue -> (partition(issue) == partition(other)) == same)
                .findFirst()
                .orElseThrow();
    }

    private static int partition(MigrationId issue) {
        return Utils.toPositive(Utils.murmur2(issue.toString().getBytes())) % PARTITIONS;
    }
}
