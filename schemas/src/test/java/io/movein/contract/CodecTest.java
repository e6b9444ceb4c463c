package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class CodecTest {
    private final Codec codec = new Codec();

    @Test
    void aMessageComesBackAsItWasSent() throws Exception {
        var sent = Samples.message(ShowHelp.class);

        var record = codec.encode(Topic.COMMANDS, sent);

        assertThat(record.key()).isEqualTo("acme/platform#17");
        assertThat(codec.decode(record.headers(), record.value())).isEqualTo(sent);
    }

    @Test
    void theHeadersAreACloudEventWithATrace() {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));

        assertThat(Arrays.stream(record.headers().toArray()).map(CodecTest::line))
                .containsExactly(
                        "ce_specversion: 1.0",
                        "ce_id: comment:123",
                        "ce_type: io.movein.command.ShowHelp",
                        "ce_source: /movein/intake",
                        "ce_subject: acme/platform#17",
                        "ce_time: 2026-01-01T12:00:00Z",
                        "content-type: application/avro",
                        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void theValueBeginsWithTheFingerprintOfItsSchema() {
        var value = codec.value(Samples.of(ShowHelp.class));

        assertThat(value).startsWith(0xC3, 0x01);
        assertThat(Arrays.copyOfRange(value, 2, 10))
                .isEqualTo(littleEndian(SchemaNormalization.parsingFingerprint64(ShowHelp.getClassSchema())));
    }

    @Test
    void saysWhatIsWrongWithAValueThatIsNoAvro() {
        assertThatThrownBy(() -> codec.read("{\"hello\": 1}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("the value begins with 7b 22 (expected c3 01, Avro's single-object encoding)");
        assertThatThrownBy(() -> codec.read(null)).hasMessageStartingWith("the value has no bytes");
    }

    @Test
    void saysThatASchemaWasNeverPublished() {
        var value = codec.value(Samples.of(ShowHelp.class));
        value[5] ^= 1;

        assertThatThrownBy(() -> codec.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("which was never published");
    }

    @Test
    void anEventWhoseSchemaIsNewerIsNotGarbage() {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));
        record.value()[5] ^= 1;
        var newType = with(record.headers(), "ce_type", "io.movein.command.OfTomorrow");

        assertThatThrownBy(() -> codec.decode(record.headers(), record.value()))
                .isInstanceOf(UnknownSchemaException.class);
        assertThatThrownBy(() -> codec.decode(newType, record.value())).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void whatLooksLikeAvroByChanceIsGarbage() {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));
        record.value()[5] ^= 1;

        for (var headers : List.of(
                new RecordHeaders(),
                with(record.headers(), "ce_type", "com.example.Order"),
                with(record.headers(), "ce_subject", "no migration"),
                with(record.headers(), "ce_time", "yesterday"))) {
            assertThatThrownBy(() -> codec.decode(headers, record.value()))
                    .isExactlyInstanceOf(UnreadableRecordException.class)
                    .hasMessageContaining("which was never published");
        }
    }

    @Test
    void noRubbishEverDoesAnythingButBeUnreadable() {
        var random = new Random(1);
        var sample = codec.value(Samples.of(ShowStatus.class));

        for (int i = 0; i < 20_000; i++) {
            var rubbish = Arrays.copyOf(sample, random.nextInt(sample.length + 20));
            for (int k = 10; k < rubbish.length; k++) {
                rubbish[k] = random.nextInt(3) == 0 ? (byte) random.nextInt() : rubbish[k];
            }
            readOrRefuse(rubbish);
        }
    }

    private void readOrRefuse(byte[] value) {
        try {
            assertThat(codec.read(value)).isInstanceOf(ShowStatus.class);
        } catch (UnreadableRecordException refused) {
            assertThat(refused).hasMessageStartingWith("the value ");
        }
    }

    @Test
    void refusesAHeaderThatDoesNotFitTheValue() {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));
        var headers = with(record.headers(), "ce_type", "io.movein.command.ShowStatus");

        assertThatThrownBy(() -> codec.decode(headers, record.value()))
                .hasMessage(
                        "header ce_type is 'io.movein.command.ShowStatus', the value is a io.movein.command.ShowHelp");
    }

    @Test
    void refusesAHeaderThatIsMissingOrUnreadable() {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));
        var without = new RecordHeaders(record.headers()).remove("ce_id");

        assertThatThrownBy(() -> codec.decode(without, record.value()))
                .hasMessageStartingWith("header ce_id is missing");
        assertThatThrownBy(() -> codec.decode(with(record.headers(), "ce_time", "noon"), record.value()))
                .hasMessageContaining("noon");
        assertThatThrownBy(() -> codec.decode(with(record.headers(), "ce_subject", "acme#x"), record.value()))
                .hasMessageContaining("'acme#x' is not a migration (expected owner/repo#number)");
    }

    @Test
    void aBrokenTraceBeginsANewOne() throws Exception {
        var record = codec.encode(Topic.COMMANDS, Samples.message(ShowHelp.class));

        var read = codec.decode(with(record.headers(), "traceparent", "00-zz"), record.value());

        assertThat(read.trace().trace()).hasSize(32).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    private static Headers with(Headers headers, String name, String value) {
        return new RecordHeaders(headers).remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Header header) {
        return header.key() + ": " + new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] littleEndian(long value) {
        return java.nio.ByteBuffer.allocate(8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
