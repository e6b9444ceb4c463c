package io.movein.store.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** SHA-256 over records, in order: times, keys, values and headers; nothing that another cluster could not give again. */
final class RecordDigest {

    private final MessageDigest digest;
    private long records;

    RecordDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        records++;
        number(record.timestamp());
        bytes(record.key());
        bytes(record.value());
        for (var header : record.headers()) {
            bytes(header.key().getBytes(StandardCharsets.UTF_8));
            bytes(header.value());
        }
        number(-2);
    }

    static boolean equal(ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
        return one.timestamp() == other.timestamp()
                && Arrays.equals(one.key(), other.key())
                && Arrays.equals(one.value(), other.value())
                && Arrays.equals(one.headers().toArray(), other.headers().toArray());
    }

    private void bytes(byte @Nullable [] content) {
        number(content == null ? -1 : content.length);
        if (content != null) {
            digest.update(content);
        }
    }

    private void number(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    long records() {
        return records;
    }

    /** Once. */
    String sum() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
