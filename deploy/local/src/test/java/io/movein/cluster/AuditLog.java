package io.movein.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What the API server was asked, by whom, and what it answered. */
record AuditLog(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param resource {@code group/resource}, of the core group the resource alone, with {@code /subresource} where it is one */
    record Entry(Instant at, String user, String verb, String resource, String namespace, int code) {
        boolean worked() {
            return code >= 200 && code < 300;
        }
    }

    static AuditLog read(Path directory) {
        try (var lines = Files.lines(directory.resolve("logs/audit.log"))) {
            return new AuditLog(lines.map(AuditLog::entry).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Entry> of(String account) {
        return entries.stream()
                .filter(entry -> entry.user().equals("system:serviceaccount:movein:" + account))
                .toList();
    }

    private static Entry entry(String line) {
        try {
            var json = JSON.readTree(line);
            return new Entry(
                    Instant.parse(json.path("requestReceivedTimestamp").asText()),
                    json.path("user").path("username").asText(),
                    json.path("verb").asText(),
                    resource(json.path("objectRef")),
                    json.path("objectRef").path("namespace").asText(),
                    json.path("responseStatus").path("code").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(JsonNode object) {
        var group = object.path("apiGroup").asText();
        var part = object.path("subresource").asText();
        return (group.isEmpty() ? "" : group + "/")
                + object.path("resource").asText()
                + (part.isEmpty() ? "" : "/" + part);
    }
}
