package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordLoopIT extends ARecordLoop {
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
    void nothingIsLeftBehindTheMarkersOfTransactions() throws Exception {
        var message = hint(issue(1));
        start(one -> handled.add(one.id()));

        Broker.inTransaction(broker.bootstrapServers(), kafka.codec().encode(Topic.ISSUE_ACTIVITY, message));
        await("it", () -> handled.contains(message.id()));

        await("no lag", () -> Broker.lag(broker.bootstrapServers(), GROUP, Topic.ISSUE_ACTIVITY) == 0);
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
}
