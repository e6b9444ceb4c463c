package io.movein.store.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.json.JsonMapper;

/** Which records of a topic are the tenant's. What cannot be told is an error, neither yes nor no. */
public sealed interface RecordSelection {

    /** @throws Unreadable if it cannot be told */
    boolean has(ConsumerRecord<byte[], byte[]> record);

    /** Whether a record without a value, a tombstone, can be told too. */
    default boolean tellsTombstones() {
        return true;
    }

    /** The topic is the tenant's alone. */
    record All() implements RecordSelection {
        @Override
        public boolean has(ConsumerRecord<byte[], byte[]> record) {
            return true;
        }
    }

    /** By the bytes with which the key begins; without a key it is not the tenant's. */
    record KeyPrefix(String prefix) implements RecordSelection {
        @Override
        public boolean has(ConsumerRecord<byte[], byte[]> record) {
            var wanted = prefix.getBytes(StandardCharsets.UTF_8);
            var key = record.key();
            return key != null
                    && key.length >= wanted.length
                    && Arrays.equals(key, 0, wanted.length, wanted, 0, wanted.length);
        }
    }

    /** By the last header of that name. */
    record Header(String name, String value) implements RecordSelection {
        @Override
        public boolean has(ConsumerRecord<byte[], byte[]> record) {
            var header = record.headers().lastHeader(name);
            return header != null && Arrays.equals(header.value(), value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** By a field of the value, which is JSON. */
    record Field(JsonPointer pointer, String value) implements RecordSelection {

        private static final JsonMapper JSON = JsonMapper.builder().build();

        public static Field of(String pointer, String value) {
            return new Field(JsonPointer.compile(pointer), value);
        }

        @Override
        public boolean has(ConsumerRecord<byte[], byte[]> record) {
            if (record.value() == null) {
                throw new Unreadable("it has no value");
            }
            try {
                var field = JSON.readTree(record.value()).at(pointer);
                return field.isValueNode() && field.asString().equals(value);
            } catch (JacksonException e) {
                throw new Unreadable("its value is not JSON");
            }
        }

        @Override
        public boolean tellsTombstones() {
            return false;
        }
    }

    /** A record of which nobody can say whose it is. */
    final class Unreadable extends RuntimeException {
        Unreadable(String why) {
            super(why);
        }
    }
}
