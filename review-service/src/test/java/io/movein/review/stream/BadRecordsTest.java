package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.event.MigrationRequested;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What becomes of records that cannot be decided. */
class BadRecordsTest extends AReviewStream {
    @Test
    void putsAsideARecordThatKilledTheStreamTwiceAndGoesOn() {
        var poison = new org.apache.kafka.streams.processor.api.RecordMetadata() {
            @Override
            public String topic() {
                return Topic.COMMANDS.topicName();
            }

            @Override
            public int partition() {
                return 0;
            }

            @Override
            public long offset() {
                return 0;
            }
        };
        for (int death = 0; death < Suspects.DEATHS; death++) {
            shared.suspects().begin(poison);
            shared.suspects().died(new IllegalStateException("poison"));
        }

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        hears(Topic.COMMANDS, "request:2", request(aRequest().build()));

        assertThat(new String(letters()
                        .getFirst()
                        .headers()
                        .lastHeader("movein-reason")
                        .value()))
                .isEqualTo("the stream died on it 2 times");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/1");
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

        var letter = letters().getFirst();
        assertThat(letter.value()).containsExactly(1, 2, 3);
        assertThat(new String(letter.headers().lastHeader("movein-topic").value()))
                .isEqualTo("movein.commands");
        assertThat(new String(letter.headers().lastHeader("movein-reason").value()))
                .startsWith("the value has 3 bytes");
        assertThat(sent(Topic.EVENTS)).hasSize(1);
    }

    @Test
    void putsAsideWhatNobodyShouldHaveWrittenThereAndGoesOn() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        var stray = (MigrationRequested) sent(Topic.EVENTS).getFirst().body();

        hears(Topic.COMMANDS, "stray", stray);
        hears(Topic.COMMANDS, "comment:1", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));

        assertThat(new String(letters()
                        .getFirst()
                        .headers()
                        .lastHeader("movein-reason")
                        .value()))
                .contains("io.movein.event.MigrationRequested is no command");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/2");
    }

    @Test
    void countsACommandForAMigrationThatNobodyRequested() {
        hears(Topic.COMMANDS, "labeled:1", approval());

        assertThat(registry.counter("movein.decisions", "input", "ApproveMigration", "outcome", "unknown-migration")
                        .count())
                .isEqualTo(1);
    }
}
