package io.movein.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.movein.contract.Topic;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of the dead letters: the original's key, headers and value, cut where they would not fit, and in headers of its own where
 * the original lies and why it was given up.
 */
final class DeadLetter {
    /** Bytes of a whole letter; Kafka's defaults refuse a batch over 1,048,576, with its own overhead in it. */
    static final int LIMIT = 1_000_000;

    private static final int HEADERS_LIMIT = 64 * 1024;
    private static final int KEY_LIMIT = 16 * 1024;
    private static final int REASON_LIMIT = 4 * 1024;
    /** More than the lengths that stand before a header's name and value. */
    private static final int PER_HEADER = 10;

    private DeadLetter() {}

    static ProducerRecord<String, byte[]> of(String group, ConsumerRecord<String, byte[]> record, String reason) {
        var headers = new RecordHeaders();
        if (size(record.headers()) <= HEADERS_LIMIT) {
            record.headers().forEach(headers::add);
        } else {
            add(headers, "movein-headers-left-out-bytes", Integer.toString(size(record.headers())));
        }
        addPlace(headers, group, record, reason);
        var key = key(record, KEY_LIMIT);
        var value = cut(record.value(), LIMIT - size(headers) - size(key) - 100);
        if (value != null && value.length < record.value().length) {
            add(headers, "movein-value-bytes", Integer.toString(record.value().length));
        }
        return new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), null, null, key, value, headers);
    }

    /** Where the original lies and why it was given up, nothing else. */
    static ProducerRecord<String, byte[]> place(String group, ConsumerRecord<String, byte[]> record, String reason) {
        var headers = new RecordHeaders();
        addPlace(headers, cut(group, 200), record, cut(reason, 200));
        var size = record.value() == null ? 0 : record.value().length;
        add(headers, "movein-value-bytes", Integer.toString(size));
        return new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), null, null, key(record, 200), null, headers);
    }

    private static void addPlace(Headers headers, String group, ConsumerRecord<String, byte[]> record, String reason) {
        add(headers, "movein-reason", cut(reason, REASON_LIMIT));
        add(headers, "movein-group", group);
        add(headers, "movein-topic", record.topic());
        add(headers, "movein-partition", Integer.toString(record.partition()));
        add(headers, "movein-offset", Long.toString(record.offset()));
        add(headers, "movein-timestamp", Long.toString(record.timestamp()));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static int size(Headers headers) {
        var size = 0;
        for (var header : headers) {
            var value = header.value();
            size += header.key().length() * 3 + (value == null ? 0 : value.length) + PER_HEADER;
        }
        return size;
    }

    private static int size(@Nullable String text) {
        return text == null ? 0 : text.getBytes(UTF_8).length;
    }

    private static @Nullable String key(ConsumerRecord<String, byte[]> record, int bytes) {
        return record.key() == null ? null : cut(record.key(), bytes);
    }

    /** To so many bytes, or a few more for what replaces a character that was cut in two. */
    private static String cut(String text, int bytes) {
        return size(text) <= bytes ? text : new String(text.getBytes(UTF_8), 0, bytes, UTF_8) + "…";
    }

    private static byte @Nullable [] cut(byte @Nullable [] value, int bytes) {
        return value == null || value.length <= bytes ? value : Arrays.copyOf(value, bytes);
    }
}
