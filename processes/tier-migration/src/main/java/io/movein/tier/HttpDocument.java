package io.movein.tier;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON document, read by GET and replaced by PUT with {@code If-Match}, once each. What is not about the tenant comes back as it was
 * read. No text that it gives has anything of a secret, nor of an answer's body.
 */
final class HttpDocument {

    static final int LARGEST = 1024 * 1024;

    /** By which the server says that the document is the new one now. */
    private static final Set<Integer> TAKEN = Set.of(200, 201, 204);

    private static final int CHANGED = 412;

    /** Of 4xx those that say "later", so that it may have been somebody between us who said so. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** @param tag as it was sent, with its quotes */
    record Found(ObjectNode document, String tag) {}

    private final TierPlan.Http plan;
    private final Secrets secrets;
    private final Duration patience;

    HttpDocument(TierPlan.Http plan, Secrets secrets, Duration patience) {
        this.plan = plan;
        this.secrets = secrets;
        this.patience = patience;
    }

    Found get() {
        var answer = send("GET", request().GET());
        if (answer.statusCode() != 200) {
            throw unexpected("GET", answer.statusCode(), "200");
        }
        var body = answer.body()
                .orElseThrow(() -> refusal(
                        "GET: more than %d bytes (expected a document of this tenant's alone)".formatted(LARGEST)));
        return new Found(document(body), tag(answer, body));
    }

    private String tag(HttpResponse<?> answer, byte[] body) {
        var tag = answer.headers().firstValue("etag").orElse("");
        if (!tag.matches("\"[^\"]*\"")) {
            throw refusal(
                    ("GET: %s (expected a strong one, such as ETag: \"7\", as nothing else reveals what somebody else changes meanwhile);"
                                    + " have the server send one, or give the switch a database")
                            .formatted(tag.isEmpty() ? "no ETag" : "ETag: " + tag));
        }
        if (plan.stamp() == null && isDigest(tag, body)) {
            throw refusal(
                    ("GET: ETag: %s is a digest of the document (expected one of its version, as a document that is changed back has its old"
                                    + " digest again, and a late request would match); name one of its text fields in switch.http.stamp")
                            .formatted(tag));
        }
        return tag;
    }

    private static boolean isDigest(String tag, byte[] body) {
        return Stream.of("MD5", "SHA-1", "SHA-256")
                .map(name -> digest(name, body))
                .anyMatch(digest -> tag.toLowerCase(Locale.ROOT)
                                .contains(HexFormat.of().formatHex(digest))
                        || tag.contains(Base64.getEncoder().withoutPadding().encodeToString(digest)));
    }

    private static byte[] digest(String name, byte[] body) {
        try {
            return MessageDigest.getInstance(name).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode document(byte[] body) {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode document) {
                return document;
            }
        } catch (JacksonException e) {
            throw refusal(
                    "GET: not JSON (expected a JSON object): " + e.getClass().getSimpleName());
        }
        throw refusal("GET: not a JSON object (expected one)");
    }

    /** @return false if the document is not any more what was found: nothing was changed */
    boolean put(ObjectNode document, String tag) {
        var body = BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(document));
        var answer = send("PUT", request().setHeader("If-Match", tag).PUT(body)).statusCode();
        if (!TAKEN.contains(answer) && answer != CHANGED) {
            throw unexpected("PUT", answer, "200, 201 or 204, or 412 for a document that somebody else has changed");
        }
        return answer != CHANGED;
    }

    private HttpRequest.Builder request() {
        try {
            var request = HttpRequest.newBuilder(plan.url())
                    .setHeader("Accept", "application/json")
                    .setHeader("Cache-Control", "no-cache")
                    .setHeader("Content-Type", "application/json");
            plan.headers().forEach((name, value) -> set(request, name, value));
            plan.secrets()
                    .forEach((name, secret) ->
                            set(request, name, secrets.read(secret).text()));
            return request;
        } catch (ConfigurationFailure e) {
            throw refusal(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw refusal("cannot be asked: %s (expected http://host/… or https://host/…)".formatted(e.getMessage()));
        }
    }

    /** The client's own words for what is wrong would repeat the value. */
    private void set(HttpRequest.Builder request, String name, String value) {
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    "header '%s' cannot be sent (expected a name that is not the client's own, and a value of one line)"
                            .formatted(name));
        }
    }

    private HttpResponse<Optional<byte[]>> send(String method, HttpRequest.Builder request) {
        try {
            return HttpAnswers.ask(request.build(), LARGEST, patience);
        } catch (HttpTimeoutException e) {
            throw unknown("%s: %s".formatted(method, e.getMessage()), e);
        } catch (IOException e) {
            throw unknown("%s: %s".formatted(method, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(method + ": stopped", e);
        }
    }

    private ConfigurationStoreFailure unexpected(String method, int status, String expected) {
        var text = "%s: %d (expected %s)".formatted(method, status, expected);
        var refused = status / 100 == 4 && !LATER.contains(status) || method.equals("GET") && status < 400;
        return refused ? refusal(text) : unknown(text, null);
    }

    ConfigurationStoreFailure refusal(String what) {
        return ConfigurationStoreFailure.refusal(text(what));
    }

    ConfigurationStoreFailure unsafe(String what) {
        return ConfigurationStoreFailure.unsafe(text(what));
    }

    ConfigurationStoreFailure unknown(String what, @Nullable Throwable cause) {
        return ConfigurationStoreFailure.unknown(text(what), cause);
    }

    private String text(String what) {
        return "configuration store: %s: %s".formatted(plan.url(), what);
    }
}
