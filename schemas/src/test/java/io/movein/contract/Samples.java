package io.movein.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** One full sample of each record type: every optional field is set, every list has an element, every value tells its field. */
final class Samples {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String MIGRATION = "acme/platform#17";

    private Samples() {}

    static List<SpecificRecord> all() {
        var samples = new ArrayList<SpecificRecord>();
        for (var topic : Topic.values()) {
            topic.types().forEach(type -> samples.add(of(type)));
        }
        return samples;
    }

    static <T extends SpecificRecord> T of(Class<T> type) {
        return type.cast(SpecificData.get()
                .deepCopy(
                        SpecificData.get().getSchema(type),
                        record(SpecificData.get().getSchema(type), Samples::specific)));
    }

    static <T extends SpecificRecord> Message<T> message(Class<T> type) {
        return new Message<>(
                "comment:123",
                "/movein/intake",
                MigrationId.parse(MIGRATION),
                NOON,
                new Traceparent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"),
                of(type));
    }

    /** A full sample of any version of a type, for which there is no class. */
    static IndexedRecord generic(Schema schema) {
        return record(schema, GenericData.Record::new);
    }

    private static IndexedRecord record(Schema schema, Function<Schema, IndexedRecord> empty) {
        var sample = empty.apply(schema);
        schema.getFields().forEach(field -> sample.put(field.pos(), value(field.schema(), field.name(), empty)));
        return sample;
    }

    private static Object value(Schema schema, String field, Function<Schema, IndexedRecord> empty) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, empty);
            case UNION ->
                value(
                        schema.getTypes().stream()
                                .filter(one -> one.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow(),
                        field,
                        empty);
            case ARRAY -> List.of(value(schema.getElementType(), field, empty));
            case ENUM -> SpecificData.get().createEnum(schema.getEnumSymbols().getLast(), schema);
            case STRING -> field.equals("migration") || field.equals("issue") ? MIGRATION : "a " + field;
            case INT -> field.length();
            case LONG -> schema.getLogicalType() == null ? (Object) (1000L + field.length()) : NOON;
            case DOUBLE -> 0.5 + field.length();
            case BOOLEAN -> true;
            default -> throw new IllegalStateException("no sample for " + schema.getType());
        };
    }

    /** A fresh record of the generated class. */
    private static IndexedRecord specific(Schema schema) {
        return (IndexedRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    }
}
