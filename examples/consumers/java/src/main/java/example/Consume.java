package example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows a public topic of Movein with Kafka's client and Avro, and nothing of Movein's code. */
public final class Consume {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Schema> known = new HashMap<>();
    private final String schemas;

    private Consume(String schemas) {
        this.schemas = schemas;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = new HashMap<String, String>(Map.of("--topic", "movein.events"));
        for (int i = 0; i < arguments.length; i++) {
            options.put(arguments[i], arguments[i].equals("--until-end") ? "" : arguments[++i]);
        }
        if (!options.containsKey("--bootstrap") || !options.containsKey("--schemas")) {
            System.err.println(
                    """
                    usage: --bootstrap HOST:PORT --schemas http://HOST:PORT/schemas [--topic TOPIC] [--until-end]
                           [--user NAME --password-file FILE --ca-file FILE]""");
            System.exit(2);
        }
        new Consume(options.get("--schemas"))
                .follow(config(options), options.get("--topic"), options.containsKey("--until-end"));
    }

    /** Without a user the broker is reached without TLS. */
    private static Map<String, Object> config(Map<String, String> options) throws IOException {
        var config = new HashMap<String, Object>(
                Map.of("bootstrap.servers", options.get("--bootstrap"), "isolation.level", "read_committed"));
        if (options.containsKey("--user")) {
            var password = Files.readString(Path.of(options.get("--password-file"))).strip();
            config.put("security.protocol", "SASL_SSL");
            config.put("sasl.mechanism", "SCRAM-SHA-512");
            config.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(options.get("--user"), password));
            config.put("ssl.truststore.type", "PEM");
            config.put("ssl.truststore.location", options.get("--ca-file"));
        }
        return config;
    }

    private void follow(Map<String, Object> config, String topic, boolean untilEnd)
            throws IOException, InterruptedException {
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(it -> new TopicPartition(topic, it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (!untilEnd || !isAt(consumer, partitions, ends)) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    System.out.println(line(record));
                }
            }
        }
    }

    /** By the position: the last offset of a partition belongs to a transaction marker, which is never handed out. */
    private static boolean isAt(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        return partitions.stream().allMatch(it -> consumer.position(it) >= ends.get(it));
    }

    private String line(ConsumerRecord<String, byte[]> record) throws IOException, InterruptedException {
        if (record.value() == null) {
            return record.key() + " is no longer shown";
        }
        var type = header(record, "ce_type");
        var said = said(read(record.value()));
        return header(record, "ce_id") + " " + type.substring(type.lastIndexOf('.') + 1) + " " + said;
    }

    /** The state, or on movein.progress how far the process is. */
    private static String said(GenericRecord body) {
        if (body.hasField("status")) {
            return ((GenericRecord) body.get("status")).get("state").toString();
        }
        var progress = (GenericRecord) body.get("progress");
        return progress.get("phase") + " " + progress.get("done");
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Avro's single-object encoding: c3 01, the fingerprint of the schema, the record. */
    private GenericRecord read(byte[] value) throws IOException, InterruptedException {
        if (value[0] != (byte) 0xc3 || value[1] != 0x01) {
            throw new IOException(
                    "the value begins with %02x%02x (expected c301; 00 is Confluent's format: read it with the schema registry's client)"
                            .formatted(value[0], value[1]));
        }
        var fingerprint =
                ByteBuffer.wrap(value, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        var schema = schema("%016x".formatted(fingerprint));
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null));
    }

    private Schema schema(String fingerprint) throws IOException, InterruptedException {
        if (!known.containsKey(fingerprint)) {
            var request = HttpRequest.newBuilder(URI.create(schemas + "/" + fingerprint))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
            }
            known.put(fingerprint, new Schema.Parser().parse(answer.body()));
        }
        return known.get(fingerprint);
    }
}
