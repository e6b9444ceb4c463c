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

        /** An event whose schema is not known yet. */
        record NotYet(UnknownSchemaException why) implements Content {}

        record Garbage(String why) implements Content {}
    }

    /** Asks no registry: whoever polls has no time for that. */
    static Entry of(ConsumerRecord<String, byte[]> record, Codec codec, long takenAt) {
        var content = content(record, codec::decodeAtOnce);
        var key = switch (content) {
            case Content.Readable(var message) -> message.migration().toString();
            // the codec has found the subject to be a migration
            case Content.NotYet _ ->
                new String(record.headers().lastHeader("ce_subject").value(), UTF_8);
            case Content.Garbage _ -> "(unreadable)";
        };
        return new Entry(record, key, content, takenAt);
    }

    /** Read again: the registry may answer by now. May take seconds. */
    Entry again(Codec codec) {
        return new Entry(record, key, content(record, codec::decode), takenAt);
    }

    private interface Reading {
        Message<?> of(ConsumerRecord<String, byte[]> record) throws UnreadableRecordException;
    }

    private static Content content(ConsumerRecord<String, byte[]> record, Reading reading) {
        try {
            return new Content.Readable(reading.of(record));
        } catch (UnknownSchemaException e) {
            return new Content.NotYet(e);
        } catch (UnreadableRecordException | RuntimeException e) {
            return new Content.Garbage("unreadable: " + e.getMessage());
        }
    }

    boolean isReadable() {
        return content instanceof Content.Readable;
    }

    boolean isNotYetReadable() {
        return content instanceof Content.NotYet;
    }

    long offset() {
        return record.offset();
    }

    /** About what it costs to keep it. */
    int bytes() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()) + 500;
    }
}
