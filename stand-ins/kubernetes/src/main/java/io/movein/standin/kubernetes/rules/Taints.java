package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's taints and a pod's tolerations of them. */
public final class Taints {
    public static final String NOT_READY = "node.kubernetes.io/not-ready";
    public static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private Taints() {}

    public static List<ObjectNode> of(JsonNode node) {
        return Json.objects(Json.at(node, "spec", "taints"));
    }

    public static Optional<ObjectNode> find(JsonNode node, String key, String effect) {
        return of(node).stream().filter(taint -> is(taint, key, effect)).findFirst();
    }

    public static void set(ObjectNode node, String key, String effect, @Nullable String since) {
        if (find(node, key, effect).isPresent()) {
            return;
        }
        var taint = Json.ensureArray(Json.ensure(node, "spec"), "taints")
                .addObject()
                .put("effect", effect)
                .put("key", key);
        if (since != null) {
            taint.put("timeAdded", since);
        }
    }

    public static void remove(ObjectNode node, String key) {
        var left = Json.array();
        of(node).stream().filter(taint -> !Json.text(taint, "key").equals(key)).forEach(left::add);
        if (left.isEmpty()) {
            Json.ensure(node, "spec").remove("taints");
        } else {
            Json.ensure(node, "spec").set("taints", left);
        }
    }

    /** The toleration of the taint, if the pod has one. */
    public static Optional<ObjectNode> toleration(JsonNode pod, JsonNode taint) {
        return Json.objects(Json.at(pod, "spec", "tolerations")).stream()
                .filter(toleration -> tolerates(toleration, taint))
                .findFirst();
    }

    private static boolean tolerates(JsonNode toleration, JsonNode taint) {
        var effect = Json.text(toleration, "effect");
        var key = Json.text(toleration, "key");
        var exists = Json.text(toleration, "operator").equals("Exists");
        return (effect.isEmpty() || effect.equals(Json.text(taint, "effect")))
                && (key.isEmpty() && exists || key.equals(Json.text(taint, "key")))
                && (exists || Json.text(toleration, "value").equals(Json.text(taint, "value")));
    }

    private static boolean is(JsonNode taint, String key, String effect) {
        return Json.text(taint, "key").equals(key) && Json.text(taint, "effect").equals(effect);
    }
}
