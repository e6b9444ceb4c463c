package io.movein.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A schema registry as https://docs.confluent.io/platform/current/schema-registry/develop/api.html has it, as far as writers and readers
 * use it: registering gives the same schema the same number whatever its subject, and errors have a code and a message.
 */
public final class RegistryStandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> asked = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
    private final List<String> schemas = new ArrayList<>();
    private final Optional<String> authorization;
    private Optional<String> instead = Optional.empty();
    private int status = 503;
    private final LoopbackServer server;

    private RegistryStandIn(Optional<String> authorization) {
        this.authorization = authorization;
        this.server = new LoopbackServer(this::handle);
    }

    public static RegistryStandIn start() {
        return new RegistryStandIn(Optional.empty());
    }

    /** @param authorization what the header of that name has to be */
    public static RegistryStandIn guarded(String authorization) {
        return new RegistryStandIn(Optional.of(authorization));
    }

    public String url() {
        return server.url() + "/apis/ccompat/v7";
    }

    /** Everything is answered with this from now on. */
    public synchronized void answersOnly(int status, String body) {
        this.status = status;
        this.instead = Optional.of(body);
    }

    /** It is as it was. */
    public synchronized void isWellAgain() {
        this.instead = Optional.empty();
    }

    /** Method and path of each request. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** Numbers of the schemas that were registered, by subject. */
    public synchronized Map<String, List<Integer>> subjects() {
        return Map.copyOf(subjects);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().substring("/apis/ccompat/v7".length());
        asked.add(exchange.getRequestMethod() + " " + path);
        var parts = path.split("/");
        if (instead.isPresent()) {
            answer(exchange, status, instead.get());
        } else if (authorization.isPresent()
                && !authorization.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
        } else if (exchange.getRequestMethod().equals("POST") && path.matches("/subjects/[^/]+/versions")) {
            register(exchange, parts[2]);
        } else if (exchange.getRequestMethod().equals("GET") && path.matches("/schemas/ids/[0-9]+")) {
            byId(exchange, Integer.parseInt(parts[3]));
        } else {
            answer(exchange, 404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
        }
    }

    private void register(HttpExchange exchange, String subject) throws IOException {
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        var schema = JSON.readTree(exchange.getRequestBody()).path("schema").asText();
        if (!"application/vnd.schemaregistry.v1+json".equals(type)) {
            answer(exchange, 415, "{\"error_code\":415,\"message\":\"HTTP 415 Unsupported Media Type\"}");
            return;
        }
        try {
            new Schema.Parser().parse(schema);
        } catch (RuntimeException e) {
            answer(exchange, 422, "{\"error_code\":42201,\"message\":\"Invalid schema\"}");
            return;
        }
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        var id = schemas.indexOf(schema) + 1;
        subjects.computeIfAbsent(subject, _ -> new ArrayList<>()).add(id);
        answer(exchange, 200, "{\"id\":" + id + "}");
    }

    private void byId(HttpExchange exchange, int id) throws IOException {
        if (id < 1 || id > schemas.size()) {
            answer(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        } else {
            answer(
                    exchange,
                    200,
                    JSON.createObjectNode().put("schema", schemas.get(id - 1)).toString());
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
