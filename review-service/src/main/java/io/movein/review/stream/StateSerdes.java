package io.movein.review.stream;

import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.ParkedRecord;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * State to bytes and back, as Avro's single-object encoding. The schemas that state was ever written with lie in a store beside
 * it, so a newer version of this service reads what an older one wrote.
 */
final class StateSerdes {
    private static final List<Class<? extends SpecificRecord>> TYPES = List.of(
            Migration.class,
            MigrationPlan.class,
            Tenant.class,
            Pool.class,
            QueuedRun.class,
            Reservation.class,
            ParkedRecord.class);
    private final SchemaStore.Cache writers = new SchemaStore.Cache();

    /** Of each type one, as each reckons its schema's fingerprint, which takes far longer than to encode a record. */
    private final Map<Class<?>, BinaryMessageEncoder<SpecificRecord>> encoders = new ConcurrentHashMap<>();

    /** By identity. Threads share it: one that forgets only makes another encode once more. */
    private final Map<SpecificRecord, byte[]> weighed = Collections.synchronizedMap(new IdentityHashMap<>());

    StateSerdes() {
        schemas().forEach(writers::addSchema);
    }

    /** Learns the schemas of former versions and leaves those of this one. */
    void meet(KeyValueStore<String, String> known) {
        try (var all = known.all()) {
            all.forEachRemaining(entry -> writers.addSchema(new Schema.Parser().parse(entry.value)));
        }
        for (var schema : schemas()) {
            known.putIfAbsent(Long.toHexString(SchemaNormalization.parsingFingerprint64(schema)), schema.toString());
        }
    }

    /** Bytes that the record takes. It is going to be written soon, and is not encoded again then. */
    int weigh(SpecificRecord record) {
        return weighed.computeIfAbsent(record, this::encoded).length;
    }

    /** Forgets what was weighed and is not going to be written. */
    void forgetWeighed() {
        weighed.clear();
    }

    /** Bytes that the record takes. */
    int size(SpecificRecord record) {
        return encoded(record).length;
    }

    private byte[] encoded(SpecificRecord record) {
        try {
            var buffer = encoder(record.getClass()).encode(record);
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        var model = SpecificData.getForClass(type);
        var decoder = new BinaryMessageDecoder<T>(model, model.getSchema(type), writers);
        return Serdes.serdeFrom((topic, value) -> write(value), (topic, bytes) -> read(decoder, bytes));
    }

    private BinaryMessageEncoder<SpecificRecord> encoder(Class<?> type) {
        return encoders.computeIfAbsent(type, _ -> {
            var model = SpecificData.getForClass(type);
            return new BinaryMessageEncoder<>(model, model.getSchema(type));
        });
    }

    private static List<Schema> schemas() {
        return TYPES.stream()
                .map(type -> SpecificData.getForClass(type).getSchema(type))
                .toList();
    }

    private byte @Nullable [] write(@Nullable SpecificRecord value) {
        if (value == null) {
            return null;
        }
        var known = weighed.remove(value);
        return known == null ? encoded(value) : known;
    }

    private static <T> @Nullable T read(BinaryMessageDecoder<T> decoder, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
