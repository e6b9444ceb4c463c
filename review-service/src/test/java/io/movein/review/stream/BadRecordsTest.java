package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.event.MigrationRequested;
import io.movein.runtime.Waiting;
import java.time.Duration;
import java.util.AbstractList;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What becomes of records that cannot be decided. */
class BadRecordsTest extends AReviewStream {
    /** Where a record stands. */
    private record Place(String topic, int partition, long offset) implements RecordMetadata {}

    private void diesTwiceOn(Place place) {
        for (int death = 0; death < Suspects.DEATHS; death++) {
            shared.suspects().begin(place);
            shared.suspects().died(new IllegalStateException("poison"));
        }
    }

    @Test
    void putsAsideARecordThatKilledTheStreamTwiceAndGoesOn() {
        diesTwiceOn(new Place(Topic.COMMANDS.topicName(), 0, 0));

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        hears(Topic.COMMANDS, "request:2", request(aRequest().build()));

        assertThat(letters).extracting(Letter::reason).containsExactly("the stream died on it 2 times");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/1");
    }

    private void hearsWhatNobodyKnowsYet() {
        var command = codec.encode(
                Topic.COMMANDS,
                new Message<>(
                        "comment:1",
                        "/test",
                        MigrationId.parse(MIGRATION),
                        NOON,
                        Traceparent.begin(),
                        new io.movein.command.ShowStatus(MIGRATION, OWNER, "u")));
        command.value()[2]++; // of the schema's fingerprint
        input(Topic.COMMANDS).pipeInput(new TestRecord<>(MIGRATION, command.value(), command.headers(), NOON));
    }

    /** Counted once, it was over for the alert, which wants it to last, before it fired. */
    @Test
    void countsWhatNobodyKnowsYetForAsLongAsItWaits() {
        aMomentLater();
        hearsWhatNobodyKnowsYet();

        driver.advanceWallClockTime(Duration.ofSeconds(30));
        driver.advanceWallClockTime(Duration.ofSeconds(30));

        assertThat(registry.counter("movein.records.unknown.schema", "topic", Topic.COMMANDS.topicName())
                        .count())
                .isEqualTo(3);
        assertThat(letters).isEmpty();
    }

    @Test
    void putsAsideARecordThatKilledTheStreamTwiceThoughItHadWaited() {
        hearsWhatNobodyKnowsYet();
        assertThat(shared.pending().list()).extracting(Waiting::what).containsExactly(MIGRATION);
        diesTwiceOn(new Place(Topic.COMMANDS.topicName(), 0, 0));

        aMomentLater();

        assertThat(letters).extracting(Letter::reason).containsExactly("the stream died on it 2 times");
        assertThat(shared.pending().list()).isEmpty();
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/1");
    }

    @Test
    void outlivesADecisionThatEndsWithAnError() {
        source.change = facts -> facts.setTenantNamespaces(new AbstractList<>() {
            @Override
            public String get(int index) {
                throw new StackOverflowError("deep");
            }

            @Override
            public int size() {
                return 1;
            }
        });
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();

        assertThat(registry.counter("movein.decisions", "input", "FactsArrived", "outcome", "undecidable")
                        .count())
                .isEqualTo(1);
        hears(Topic.COMMANDS, "comment:1", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/1", "acme/infra#17/2");
    }

    @Test
    void blamesNoRecordForABrokerThatIsAway() {
        shared.suspects()
                .died(new org.apache.kafka.streams.errors.StreamsException(
                        new org.apache.kafka.common.errors.TimeoutException("away")));

        assertThat(shared.suspects().isCareful()).isFalse();
    }

    @Test
    void takesARecordWithoutATime() {
        var record = new org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object>("t", 0, 0, "k", "v");

        assertThat(new ArrivalTime().extract(record, -1)).isZero();
        assertThat(new ArrivalTime().extract(record, 7)).isEqualTo(7);
    }

    @Test
    void saysNothingToARecordThatComesTwice() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        assertThat(sent(Topic.EVENTS)).hasSize(1);
        assertThat(registry.counter("movein.decisions", "input", "RequestMigration", "outcome", "nothing")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void putsAsideWhatCannotBeReadAndGoesOn() {
        input(Topic.COMMANDS).pipeInput(new TestRecord<>(MIGRATION, new byte[] {1, 2, 3}, new RecordHeaders(), NOON));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        var letter = letters.getFirst();
        assertThat(letter.record().value()).containsExactly(1, 2, 3);
        assertThat(letter.record().topic()).isEqualTo("movein.commands");
        assertThat(letter.reason()).startsWith("the value has 3 bytes");
        assertThat(sent(Topic.EVENTS)).hasSize(1);
    }

    @Test
    void putsAsideWhatNobodyShouldHaveWrittenThereAndGoesOn() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        var stray = (MigrationRequested) sent(Topic.EVENTS).getFirst().body();

        hears(Topic.COMMANDS, "stray", stray);
        hears(Topic.COMMANDS, "comment:1", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));

        assertThat(letters.getFirst().reason()).contains("io.movein.event.MigrationRequested is no command");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/2");
    }

    @Test
    void countsACommandForAMigrationThatNobodyRequested() {
        hears(Topic.COMMANDS, "labeled:1", approval());

        assertThat(registry.counter("movein.decisions", "input", "ApproveMigration", "outcome", "unknown-migration")
                        .count())
                .isEqualTo(1);
        assertThat(registry.counter("movein.records.handled", "topic", Topic.COMMANDS.topicName())
                        .count())
                .isEqualTo(1);
        assertThat(registry.timer("movein.records.handling", "topic", Topic.COMMANDS.topicName())
                        .count())
                .isEqualTo(1);
    }
}
