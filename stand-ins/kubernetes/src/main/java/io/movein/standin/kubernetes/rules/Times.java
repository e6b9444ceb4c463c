package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes times as the real server stores them: most with whole seconds, some with microseconds, all in UTC. */
final class Times {
    private static final Set<String> SECONDS = Set.of(
            "creationTimestamp",
            "deletionTimestamp",
            "startTime",
            "completionTime",
            "lastTransitionTime",
            "lastProbeTime",
            "lastHeartbeatTime",
            "startedAt",
            "finishedAt",
            "firstTimestamp",
            "lastTimestamp",
            "timeAdded");
    private static final Set<String> MICROSECONDS = Set.of("renewTime", "acquireTime", "eventTime", "lastObservedTime");
    private static final Set<String> FREE =
            Set.of("annotations", "labels", "data", "stringData", "matchLabels", "nodeSelector");

    private Times() {}

    static void normalise(ObjectNode object) {
        for (var field : List.copyOf(object.properties())) {
            if (!FREE.contains(field.getKey())) {
                normalise(object, field);
            }
        }
    }

    private static void normalise(ObjectNode parent, Map.Entry<String, JsonNode> field) {
        switch (field.getValue()) {
            case ObjectNode child -> normalise(child);
            case ArrayNode list -> Json.objects(list).forEach(Times::normalise);
            case JsonNode value
            when value.isTextual() && SECONDS.contains(field.getKey()) ->
                parent.put(field.getKey(), Meta.time(instant(field.getKey(), value.asText())));
            case JsonNode value
            when value.isTextual() && MICROSECONDS.contains(field.getKey()) ->
                parent.put(field.getKey(), Meta.microTime(instant(field.getKey(), value.asText())));
            default -> {}
        }
    }

    private static java.time.Instant instant(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw io.movein.standin.kubernetes.objects.Refusal.badRequest(
                    "%s: parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\" failed".formatted(field, text));
        }
    }
}
