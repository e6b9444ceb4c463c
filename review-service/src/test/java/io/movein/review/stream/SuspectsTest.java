package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuspectsTest {
    private static final RecordMetadata PLACE = new RecordMetadata() {
        @Override
        public String topic() {
            return "movein.commands";
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return 7;
        }
    };

    private final Suspects suspects = new Suspects();

    @Test
    void aRecordOnWhichTheStreamDiesAgainAndAgainIsPutAside() {
        for (var death = 0; death < Suspects.DEATHS; death++) {
            assertThat(suspects.begin(PLACE)).isTrue();
            suspects.died(new StackOverflowError());
        }

        assertThat(suspects.begin(PLACE)).isFalse();
    }

    static Stream<KafkaException> notItsFault() {
        return Stream.of(
                new TimeoutException("no broker"),
                new SslAuthenticationException("SSL handshake failed"),
                new TopicAuthorizationException("movein.events"));
    }

    @ParameterizedTest
    @MethodSource("notItsFault")
    void aRecordIsNotBlamedForWhatKafkaDoes(KafkaException cause) {
        for (var death = 0; death < 5; death++) {
            suspects.begin(PLACE);
            suspects.died(new StreamsException("the thread died", cause));
        }

        assertThat(suspects.begin(PLACE)).isTrue();
    }
}
