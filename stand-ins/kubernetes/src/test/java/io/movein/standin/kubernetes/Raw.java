package io.movein.standin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Plain requests over the official client's connection, for what its methods do not show. */
record Raw(ApiClient client) {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int code, String text) {
        ObjectNode json() {
            try {
                return (ObjectNode) JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        List<ObjectNode> lines() {
            return text.lines().map(line -> new Answer(code, line).json()).toList();
        }
    }

    Answer get(String path) {
        return send("GET", path, null, "application/json", "application/json");
    }

    Answer post(String path, String json) {
        return send("POST", path, json, "application/json", "application/json");
    }

    Answer put(String path, JsonNode json) {
        return send("PUT", path, json.toString(), "application/json", "application/json");
    }

    Answer patch(String path, String kind, String json) {
        return send("PATCH", path, json, "application/" + kind + "+json", "application/json");
    }

    Answer delete(String path, String options) {
        return send("DELETE", path, options, "application/json", "application/json");
    }

    /** The lines up to the first that fits, of an answer that would go on for a while. */
    List<ObjectNode> linesUntil(String path, Predicate<ObjectNode> last) {
        var request = new Request.Builder().url(client.getBasePath() + path).build();
        var lines = new ArrayList<ObjectNode>();
        try (var response = client.getHttpClient().newCall(request).execute()) {
            for (var text = response.body().source().readUtf8Line();
                    text != null;
                    text = response.body().source().readUtf8Line()) {
                lines.add(new Answer(response.code(), text).json());
                if (last.test(lines.getLast())) {
                    return lines;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        }
        throw new AssertionError("the answer ended before the line that was to come: " + lines);
    }

    Answer send(String method, String path, @Nullable String body, String type, String accept) {
        var content = body == null
                ? null
                : RequestBody.create(body.getBytes(java.nio.charset.StandardCharsets.UTF_8), MediaType.get(type));
        var request = new Request.Builder()
                .url(client.getBasePath() + path)
                .method(method, content)
                .header("Accept", accept)
                .build();
        try (var response = client.getHttpClient().newCall(request).execute()) {
            return new Answer(response.code(), response.body().string());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }
}
