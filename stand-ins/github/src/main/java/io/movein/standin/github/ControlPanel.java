package io.movein.standin.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.movein.standin.github.api.Traffic;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.DeliveryFault;
import io.movein.standin.github.faults.Faults;
import io.movein.standin.github.webhook.Deliveries;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * What real GitHub does not have: {@code /_stand-in/stats} counts requests and writes per login, {@code /_stand-in/faults}
 * lists (GET), adds (POST) and clears (DELETE) faults. A fault is e.g.
 * {@code {"fault": "lost-answer", "count": 1, "method": "POST", "path": "/comments$"}} or {@code {"fault": "drop", "count": 3}}.
 */
final class ControlPanel {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KINDS =
            "drop, duplicate, delay, reorder, primary-limit, secondary-limit, server-error or lost-answer";

    private final Faults faults;
    private final Traffic traffic;
    private final Deliveries deliveries;

    ControlPanel(Faults faults, Traffic traffic, Deliveries deliveries) {
        this.faults = faults;
        this.traffic = traffic;
        this.deliveries = deliveries;
    }

    void addTo(RoutesConfig routes) {
        routes.get(
                "/_stand-in/stats",
                http -> json(http, Map.of("logins", traffic.counts(), "deliveries", deliveries.sent())));
        routes.delete("/_stand-in/stats", http -> {
            traffic.reset();
            http.status(204);
        });
        routes.get("/_stand-in/faults", http -> json(http, Map.of("pending", faults.pending())));
        routes.delete("/_stand-in/faults", http -> {
            faults.clear();
            http.status(204);
        });
        routes.post("/_stand-in/faults", this::add);
    }

    private void add(Context http) throws IOException {
        var asked = JSON.readTree(http.body());
        try {
            add(asked);
            http.status(201);
            json(http, Map.of("pending", faults.pending()));
        } catch (IllegalArgumentException e) {
            http.status(422);
            json(http, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private void add(JsonNode asked) {
        var count = asked.path("count").asInt(1);
        var millis = asked.path("millis").asLong(1_000);
        switch (asked.path("fault").asText()) {
            case "drop" -> faults.nextDeliveries(count, new DeliveryFault.Drop());
            case "duplicate" -> faults.nextDeliveries(count, new DeliveryFault.Duplicate());
            case "delay" -> faults.nextDeliveries(count, new DeliveryFault.Delay(Duration.ofMillis(millis)));
            case "reorder" -> faults.reorderNextDeliveries(count);
            default ->
                faults.answerNext(
                        count,
                        asked.path("method").asText("*"),
                        asked.path("path").asText(""),
                        answer(asked));
        }
    }

    private static AnswerFault answer(JsonNode asked) {
        var seconds =
                asked.has("seconds") ? Duration.ofSeconds(asked.get("seconds").asLong()) : null;
        return switch (asked.path("fault").asText()) {
            case "primary-limit" -> new AnswerFault.PrimaryLimit(seconds == null ? Duration.ofMinutes(1) : seconds);
            case "secondary-limit" ->
                new AnswerFault.SecondaryLimit(asked.path("status").asInt(403), seconds);
            case "server-error" ->
                new AnswerFault.ServerError(asked.path("status").asInt(500));
            case "lost-answer" -> new AnswerFault.LostAnswer();
            case String other ->
                throw new IllegalArgumentException("fault '" + other + "' is unknown; expected " + KINDS);
        };
    }

    private static void json(Context http, Object value) throws IOException {
        http.contentType("application/json").result(JSON.writeValueAsBytes(value));
    }
}
