package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMillisConversion;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Services of two versions run beside each other during an upgrade, in any order. So what each published version writes is read
 * today, and what is written today is read by each published version: every field that both know comes through, a field that the
 * writer did not know has its default, and an enum's value that the reader does not know is that enum's {@code UNKNOWN}.
 */
class CompatibilityTest {
    private static final List<SpecificRecord> SAMPLES = Samples.all();

    private final Codec codec = new Codec();
    private final GenericData generic = new GenericData();

    CompatibilityTest() {
        generic.addLogicalTypeConversion(new TimestampMillisConversion());
    }

    @TestFactory
    Stream<DynamicTest> whatAnOldWriterWritesIsReadToday() {
        return PublishedSchemas.all().stream()
                .map(writer -> DynamicTest.dynamicTest(name(writer), () -> {
                    var written = Samples.generic(writer);

                    var read = codec.read(bytes(written, writer));

                    assertThat(read.getSchema()).isEqualTo(today(writer));
                    assertSame(writer.getName(), written, writer, read, read.getSchema());
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrittenTodayIsReadByAnOldReader() {
        return PublishedSchemas.all().stream()
                .map(reader -> DynamicTest.dynamicTest(name(reader), () -> {
                    var writer = today(reader);
                    var written = SAMPLES.stream()
                            .filter(sample -> sample.getSchema().equals(writer))
                            .findFirst()
                            .orElseThrow();

                    var read = decode(codec.value(written), writer, reader);

                    assertSame(reader.getName(), written, writer, read, reader);
                }));
    }

    private static String name(Schema published) {
        return published.getName() + " " + PublishedSchemasTest.fingerprint(published);
    }

    private static Schema today(Schema published) {
        return Stream.of(Topic.values())
                .flatMap(topic -> topic.schemas().stream())
                .filter(schema -> schema.getFullName().equals(published.getFullName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(published.getFullName() + " is on no topic any more"));
    }

    private byte[] bytes(Object record, Schema writer) throws IOException {
        var buffer = new BinaryMessageEncoder<>(generic, writer).encode(record);
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private IndexedRecord decode(byte[] bytes, Schema writer, Schema reader) throws IOException {
        var writers = new SchemaStore.Cache();
        writers.addSchema(writer);
        return new BinaryMessageDecoder<IndexedRecord>(generic, reader, writers).decode(bytes);
    }

    private void assertSame(String where, Object written, Schema writer, Object read, Schema reader) {
        switch (reader.getType()) {
            case RECORD -> reader.getFields().forEach(field -> assertSame(where, written, writer, read, field));
            case UNION -> assertSame(where, written, present(writer), read, present(reader));
            case ARRAY -> {
                assertThat((List<?>) read).as(where).hasSameSizeAs((List<?>) written);
                assertSame(
                        where + "[0]",
                        ((List<?>) written).getFirst(),
                        writer.getElementType(),
                        ((List<?>) read).getFirst(),
                        reader.getElementType());
            }
            case ENUM -> {
                var isKnown = reader.getEnumSymbols().contains(written.toString());
                assertThat(read.toString()).as(where).isEqualTo(isKnown ? written.toString() : reader.getEnumDefault());
            }
            default -> assertThat(plain(read)).as(where).isEqualTo(plain(written));
        }
    }

    private void assertSame(String where, Object written, Schema writer, Object read, Schema.Field field) {
        var name = where + "." + field.name();
        var value = ((IndexedRecord) read).get(field.pos());
        var of = writer.getField(field.name());
        if (of == null) {
            assertThat(generic.toString(value)).as(name).isEqualTo(generic.toString(generic.getDefaultValue(field)));
        } else {
            assertSame(name, ((IndexedRecord) written).get(of.pos()), of.schema(), value, field.schema());
        }
    }

    /** Samples have a value in each optional field. */
    private static Schema present(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }

    private static Object plain(Object value) {
        return value instanceof Instant || value instanceof Number ? value : value.toString();
    }
}
