package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLetterTest {
    private static final int DEFAULT_MAX_REQUEST_SIZE = 1_048_576;

    @Test
    void isTheRecordAsItCameWithItsPlaceAndTheReason() {
        var record = record("acme/infra#1", "value".getBytes(), headers("ce_id", "1".getBytes()));

        var letter = DeadLetter.of("readers", record, "the issue was transferred");

        assertThat(letter.key()).isEqualTo("acme/infra#1");
        assertThat(letter.value()).isEqualTo("value".getBytes());
        assertThat(Stream.of(letter.headers().toArray())
                        .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)))
                .containsExactly(
                        "ce_id=1",
                        "movein-reason=the issue was transferred",
                        "movein-group=readers",
                        "movein-topic=movein.events",
                        "movein-partition=3",
                        "movein-offset=42",
                        "movein-timestamp=1000");
    }

    static Stream<ConsumerRecord<String, byte[]>> largest() {
        var megabyte = new byte[1_048_400];
        var text = "ü".repeat(500_000);
        return Stream.of(
                record("key", megabyte, new RecordHeaders()),
                record(text, megabyte, new RecordHeaders()),
                record("key", megabyte, headers("large", megabyte)),
                record("key", null, headers("large", megabyte)),
                record("key", megabyte, headers(text, new byte[0])),
                record(text, megabyte, headers("just below", new byte[65_000])),
                record(text, null, headers("none", null)));
    }

    @ParameterizedTest
    @MethodSource("largest")
    void alwaysFitsAndAlwaysSaysWhereTheRecordLies(ConsumerRecord<String, byte[]> record) {
        var letter = DeadLetter.of("readers", record, "x".repeat(3_000_000));

        assertThat(size(letter)).isLessThan(DEFAULT_MAX_REQUEST_SIZE);
        assertThat(new String(letter.headers().lastHeader("movein-offset").value()))
                .isEqualTo("42");
        assertThat(size(DeadLetter.place("readers", record, "x".repeat(3_000_000))))
                .isLessThan(4_000);
    }

    @Test
    void saysHowLargeTheValueWasThatItCut() {
        var letter = DeadLetter.of("readers", record("key", new byte[1_048_400], new RecordHeaders()), "unreadable");

        assertThat(letter.value()).hasSizeBetween(990_000, 1_000_000);
        assertThat(new String(letter.headers().lastHeader("movein-value-bytes").value()))
                .isEqualTo("1048400");
    }

    private static int size(ProducerRecord<String, byte[]> record) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers().toArray());
    }

    private static Headers headers(String name, byte @Nullable [] value) {
        return new RecordHeaders().add(name, value);
    }

    private static ConsumerRecord<String, byte[]> record(String key, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                "movein.events", 3, 42, 1000, TimestampType.CREATE_TIME, -1, -1, key, value, headers, Optional.empty());
    }
}
