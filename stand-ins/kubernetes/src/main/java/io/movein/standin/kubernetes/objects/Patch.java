package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The three kinds of patch that name a change of an object. Server-side apply is not among them. */
public enum Patch {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json");

    private final String mediaType;

    Patch(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** @throws PatchRefusedException if the patch is malformed or does not fit */
    public ObjectNode apply(ObjectNode original, JsonNode patch) {
        return switch (this) {
            case JSON -> JsonPatch.apply(original, patch);
            case MERGE -> merge(original.deepCopy(), object(patch));
            case STRATEGIC -> StrategicMerge.apply(original, object(patch));
        };
    }

    /** RFC 7386. */
    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            var value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode child) {
                var present = target.get(field.getKey()) instanceof ObjectNode object ? object : Json.object();
                target.set(field.getKey(), merge(present, child));
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        });
        return target;
    }

    private static ObjectNode object(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw new PatchRefusedException(true, "error decoding patch: expected a JSON object");
    }
}
