package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import java.util.List;

/** What a pod's phase and node say. */
final class Pending {
    private Pending() {}

    static boolean isOver(JsonNode pod) {
        return List.of("Succeeded", "Failed").contains(Json.text(pod, "status", "phase"));
    }

    static boolean isBound(JsonNode pod) {
        return !Json.text(pod, "spec", "nodeName").isEmpty();
    }

    static boolean waitsForANode(JsonNode pod) {
        return !isBound(pod) && !isOver(pod) && !Meta.isBeingDeleted(pod);
    }
}
