package io.movein.contract;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Messages to Kafka records and back. The value is Avro's single-object encoding, so it says its own schema; the headers are a
 * CloudEvent in the binary mode of the Kafka binding, with the W3C trace beside it. Thread-safe.
 */
public final class Codec {
    private static final byte[] CONTENT_TYPE = bytes("application/avro");
    private static final byte[] SPEC_VERSION = bytes("1.0");
    private static final int PREFIX = 10; // two marker bytes and a fingerprint
    private static final String DATA_SCHEMA = "ce_dataschema";
    private static final String SCHEMA = "urn:movein:schema:";
    private static final Pattern SCHEMA_NAME = Pattern.compile(SCHEMA + "[0-9a-f]{16}");

    static {
        // since 1.12.2 Avro makes only instances of classes that it was told to trust
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("io.movein.")));
        // a broken length must not cost the heap: no record of ours comes near (Kafka refuses one over 1 MB)
        System.setProperty("org.apache.avro.limits.string.maxLength", "10000000");
        System.setProperty("org.apache.avro.limits.collectionItems.maxLength", "1000000");
    }

    /** What stands on a topic, by the full name of its record, which is that of its class too. */
    private static final Map<String, Class<? extends SpecificRecord>> TYPES = Stream.of(Topic.values())
            .flatMap(topic -> topic.types().stream())
            .distinct()
            .collect(toUnmodifiableMap(Class::getName, identity()));

    private final Map<String, BinaryMessageEncoder<SpecificRecord>> encoders = new ConcurrentHashMap<>();
    private final Map<String, BinaryMessageDecoder<SpecificRecord>> decoders = new ConcurrentHashMap<>();
    private final WriterSchemas writers;
    private final Map<String, byte[]> names = new ConcurrentHashMap<>();
    private final ConfluentFormat confluent;

    public Codec() {
        this(new WriterSchemas(), null);
    }

    private Codec(WriterSchemas writers, @Nullable SchemaIds ids) {
        this.writers = writers;
        this.confluent = new ConfluentFormat(ids, TYPES);
    }

    /** Writes the public topics in Confluent's wire format, and reads it too. */
    public static Codec with(SchemaIds ids) {
        return new Codec(new WriterSchemas(), ids);
    }

    /** That of a newer version, which also reads what was written with these: for tests of upgrades. */
    public static Codec thatKnows(Schema... newer) {
        return new Codec(new WriterSchemas(newer), null);
    }

    /** The record, keyed by the migration. */
    public ProducerRecord<String, byte[]> encode(Topic topic, Message<?> message) {
        return new ProducerRecord<>(
                topic.topicName(),
                null,
                null,
                message.migration().toString(),
                value(topic, message.body()),
                headers(topic, message));
    }

    /**
     * @throws UnknownSchemaException for an event of Movein whose schema is newer than this service
     * @throws UnreadableRecordException for what no reader can ever read
     */
    public Message<?> decode(ConsumerRecord<String, byte[]> record) throws UnreadableRecordException {
        return decode(record.headers(), record.value());
    }

    public Message<?> decode(Headers headers, byte @Nullable [] value) throws UnreadableRecordException {
        return decode(headers, value, true);
    }

    /**
     * As {@link #decode}, and at once: no registry is asked, which may take seconds.
     *
     * @throws SchemaUnavailableException if it has to be
     */
    public Message<?> decodeAtOnce(ConsumerRecord<String, byte[]> record) throws UnreadableRecordException {
        return decode(record.headers(), record.value(), false);
    }

    private Message<?> decode(Headers headers, byte @Nullable [] value, boolean asks) throws UnreadableRecordException {
        try {
            return message(
                    headers,
                    value != null && isConfluent(value) ? confluent.read(value, named(headers), asks) : read(value));
        } catch (UnknownSchemaException e) {
            throw isEventOfOurs(headers)
                    ? e
                    : new UnreadableRecordException(e.getMessage() + "; nor is it an event", e);
        }
    }

    private static boolean isConfluent(byte[] value) {
        return value.length > 0 && value[0] == ConfluentFormat.MAGIC;
    }

    /** The schema that the headers name, if it was ever published. */
    private @Nullable Schema named(Headers headers) {
        var header = headers.lastHeader(DATA_SCHEMA);
        var name = header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        return SCHEMA_NAME.matcher(name).matches()
                ? writers.findByFingerprint(Long.parseUnsignedLong(name.substring(SCHEMA.length()), 16))
                : null;
    }

    /** Garbage may look like Avro by chance; it does not come with the headers of an event of Movein as well. */
    private static boolean isEventOfOurs(Headers headers) {
        try {
            MigrationId.parse(text(headers, "ce_subject"));
            Instant.parse(text(headers, "ce_time"));
            return !text(headers, "ce_id").isEmpty() && text(headers, "ce_type").startsWith("io.movein.");
        } catch (UnreadableRecordException | DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Message<?> message(Headers headers, SpecificRecord body) throws UnreadableRecordException {
        var type = text(headers, "ce_type");
        if (!type.equals(body.getSchema().getFullName())) {
            throw new UnreadableRecordException("header ce_type is '" + type + "', the value is a "
                    + body.getSchema().getFullName());
        }
        try {
            return new Message<>(
                    text(headers, "ce_id"),
                    text(headers, "ce_source"),
                    MigrationId.parse(text(headers, "ce_subject")),
                    Instant.parse(text(headers, "ce_time")),
                    trace(headers),
                    body);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new UnreadableRecordException("unreadable CloudEvents header: " + e.getMessage(), e);
        }
    }

    private byte[] value(Topic topic, SpecificRecord body) {
        return isConfluent(topic) ? confluent.write(body) : value(body);
    }

    private boolean isConfluent(Topic topic) {
        return confluent.isWritten() && topic.isPublic();
    }

    /** Avro's single-object encoding of the record alone. */
    public byte[] value(SpecificRecord body) {
        var encoder = encoders.computeIfAbsent(body.getSchema().getFullName(), Codec::encoder);
        try {
            var buffer = encoder.encode(body);
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BinaryMessageEncoder<SpecificRecord> encoder(String name) {
        var type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException(name + " is on no topic");
        }
        var model = SpecificData.getForClass(type);
        return new BinaryMessageEncoder<>(model, model.getSchema(type));
    }

    /**
     * Reads what {@link #value} wrote, today or with any published schema.
     *
     * @throws UnknownSchemaException if it names a schema that is not among them
     */
    public SpecificRecord read(byte @Nullable [] value) throws UnreadableRecordException {
        if (value != null && isConfluent(value)) {
            return confluent.read(value, null, true);
        }
        if (value == null || value.length < PREFIX) {
            throw new UnreadableRecordException("the value has " + (value == null ? "no" : value.length)
                    + " bytes (expected Avro's single-object encoding, at least " + PREFIX + ")");
        }
        try {
            return decoderOf(value).decode(value);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            throw new UnreadableRecordException("the value cannot be read as Avro: " + e.getMessage(), e);
        }
    }

    private MessageDecoder<SpecificRecord> decoderOf(byte[] value) throws UnreadableRecordException {
        if (value[0] != (byte) 0xC3 || value[1] != 0x01) {
            throw new UnreadableRecordException(
                    "the value begins with %02x %02x (expected c3 01, Avro's single-object encoding)"
                            .formatted(value[0], value[1]));
        }
        var fingerprint =
                ByteBuffer.wrap(value, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Schema writer = writers.findByFingerprint(fingerprint);
        if (writer == null) {
            throw new UnknownSchemaException(fingerprint);
        }
        var type = TYPES.get(writer.getFullName());
        if (type == null) {
            throw new UnreadableRecordException(
                    "the value is a " + writer.getFullName() + ", which is on no topic any more");
        }
        return decoders.computeIfAbsent(writer.getFullName(), _ -> decoder(type));
    }

    private BinaryMessageDecoder<SpecificRecord> decoder(Class<? extends SpecificRecord> type) {
        var model = SpecificData.getForClass(type);
        return new BinaryMessageDecoder<>(model, model.getSchema(type), writers);
    }

    private Headers headers(Topic topic, Message<?> message) {
        var headers = headers(message);
        return isConfluent(topic)
                ? headers.add(DATA_SCHEMA, names.computeIfAbsent(message.type(), _ -> name(message.body())))
                : headers;
    }

    private static byte[] name(SpecificRecord body) {
        return bytes(SCHEMA + "%016x".formatted(SchemaNormalization.parsingFingerprint64(body.getSchema())));
    }

    private static Headers headers(Message<?> message) {
        return new RecordHeaders()
                .add("ce_specversion", SPEC_VERSION)
                .add("ce_id", bytes(message.id()))
                .add("ce_type", bytes(message.type()))
                .add("ce_source", bytes(message.source()))
                .add("ce_subject", bytes(message.migration().toString()))
                .add("ce_time", bytes(message.time().toString()))
                .add("content-type", CONTENT_TYPE)
                .add("traceparent", bytes(message.trace().toString()));
    }

    /** A message without a readable trace begins one: tracing never stands in the way of the work. */
    private static Traceparent trace(Headers headers) {
        var header = headers.lastHeader("traceparent");
        return header == null
                ? Traceparent.begin()
                : Traceparent.parse(new String(header.value(), StandardCharsets.UTF_8))
                        .orElseGet(Traceparent::begin);
    }

    private static String text(Headers headers, String name) throws UnreadableRecordException {
        var header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new UnreadableRecordException(
                    "header " + name + " is missing (expected a CloudEvent in binary mode)");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
