package io.movein.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.SchemaIds;
import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry with Confluent's REST API; Apicurio's has the same at {@code /apis/ccompat/v7}. The subject of a schema is the full
 * name of its record. What was answered once holds for ever, so nothing is asked twice; what could not be answered is not asked again
 * for a moment, so that a registry that is away costs one wait and not one for each record.
 */
final class SchemaRegistry implements SchemaIds {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final SchemaRegistrySettings settings;
    private final Counter failures;
    private final RememberedIds remembered;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<Schema, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Integer, Silence> unknown = new ConcurrentHashMap<>();
    private volatile @Nullable Silence away;

    /** Until when nothing is asked, by the monotonic clock, and what was answered. */
    private record Silence(long until, String why) {
        static Silence of(Exception why) {
            return new Silence(System.nanoTime() + MOMENT.toNanos(), String.valueOf(why.getMessage()));
        }

        boolean holds() {
            return until - System.nanoTime() > 0;
        }
    }

    SchemaRegistry(SchemaRegistrySettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.failures = failures(meters);
        this.remembered = new RememberedIds(settings.memory(), settings.url());
    }

    /** There from the start, as Prometheus sees no increase of a counter that appears with what it counts. */
    static Counter failures(MeterRegistry meters) {
        return meters.counter("movein.schema.registry.failures");
    }

    /**
     * Registers what is written to the public topics, so that no record waits for the registry later.
     *
     * @throws IOException if it does not answer and did not give all numbers before
     */
    void registerAll() throws IOException {
        var written = Arrays.stream(Topic.values())
                .filter(Topic::isPublic)
                .flatMap(topic -> topic.schemas().stream())
                .toList();
        try {
            written.forEach(this::idOf);
            remembered.keep(ids);
        } catch (UncheckedIOException e) {
            var before = remembered.ofAll(written);
            if (before.isEmpty()) {
                throw e.getCause();
            }
            LOG.warn("goes on with the numbers that the registry gave before: {}", e.getMessage());
            before.forEach((schema, id) -> {
                ids.put(schema, id);
                schemas.put(id, schema);
            });
        }
    }

    @Override
    public int idOf(Schema schema) {
        return ids.computeIfAbsent(schema, this::register);
    }

    private int register(Schema schema) {
        try {
            var body = JSON.createObjectNode().put("schema", schema.toString());
            var path = "/subjects/" + URLEncoder.encode(schema.getFullName(), StandardCharsets.UTF_8) + "/versions";
            var answer = ask(
                    request(path).header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofString(body.toString())));
            var id = JSON.readTree(answer).path("id");
            if (!id.canConvertToInt()) {
                throw new IOException(
                        "POST " + settings.url() + path + " answers " + beginning(answer)
                                + " (expected {\"id\": the number of the schema}); is that the address of Confluent's REST API?");
            }
            schemas.put(id.asInt(), schema);
            return id.asInt();
        } catch (IOException e) {
            failures.increment();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Schema> known(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    @Override
    public Schema byId(int id) throws IOException, UnreadableRecordException {
        var known = schemas.get(id);
        if (known != null) {
            return known;
        }
        var silence = away;
        if (silence != null && silence.holds()) {
            throw new IOException(silence.why());
        }
        var refused = unknown.get(id);
        if (refused != null && refused.holds()) {
            throw new UnknownSchemaException(unknown(id, refused.why()));
        }
        try {
            var schema =
                    parsed(id, JSON.readTree(ask(request("/schemas/ids/" + id).GET())));
            schemas.put(id, schema);
            return schema;
        } catch (NotFoundException e) {
            unknown.put(id, Silence.of(e));
            throw new UnknownSchemaException(unknown(id, e.getMessage()));
        } catch (IOException e) {
            failures.increment();
            away = Silence.of(e);
            throw e;
        }
    }

    private static String unknown(int id, @Nullable String why) {
        return "the registry does not know schema " + id + ": " + why;
    }

    private Schema parsed(int id, JsonNode answer) throws IOException, UnreadableRecordException {
        var what = settings.url() + "/schemas/ids/" + id;
        if (!answer.path("schema").isTextual()) {
            throw new IOException(what + " answers " + beginning(answer.toString()) + " (expected {\"schema\": …})");
        }
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new UnreadableRecordException(what + " is no schema of Avro: " + e.getMessage(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(settings.url() + path))
                .timeout(PATIENCE)
                .header("Accept", MEDIA_TYPE);
        settings.credentials()
                .map(secret -> Base64.getEncoder().encodeToString(secret.value().getBytes(StandardCharsets.UTF_8)))
                .ifPresent(basic -> request.header("Authorization", "Basic " + basic));
        return request;
    }

    private String ask(HttpRequest.Builder builder) throws IOException {
        var request = builder.build();
        var answer = send(request);
        if (answer.statusCode() == OK) {
            return answer.body();
        }
        var what = request.method() + " " + request.uri() + " answers " + answer.statusCode() + ": "
                + reason(answer.body());
        throw answer.statusCode() == NOT_FOUND ? new NotFoundException(what) : new IOException(what);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException(
                    request.method() + " " + request.uri() + " has no answer (expected one within " + PATIENCE + "): "
                            + e,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + request.uri(), e);
        }
    }

    private static String reason(String body) {
        try {
            return JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException e) {
            return beginning(body);
        }
    }

    private static String beginning(String body) {
        return body.substring(0, Math.min(200, body.length()));
    }

    private static final class NotFoundException extends IOException {
        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }
}
