package io.movein.store.search;

import io.movein.process.http.BoundedQuestion;
import io.movein.process.items.Blame;
import io.movein.process.retry.Retries;
import io.movein.store.search.SearchFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a cluster by HTTP/1.1. Any answer but 2xx is a failure, which says what the answer says. */
final class SearchHttp implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A page of documents is much less, and so is what a process may have. */
    private static final int LARGEST = 256 * 1024 * 1024;

    private static final int LONGEST_REASON = 300;
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";

    private final SearchServer server;
    private final Retries retries;
    private final Blame side;
    private final BoundedQuestion question;

    SearchHttp(SearchServer server, Retries retries, Blame side) {
        this(server, retries, side, LARGEST, PATIENCE);
    }

    /**
     * @param largest  bytes of an answer
     * @param patience with a whole answer
     */
    SearchHttp(SearchServer server, Retries retries, Blame side, int largest, Duration patience) {
        this.server = server;
        this.retries = retries;
        this.side = side;
        this.question = new BoundedQuestion(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), largest, patience);
    }

    /** A part of a path, whatever is in it. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For what may be done again: to read, or to write what is the same when it is written twice. */
    JsonNode ask(String method, String path, byte[] body) throws InterruptedException {
        return tree(method, path, again(() -> once(method, path, body, JSON)));
    }

    JsonNode ask(String method, String path, JsonNode body) throws InterruptedException {
        return ask(method, path, Json.MAPPER.writeValueAsBytes(body));
    }

    JsonNode get(String path) throws InterruptedException {
        return ask("GET", path, new byte[0]);
    }

    /** For what may not be done twice without a look at what became of it. */
    JsonNode askOnce(String method, String path, JsonNode body) throws InterruptedException {
        return tree(method, path, once(method, path, Json.MAPPER.writeValueAsBytes(body), JSON));
    }

    /** One try, of lines of JSON. */
    JsonNode lines(String path, byte[] body) throws InterruptedException {
        return tree("POST", path, once("POST", path, body, LINES));
    }

    byte[] once(String method, String path, byte[] body) throws InterruptedException {
        return once(method, path, body, JSON);
    }

    /** Repeats what fails in a way that may pass. */
    <T> T again(Callable<T> work) throws InterruptedException {
        try {
            return retries.call(side, work);
        } catch (RuntimeException | InterruptedException e) {
            throw interrupted(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException interrupted(Exception e) throws InterruptedException {
        if (e instanceof RuntimeException own && !(e.getCause() instanceof InterruptedException)) {
            return own;
        }
        Thread.interrupted();
        throw new InterruptedException("the run is ending");
    }

    private byte[] once(String method, String path, byte[] body, String type) throws InterruptedException {
        var answer = send(method, path, body, type);
        var content = answer.body().orElseThrow(() -> tooLarge(method, path));
        if (answer.statusCode() / 100 != 2) {
            throw failure(method, path, answer.statusCode(), content);
        }
        return content;
    }

    private SearchFailure tooLarge(String method, String path) {
        return new SearchFailure(
                server.name(),
                Kind.PERMANENT,
                "%san answer of more than %d bytes (expected at most that): are there very large documents?"
                        .formatted(words(method, path), question.largest()));
    }

    private HttpResponse<Optional<byte[]>> send(String method, String path, byte[] body, String type)
            throws InterruptedException {
        try {
            return question.ask(request(method, path, body, type));
        } catch (IOException cause) {
            throw new SearchFailure(server.name(), Kind.PASSING, words(method, path) + cause, cause);
        }
    }

    private HttpRequest request(String method, String path, byte[] body, String type) {
        try {
            var base = server.url().toString().replaceAll("/$", "");
            var request = HttpRequest.newBuilder(URI.create(base + path))
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            server.headers().forEach(request::setHeader);
            if (body.length > 0) {
                request.setHeader("Content-Type", type);
            }
            return request.build();
        } catch (IllegalArgumentException withTheValue) {
            throw new SearchFailure(
                    server.name(),
                    Kind.PERMANENT,
                    "%s cannot be asked (expected http:// or https:// with a host, and headers of one line)"
                            .formatted(server.url()));
        }
    }

    /** Without a question's parameters, which may be long. */
    private static String words(String method, String path) {
        return "%s %s: ".formatted(method, path.replaceAll("\\?.*", ""));
    }

    private SearchFailure failure(String method, String path, int status, byte[] body) {
        var reason = reason(body);
        return new SearchFailure(
                server.name(), kind(status, reason), "%s%d %s".formatted(words(method, path), status, reason));
    }

    private static Kind kind(int status, String reason) {
        return switch (status) {
            case 401, 403 -> Kind.FORBIDDEN;
            case 404 ->
                reason.contains("search_context_missing") || reason.contains("point in time")
                        ? Kind.POINT_LOST
                        : Kind.NOT_THERE;
            case 408, 425 -> Kind.PASSING;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.THROTTLED;
            default -> status >= 500 ? Kind.PASSING : Kind.PERMANENT;
        };
    }

    /** The innermost cause that it names. */
    static String reason(byte[] body) {
        String text;
        try {
            text = reason(Json.MAPPER.readTree(body).path("error"));
        } catch (JacksonException noJson) {
            text = new String(body, StandardCharsets.UTF_8);
        }
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    }

    static String reason(JsonNode error) {
        if (!error.isObject()) {
            return error.asString("");
        }
        var root = error.path("root_cause").path(0);
        var outer = root.isObject() ? root : error;
        var inner = error;
        while (inner.path("caused_by").isObject()) {
            inner = inner.path("caused_by");
        }
        var text = "%s: %s"
                .formatted(outer.path("type").asString(""), outer.path("reason").asString(""));
        var cause = inner.path("reason").asString("");
        return text.contains(cause) ? text : "%s: %s".formatted(text, cause);
    }

    private JsonNode tree(String method, String path, byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new SearchFailure(server.name(), Kind.PERMANENT, words(method, path) + "not JSON (expected JSON)", e);
        }
    }

    @Override
    public void close() {
        question.client().shutdownNow();
    }
}
