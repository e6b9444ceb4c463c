package io.movein.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format: a zero, the number of the schema in the registry in four bytes, the most significant first, and the record.
 * What names its schema besides, as everything of Movein does, is read without the registry.
 */
final class ConfluentFormat {
    static final byte MAGIC = 0;
    private static final int PREFIX = 5;

    /** Null: no registry is known. */
    private final @Nullable SchemaIds ids;

    /** The types that can be read, by the full name of their record. */
    private final Map<String, Class<? extends SpecificRecord>> types;

    private final Map<Schema, DatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();

    ConfluentFormat(@Nullable SchemaIds ids, Map<String, Class<? extends SpecificRecord>> types) {
        this.ids = ids;
        this.types = Map.copyOf(types);
    }

    boolean isWritten() {
        return ids != null;
    }

    byte[] write(SpecificRecord body) {
        var out = new ByteArrayOutputStream();
        var id = ByteBuffer.allocate(PREFIX)
                .put(MAGIC)
                .putInt(Objects.requireNonNull(ids).idOf(body.getSchema()));
        out.writeBytes(id.array());
        try {
            var encoder = EncoderFactory.get().binaryEncoder(out, null);
            var model = SpecificData.getForClass(body.getClass());
            new SpecificDatumWriter<SpecificRecord>(body.getSchema(), model).write(body, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * @param named the schema that the record names besides its number; null: it names none that is known
     * @param asks  the registry may be asked, which may take seconds
     * @throws UnknownSchemaException     if the registry does not know what the record was written with
     * @throws SchemaUnavailableException while it does not say
     */
    SpecificRecord read(byte[] value, @Nullable Schema named, boolean asks) throws UnreadableRecordException {
        if (value.length < PREFIX) {
            throw new UnreadableRecordException("the value has " + value.length
                    + " bytes (expected Confluent's wire format, at least " + PREFIX + ")");
        }
        var reader = reader(
                named == null ? writer(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt(), asks) : named);
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(value, PREFIX, value.length - PREFIX, null));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new UnreadableRecordException("the value cannot be read as Avro: " + e.getMessage(), e);
        }
    }

    private DatumReader<SpecificRecord> reader(Schema writer) throws UnreadableRecordException {
        var type = types.get(writer.getFullName());
        if (type == null) {
            throw new UnreadableRecordException("the value is a " + writer.getFullName() + ", which is on no topic");
        }
        var model = SpecificData.getForClass(type);
        return readers.computeIfAbsent(writer, _ -> new SpecificDatumReader<>(writer, model.getSchema(type), model));
    }

    private Schema writer(int id, boolean asks) throws UnreadableRecordException {
        if (ids == null) {
            throw new UnknownSchemaException(
                    "the value is in Confluent's wire format, and no registry is known here (set MOVEIN_SCHEMA_REGISTRY_URL)");
        }
        var known = ids.known(id);
        if (known.isPresent()) {
            return known.get();
        }
        if (!asks) {
            throw new SchemaUnavailableException("the registry has to be asked for schema " + id);
        }
        try {
            return ids.byId(id);
        } catch (IOException e) {
            throw new SchemaUnavailableException(
                    "schema " + id + " cannot be had from the registry: " + e.getMessage(), e);
        }
    }
}
