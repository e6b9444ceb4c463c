package io.movein.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
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

/** Confluent's wire format: a zero, the number of the schema in the registry in four bytes, the most significant first, and the record. */
final class ConfluentFormat {
    static final byte MAGIC = 0;
    private static final int PREFIX = 5;

    private final SchemaIds ids;
    /** The types that can be read, by the full name of their record. */
    private final Map<String, Class<? extends SpecificRecord>> types;

    private final Map<Integer, DatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();

    ConfluentFormat(SchemaIds ids, Map<String, Class<? extends SpecificRecord>> types) {
        this.ids = ids;
        this.types = Map.copyOf(types);
    }

    byte[] write(SpecificRecord body) {
        var out = new ByteArrayOutputStream();
        var id = ByteBuffer.allocate(PREFIX).put(MAGIC).putInt(ids.idOf(body.getSchema()));
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

    /** @throws UnknownSchemaException while the registry does not say what the record was written with */
    SpecificRecord read(byte[] value) throws UnreadableRecordException {
        if (value.length < PREFIX) {
            throw new UnreadableRecordException("the value has " + value.length
                    + " bytes (expected Confluent's wire format, at least " + PREFIX + ")");
        }
        var id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        var reader = reader(id);
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(value, PREFIX, value.length - PREFIX, null));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new UnreadableRecordException("the value cannot be read as Avro: " + e.getMessage(), e);
        }
    }

    private DatumReader<SpecificRecord> reader(int id) throws UnreadableRecordException {
        var known = readers.get(id);
        if (known != null) {
            return known;
        }
        var writer = schema(id);
        var type = types.get(writer.getFullName());
        if (type == null) {
            throw new UnreadableRecordException(
                    "schema " + id + " of the registry is a " + writer.getFullName() + ", which is on no topic");
        }
        var model = SpecificData.getForClass(type);
        var reader = new SpecificDatumReader<SpecificRecord>(writer, model.getSchema(type), model);
        readers.put(id, reader);
        return reader;
    }

    private Schema schema(int id) throws UnknownSchemaException {
        try {
            return ids.byId(id);
        } catch (IOException e) {
            throw new UnknownSchemaException("schema " + id + " cannot be had from the registry: " + e.getMessage());
        }
    }
}
