package io.movein.runtime.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a service says of itself at {@code /health}.
 *
 * @param status {@code UP}, {@code DEGRADED}, {@code DOWN}, or {@code AWAY} where nobody answers
 * @param complaints what is not as it should be
 * @param stuck oldest first, at most as many as the service shows
 * @param stuckInAll how many there are
 */
public record ServiceHealth(
        String name, URI url, String status, List<String> complaints, List<Stuck> stuck, int stuckInAll) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Something that cannot be finished. */
    public record Stuck(String migration, String where, Instant since, int attempts, String why) {}

    public boolean isWell() {
        return status.equals("UP");
    }

    public static ServiceHealth ask(HttpClient client, String name, URI url) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(url.resolve("/health")).timeout(PATIENCE).build();
        try {
            return read(name, url, client.send(request, BodyHandlers.ofString()).body());
        } catch (JsonProcessingException e) {
            return away(name, url, "answers something that is no health (expected JSON): " + e.getOriginalMessage());
        } catch (IOException e) {
            return away(name, url, "does not answer: " + e.getClass().getSimpleName());
        }
    }

    private static ServiceHealth away(String name, URI url, String why) {
        return new ServiceHealth(name, url, "AWAY", List.of(why), List.of(), 0);
    }

    /** @param json what it has answered */
    public static ServiceHealth read(String name, URI url, String json) throws JsonProcessingException {
        var health = JSON.readTree(json);
        var stuck = health.at("/details/stuck/details");
        return new ServiceHealth(
                name,
                url,
                health.path("status").asText("UNKNOWN"),
                health.path("details")
                        .propertyStream()
                        .filter(part -> part.getValue().path("status").asText().equals("DOWN"))
                        .flatMap(part ->
                                complaints(part.getKey(), part.getValue().path("details")))
                        .toList(),
                stuck.path("oldest").valueStream().map(ServiceHealth::stuck).toList(),
                stuck.path("count").asInt());
    }

    private static Stream<String> complaints(String part, JsonNode details) {
        return details.isEmpty()
                ? Stream.of(part)
                : details.propertyStream()
                        .map(detail -> part + " " + detail.getKey() + ": "
                                + detail.getValue().asText(detail.getValue().toString()));
    }

    private static Stuck stuck(JsonNode it) {
        return new Stuck(
                it.path("migration").asText(),
                it.path("where").asText(),
                Instant.parse(it.path("since").asText()),
                it.path("attempts").asInt(),
                it.path("why").asText());
    }
}
