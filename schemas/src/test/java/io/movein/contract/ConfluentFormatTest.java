package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.movein.model.Progress;
import io.movein.order.TearDownRun;
import io.movein.progress.RunProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format */
class ConfluentFormatTest {
    private static final MigrationId MIGRATION = MigrationId.parse("acme/infra#17");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Numbers numbers = new Numbers();
    private final Codec codec = Codec.with(numbers);

    private static final class Numbers implements SchemaIds {
        final Map<Integer, Schema> schemas = new HashMap<>();
        int asked;

        @Override
        public int idOf(Schema schema) {
            schemas.put(0x01020304, schema);
            return 0x01020304;
        }

        @Override
        public Optional<Schema> known(int id) {
            return Optional.empty();
        }

        @Override
        public Schema byId(int id) throws IOException {
            asked++;
            if (!schemas.containsKey(id)) {
                throw new IOException("no schema " + id);
            }
            return schemas.get(id);
        }
    }

    @Test
    void isAZeroTheNumberOfTheSchemaAndTheRecordByteByByte() throws Exception {
        var value = codec.encode(Topic.PROGRESS, message(progress())).value();

        assertThat(HexFormat.of().formatHex(value, 0, 5)).isEqualTo("0001020304");
        assertThat(HexFormat.of().formatHex(value, 5, value.length))
                .isEqualTo("1a" + HexFormat.of().formatHex("acme/infra#17".getBytes()) // migration
                        + "02" // run 1
                        + "0e" // sequence 7
                        + "80d8ee96ef66" // at, in milliseconds
                        + "00" // no tenant
                        + "00" // not known when it started
                        + "08636f7079" // phase copy
                        + "0a" // 5 done
                        + "00" // total not known
                        + "00" // no unit
                        + "00000000" // no rate, no lag, no time left, accepts nothing
                        + "00"); // did nothing
    }

    @Test
    void readersThatKnowOnlyTheFormatReadIt() throws Exception {
        var value = codec.encode(Topic.PROGRESS, message(progress())).value();
        var schema = numbers.byId(0x01020304);

        var read = new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));

        assertThat(read.get("migration")).hasToString("acme/infra#17");
        assertThat(codec.read(value)).isEqualTo(progress());
    }

    @Test
    void whatAnotherVersionWroteIsReadByItsSchema() throws Exception {
        var newer = new Schema.Parser()
                .parse(RunProgress.getClassSchema()
                        .toString()
                        .replaceFirst(
                                "\"fields\":\\[", "\"fields\":[{\"name\":\"more\",\"type\":\"int\",\"default\":0},"));
        numbers.schemas.put(9, newer);
        var record = new GenericData.Record(newer);
        RunProgress.getClassSchema()
                .getFields()
                .forEach(field -> record.put(field.name(), progress().get(field.pos())));
        record.put("more", 3);
        record.put("at", NOON.toEpochMilli());

        assertThat(((RunProgress) codec.read(confluent(9, newer, record))).getSequence())
                .isEqualTo(7);
    }

    @Test
    void internalTopicsStayInSingleObjectEncoding() {
        var order = new TearDownRun("acme/infra#17", 1, "media", false);

        assertThat(HexFormat.of()
                        .formatHex(
                                codec.encode(Topic.RUN_ORDERS, message(order)).value(), 0, 2))
                .isEqualTo("c301");
    }

    @Test
    void bothFormatsAreReadSoThatItCanBeTurnedOn() throws Exception {
        assertThat(codec.read(new Codec().value(progress()))).isEqualTo(progress());
    }

    @Test
    void aRecordNamesItsSchemaSoThatItIsReadWithoutARegistry() throws Exception {
        var encoded = codec.encode(Topic.PROGRESS, message(progress()));

        assertThat(new String(encoded.headers().lastHeader("ce_dataschema").value()))
                .isEqualTo("urn:movein:schema:"
                        + "%016x".formatted(SchemaNormalization.parsingFingerprint64(RunProgress.getClassSchema())));
        assertThat(new Codec().decode(encoded.headers(), encoded.value()).body())
                .isEqualTo(progress());
        assertThat(numbers.asked).isZero();
    }

    @Test
    void aReaderThatHasNoRegistryLetsARecordWithoutAKnownNameWait() {
        var encoded = nameless();

        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> new Codec().decode(encoded.headers(), encoded.value()))
                .withMessageContaining("set MOVEIN_SCHEMA_REGISTRY_URL");
    }

    @Test
    void aRegistryThatDoesNotAnswerLetsTheRecordWaitForIt() {
        var encoded = nameless();
        numbers.schemas.clear();

        assertThatExceptionOfType(SchemaUnavailableException.class)
                .isThrownBy(() -> codec.decode(encoded.headers(), encoded.value()))
                .withMessageContaining("no schema 16909060");
    }

    @Test
    void whoHasNoTimeAsksNoRegistry() throws Exception {
        var encoded = nameless();
        var record = new ConsumerRecord<>(
                encoded.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                encoded.key(),
                encoded.value(),
                encoded.headers(),
                Optional.empty());

        assertThatExceptionOfType(SchemaUnavailableException.class).isThrownBy(() -> codec.decodeAtOnce(record));
        assertThat(numbers.asked).isZero();
        assertThat(codec.decode(record).body()).isEqualTo(progress());
    }

    /** As an earlier version wrote it. */
    private ProducerRecord<String, byte[]> nameless() {
        var encoded = codec.encode(Topic.PROGRESS, message(progress()));
        encoded.headers().remove("ce_dataschema");
        return encoded;
    }

    @Test
    void whatIsOfSomebodyElseIsUnreadable() throws Exception {
        var theirs = SchemaBuilder.record("Theirs")
                .namespace("org.example")
                .fields()
                .optionalInt("n")
                .endRecord();
        numbers.schemas.put(5, theirs);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> codec.read(confluent(5, theirs, new GenericData.Record(theirs))))
                .withMessageContaining("org.example.Theirs, which is on no topic");
        assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> codec.read(new byte[] {0, 1}));
    }

    @Test
    void theJsonMirrorIsAStructuredCloudEventByteByByte() {
        var message = new Message<>(
                "acme/infra#17/run-1/progress/1",
                "/movein/review",
                MIGRATION,
                NOON,
                new Traceparent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"),
                progress());

        var record = StructuredJson.record(Topic.EVENTS_JSON, message);

        assertThat(record.topic()).isEqualTo("movein.events.json");
        assertThat(record.key()).isEqualTo("acme/infra#17");
        assertThat(record.headers().toArray()).hasSize(1);
        assertThat(new String(record.headers().lastHeader("content-type").value()))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"acme/infra#17/run-1/progress/1\",\"source\":\"/movein/review\","
                                + "\"type\":\"io.movein.progress.RunProgress\",\"datacontenttype\":\"application/json\","
                                + "\"subject\":\"acme/infra#17\",\"time\":\"2026-01-01T12:00:00Z\","
                                + "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                                + "\"data\":{\"migration\":\"acme/infra#17\",\"run\":1,\"sequence\":7,"
                                + "\"at\":\"2026-01-01T12:00:00Z\",\"tenant\":null,\"startedAt\":null,"
                                + "\"progress\":{\"phase\":\"copy\",\"done\":5,\"total\":null,\"unit\":\"\","
                                + "\"rate\":null,\"lag\":null,\"etaSeconds\":null,\"accepts\":[],\"did\":[]}}}");
    }

    private static byte[] confluent(int id, Schema schema, GenericRecord record) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, (byte) id});
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Message<?> message(org.apache.avro.specific.SpecificRecord body) {
        return new Message<>("id", "/movein/test", MIGRATION, NOON, Traceparent.begin(), body);
    }

    private static RunProgress progress() {
        return RunProgress.newBuilder()
                .setMigration("acme/infra#17")
                .setRun(1)
                .setSequence(7)
                .setAt(NOON)
                .setProgress(Progress.newBuilder().setPhase("copy").setDone(5).build())
                .build();
    }
}
