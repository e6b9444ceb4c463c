package io.movein.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
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
                        record(SpecificData.get().getSchema(type))));
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

    private static GenericRecord record(Schema schema) {
        var sample = (GenericRecord) new GenericRecordOfSpecific(schema).empty();
        schema.getFields().forEach(field -> sample.put(field.pos(), value(field.schema(), field.name())));
        return sample;
    }

    private static Object value(Schema schema, String field) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION ->
                value(
                        schema.getTypes().stream()
                                .filter(one -> one.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow(),
                        field);
            case ARRAY -> List.of(value(schema.getElementType(), field));
            case ENUM -> SpecificData.get().createEnum(schema.getEnumSymbols().getLast(), schema);
            case STRING -> field.equals("migration") || field.equals("issue") ? MIGRATION : "a " + field;
            case INT -> field.length();
            case LONG -> schema.getLogicalType() == null ? (Object) (1000L + field.length()) : NOON;
            case DOUBLE -> 0.5 + field.length();
            case BOOLEAN -> true;
            default -> throw new IllegalStateException("no sample for " + schema.getType());
        };
    }

    /** A fresh record of the generated class, seen as a generic one. */
    private record GenericRecordOfSpecific(Schema schema) {
        Object empty() {
            return SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        }
    }
}
