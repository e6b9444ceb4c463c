package io.movein.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that has come and is not done.
 *
 * @param key records of one key are handled in their order: the migration, where it can be read
 * @param takenAt when it came to this process, by the monotonic clock in nanoseconds
 */
record Entry(ConsumerRecord<String, byte[]> record, String key, Content content, long takenAt) {
    sealed interface Content {
        record Readable(Message<?> message) implements Content {}

        /** An event whose schema is newer than this service. */
        record NotYet(String why) implements Content {}

        record Garbage(String why) implements Content {}
    }

    static Entry of(ConsumerRecord<String, byte[]> record, Codec codec, long takenAt) {
        try {
            var message = codec.decode(record);
            return new Entry(record, message.migration().toString(), new Content.Readable(message), takenAt);
        } catch (UnknownSchemaException e) {
            // the codec has found the subject to be a migration
            var subject = new String(record.headers().lastHeader("ce_subject").value(), UTF_8);
            return new Entry(record, subject, new Content.NotYet(String.valueOf(e.getMessage())), takenAt);
        } catch (UnreadableRecordException | RuntimeException e) {
            return new Entry(record, "(unreadable)", new Content.Garbage("unreadable: " + e.getMessage()), takenAt);
        }
    }

    boolean isReadable() {
        return content instanceof Content.Readable;
    }

    long offset() {
        return record.offset();
    }

    /** About what it costs to keep it. */
    int bytes() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()) + 500;
    }
}
