package io.movein.store.redis;

import static com.moilioncircle.redis.replicator.Constants.RDB_TYPE_HASH_LISTPACK_EX;
import static com.moilioncircle.redis.replicator.Constants.RDB_TYPE_HASH_METADATA;

import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.BaseRdbEncoder;
import com.moilioncircle.redis.replicator.rdb.BaseRdbParser;
import com.moilioncircle.redis.replicator.rdb.datatype.TTLValue;
import com.moilioncircle.redis.replicator.util.ByteArray;
import com.moilioncircle.redis.replicator.util.CRC64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A hash with fields that expire by themselves, in any form that Redis (from 7.4 on) and Valkey (from 9 on) have for it.
 *
 * @param version of the form, as it stands behind a value that DUMP gives
 */
record ExpiringHash(boolean valkey, int version, List<Field> fields) {

    /** Valkey's only one; Redis had it in candidates of 7.4, for something else. */
    private static final int OF_VALKEY = 22;

    /** From here on versions are Valkey's. */
    private static final int FIRST_OF_VALKEY = 80;

    private static final int FOOTER = 10;
    private static final long NEVER_IN_VALKEY = -1;

    /** @param expiresAt milliseconds since 1970; 0: never */
    record Field(byte[] name, byte[] value, long expiresAt) {}

    static boolean is(int type, int version) {
        return type == RDB_TYPE_HASH_METADATA
                || type == RDB_TYPE_HASH_LISTPACK_EX
                || type == OF_VALKEY && version >= FIRST_OF_VALKEY;
    }

    static boolean is(byte[] payload) {
        return payload.length > FOOTER && is(payload[0] & 0xff, versionOf(payload));
    }

    private static int versionOf(byte[] payload) {
        return payload[payload.length - FOOTER] & 0xff | (payload[payload.length - FOOTER + 1] & 0xff) << 8;
    }

    /** @param payload as DUMP gives it */
    static ExpiringHash of(byte[] payload) {
        try (var in = new RedisInputStream(new ByteArray(payload))) {
            return read(in.read(), in, versionOf(payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ExpiringHash read(int type, RedisInputStream in, int version) throws IOException {
        return type == OF_VALKEY
                ? new ExpiringHash(true, version, ofValkey(new BaseRdbParser(in)))
                : new ExpiringHash(
                        false,
                        version,
                        ofRedis(Objects.requireNonNull(RdbTypes.read(new Values(), type, in, version))));
    }

    private static List<Field> ofValkey(BaseRdbParser parser) throws IOException {
        var count = parser.rdbLoadLen().len;
        var fields = new ArrayList<Field>();
        for (var i = 0L; i < count; i++) {
            var name = parser.rdbLoadEncodedStringObject().first();
            var value = parser.rdbLoadEncodedStringObject().first();
            var at = parser.rdbLoadMillisecondTime();
            fields.add(new Field(name, value, at == NEVER_IN_VALKEY ? 0 : at));
        }
        return fields;
    }

    private static List<Field> ofRedis(Map<?, ?> hash) {
        var fields = new ArrayList<Field>();
        hash.forEach((name, value) -> {
            var lives = (TTLValue) value;
            fields.add(new Field((byte[]) name, lives.getValue(), lives.getExpires() == null ? 0 : lives.getExpires()));
        });
        return fields;
    }

    /** The same with each expiration later, so that a copy's fields are there until the source says that they are not. */
    ExpiringHash later() {
        return new ExpiringHash(
                valkey,
                version,
                fields.stream()
                        .map(field -> new Field(field.name, field.value, Lifetimes.ofField(field.expiresAt)))
                        .toList());
    }

    /** A field whose expiration cannot be put off. */
    Optional<Key> unmovable() {
        return fields.stream()
                .filter(field -> !Lifetimes.canBePutOff(field.expiresAt))
                .map(field -> new Key(field.name))
                .findFirst();
    }

    /** As DUMP would give it, and RESTORE takes it. */
    byte[] payload() {
        try {
            var out = new ByteArrayOutputStream();
            if (valkey) {
                forValkey(out);
            } else {
                forRedis(out);
            }
            out.write(version);
            out.write(version >> 8);
            out.write(CRC64.longToByteArray(CRC64.crc64(out.toByteArray())));
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forValkey(ByteArrayOutputStream out) throws IOException {
        out.write(OF_VALKEY);
        var encoder = new BaseRdbEncoder();
        encoder.rdbSaveLen(fields.size(), out);
        for (var field : fields) {
            string(encoder, field.name, out);
            string(encoder, field.value, out);
            out.write(milliseconds(field.expiresAt == 0 ? NEVER_IN_VALKEY : field.expiresAt));
        }
    }

    /** Each expiration is told by how much it lies behind the first one, plus one. */
    private void forRedis(ByteArrayOutputStream out) throws IOException {
        out.write(RDB_TYPE_HASH_METADATA);
        var encoder = new BaseRdbEncoder();
        var first = fields.stream()
                .mapToLong(Field::expiresAt)
                .filter(at -> at > 0)
                .min()
                .orElse(0);
        out.write(milliseconds(first));
        encoder.rdbSaveLen(fields.size(), out);
        for (var field : fields) {
            encoder.rdbSaveLen(field.expiresAt == 0 ? 0 : field.expiresAt - first + 1, out);
            string(encoder, field.name, out);
            string(encoder, field.value, out);
        }
    }

    private static void string(BaseRdbEncoder encoder, byte[] text, ByteArrayOutputStream out) throws IOException {
        encoder.rdbSaveLen(text.length, out);
        out.write(text);
    }

    private static byte[] milliseconds(long at) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(at)
                .array();
    }
}
