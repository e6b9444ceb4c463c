package io.movein.standin.github.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One webhook delivery. A redelivery has the same id. {@code outcome} is an HTTP status or what went wrong. */
public record Delivery(String id, String event, String action, int issue, byte[] payload, Instant at, String outcome) {

    Delivery ended(String how) {
        return new Delivery(id, event, action, issue, payload, at, how);
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    public boolean accepted() {
        return outcome.startsWith("2");
    }
}
