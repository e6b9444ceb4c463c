package io.movein.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.contract.SchemaIds;
import io.movein.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A schema registry with Confluent's REST API; Apicurio's has the same at {@code /apis/ccompat/v7}. The subject of a schema is the full
 * name of its record. What was answered once holds for ever, so nothing is asked twice.
 */
final class SchemaRegistry implements SchemaIds {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final SchemaRegistrySettings settings;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<Schema, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    SchemaRegistry(SchemaRegistrySettings settings) {
        this.settings = settings;
    }

    /** Registers what is written to the public topics, so that no record waits for the registry later. */
    void registerAll() throws IOException {
        try {
            Arrays.stream(Topic.values())
                    .filter(Topic::isPublic)
                    .flatMap(topic -> topic.schemas().stream())
                    .forEach(this::idOf);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public int idOf(Schema schema) {
        return ids.computeIfAbsent(schema, this::register);
    }

    private int register(Schema schema) {
        try {
            var body = JSON.createObjectNode().put("schema", schema.toString());
            var subject = URLEncoder.encode(schema.getFullName(), StandardCharsets.UTF_8);
            var answer = ask(request("/subjects/" + subject + "/versions")
                    .header("Content-Type", MEDIA_TYPE)
                    .POST(BodyPublishers.ofString(body.toString())));
            return JSON.readTree(answer).path("id").asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Schema byId(int id) throws IOException {
        var known = schemas.get(id);
        if (known != null) {
            return known;
        }
        var answer = JSON.readTree(ask(request("/schemas/ids/" + id).GET()));
        try {
            var schema = new Schema.Parser().parse(answer.path("schema").asText());
            schemas.put(id, schema);
            return schema;
        } catch (SchemaParseException e) {
            throw new IOException(
                    settings.url() + "/schemas/ids/" + id + " is no schema of Avro: " + e.getMessage(), e);
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
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new IOException(request.method() + " " + request.uri() + " answers " + answer.statusCode() + ": "
                        + reason(answer.body()));
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + request.uri(), e);
        }
    }

    private static String reason(String body) {
        try {
            return JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException e) {
            return body.substring(0, Math.min(200, body.length()));
        }
    }
}
