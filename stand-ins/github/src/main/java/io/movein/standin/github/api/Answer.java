package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.model.Refused;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back: JSON, or a text as it is. */
record Answer(
        int status,
        @Nullable JsonNode body,
        Map<String, String> headers,
        @Nullable String text) {

    static Answer text(int status, Map<String, String> headers, String text) {
        return new Answer(status, null, headers, text);
    }

    static Answer ok(JsonNode body) {
        return new Answer(200, body, Map.of(), null);
    }

    static Answer created(JsonNode body) {
        return new Answer(201, body, Map.of(), null);
    }

    static Answer nothing() {
        return new Answer(204, null, Map.of(), null);
    }

    static Answer error(int status, String message) {
        return new Answer(status, message(status, message), Map.of(), null);
    }

    static Answer refusal(Refused refused) {
        if (refused.status() != 422) {
            return error(refused.status(), String.valueOf(refused.getMessage()));
        }
        var json = message(422, "Validation Failed");
        json.putArray("errors")
                .addObject()
                .put("resource", "Issue")
                .put("code", "custom")
                .put("field", refused.field())
                .put("message", refused.getMessage());
        return new Answer(422, json, Map.of(), null);
    }

    private static ObjectNode message(int status, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("message", message)
                .put("documentation_url", "https://docs.github.com/rest")
                .put("status", String.valueOf(status));
    }
}
