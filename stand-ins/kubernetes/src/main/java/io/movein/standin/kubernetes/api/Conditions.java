package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import java.time.Instant;

/** Conditions in an object's status. */
public final class Conditions {
    private Conditions() {}

    /** Sets the condition; its transition time moves only when its status does. An empty reason or message is left out. */
    public static void set(ObjectNode object, String type, String status, String reason, String message, Instant now) {
        var conditions = Json.ensureArray(Json.ensure(object, "status"), "conditions");
        var present = Meta.condition(object, type);
        var condition = present.orElseGet(conditions::addObject);
        if (!Json.text(condition, "status").equals(status)) {
            condition.put("lastTransitionTime", Meta.time(now));
        }
        condition.put("type", type).put("status", status);
        put(condition, "reason", reason);
        put(condition, "message", message);
    }

    private static void put(ObjectNode condition, String field, String text) {
        if (text.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, text);
        }
    }
}
