package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.header;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What becomes of a record that cannot be handled. */
class RecordLoopFailuresIT extends ARecordLoop {
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
    void aFaultOfOurOwnThatIsGivenUpAtOnceIsCountedToo() throws Exception {
        var bad = hint(issue(1));
        var good = hint(issue(1));

        start(message -> {
            if (message.id().equals(bad.id())) {
                throw new PermanentException("cannot be read", new ClassCastException("null is no list"));
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(bad, good));
        await("the good one", () -> handled.contains(good.id()));

        assertThat(count("movein.records.failed")).isEqualTo(1);
        assertThat(Broker.deadLettersOf(broker.bootstrapServers(), GROUP)).hasSize(1);
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

    /** As the runbook says, by which kafka-consumer-groups.sh does the same. */
    @Test
    void handlesADeadLettersRecordAgainOnceItsGroupIsSetBackToIt() throws Exception {
        var bad = hint(issue(1));
        var good = hint(issue(1));
        var first = start(message -> {
            if (message.id().equals(bad.id())) {
                throw new PermanentException("the issue was transferred");
            }
            handled.add(message.id());
        });
        publisher.publishAll(Topic.ISSUE_ACTIVITY, List.of(bad, good));
        await("the good one", () -> handled.contains(good.id()));
        first.stop();
        var letter = Broker.deadLettersOf(broker.bootstrapServers(), GROUP).getFirst();
        var place = new TopicPartition(
                header(letter, "movein-topic"), Integer.parseInt(header(letter, "movein-partition")));
        var offset = Long.parseLong(header(letter, "movein-offset"));

        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            header(letter, "movein-group"), Map.of(place, new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
        start(message -> handled.add(message.id()));
        await("what was put aside", () -> handled.contains(bad.id()));

        assertThat(handled).startsWith(good.id(), bad.id());
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
    void aRecordWhoseDeadLetterIsNotTakenEitherIsPassedOverAndCounted() throws Exception {
        var good = hint(issue(1));
        var topic = Topic.ISSUE_ACTIVITY.topicName();
        try (var admin = Admin.create(kafka.settings().client())) {
            setMaxMessageBytes(admin, "10");
            try {
                publisher.publishRecords(
                        Topic.ISSUE_ACTIVITY, List.of(new ProducerRecord<>(topic, issue(1).toString(), new byte[20])));
                publisher.publish(Topic.ISSUE_ACTIVITY, good);
                start(message -> handled.add(message.id()));
                await("the good one", () -> handled.contains(good.id()));
            } finally {
                setMaxMessageBytes(admin, "1048588");
            }
        }

        assertThat(count("movein.dead.letters.failed")).isEqualTo(1);
    }

    private static void setMaxMessageBytes(Admin admin, String bytes) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, Topic.DEAD_LETTERS.topicName()),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                .all()
                .get();
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
}
