package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendFailureTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new TimeoutException("no leader"), SendFailure.PASSING),
                Arguments.of(new NotEnoughReplicasException("1 of 2"), SendFailure.PASSING),
                Arguments.of(new UnknownTopicOrPartitionException("deleted"), SendFailure.PASSING),
                Arguments.of(new KafkaException("something new"), SendFailure.PASSING),
                Arguments.of(new RecordTooLargeException("2 MB"), SendFailure.TOO_LARGE),
                Arguments.of(new RecordBatchTooLargeException("2 MB"), SendFailure.TOO_LARGE),
                Arguments.of(new SerializationException("no bytes"), SendFailure.INVALID),
                Arguments.of(new InvalidRecordException("no key on a compacted topic"), SendFailure.INVALID),
                Arguments.of(new InvalidTimestampException("a year ahead"), SendFailure.REFUSED),
                Arguments.of(new TopicAuthorizationException("movein.events"), SendFailure.REFUSED),
                Arguments.of(new SaslAuthenticationException("wrong password"), SendFailure.REFUSED),
                Arguments.of(new InvalidTopicException("movein events"), SendFailure.REFUSED),
                Arguments.of(new ProducerFencedException("a newer one"), SendFailure.PRODUCER_ENDED),
                Arguments.of(new InvalidProducerEpochException("a newer one"), SendFailure.PRODUCER_ENDED),
                Arguments.of(new OutOfOrderSequenceException("7 after 5"), SendFailure.PRODUCER_ENDED),
                Arguments.of(new IllegalStateException("closed"), SendFailure.PRODUCER_ENDED));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsWhatAFailedSendMeans(Exception error, SendFailure expected) {
        assertThat(SendFailure.of(error)).isEqualTo(expected);
    }
}
