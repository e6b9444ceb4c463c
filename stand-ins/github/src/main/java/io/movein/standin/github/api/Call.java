package io.movein.standin.github.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.movein.standin.github.model.User;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request by somebody whose token was good. */
record Call(Context http, User user) {

    private static final ObjectMapper JSON = new ObjectMapper();

    String actor() {
        return user.login();
    }

    int issue() {
        var id = id();
        return id > Integer.MAX_VALUE ? 0 : (int) id;
    }

    long id() {
        try {
            return Long.parseLong(http.pathParam("number"));
        } catch (NumberFormatException e) {
            throw new BadRequest(404, "Not Found");
        }
    }

    String path(String name) {
        return http.pathParam(name);
    }

    String query(String name, String otherwise) {
        var value = http.queryParam(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    @Nullable
    Instant since() {
        var value = http.queryParam("since");
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new BadRequest(422, "'" + value + "' is no time; expected ISO 8601 such as 2026-01-31T08:00:00Z");
        }
    }

    JsonNode body() {
        try {
            return http.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(http.body());
        } catch (JsonProcessingException e) {
            throw new BadRequest(400, "Problems parsing JSON");
        }
    }

    /** Label names, in any of the forms GitHub takes: {@code {"labels": [..]}} or a bare array, of names or of objects. */
    static @Nullable List<String> labels(JsonNode body) {
        var array = body.isArray() ? body : body.path("labels");
        if (!array.isArray()) {
            return null;
        }
        var names = new ArrayList<String>();
        array.forEach(item -> names.add(item.isObject() ? item.path("name").asText() : item.asText()));
        return names;
    }

    static @Nullable String text(JsonNode body, String field) {
        var value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new BadRequest(422, "Invalid request.\n\nFor '" + field + "', " + value + " is not a string.");
        }
        return value.asText();
    }

    static String required(JsonNode body, String field) {
        var value = text(body, field);
        if (value == null) {
            throw new BadRequest(422, "Invalid request.\n\n\"" + field + "\" wasn't supplied.");
        }
        return value;
    }

    static final class BadRequest extends RuntimeException {

        final int status;

        BadRequest(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }
}
