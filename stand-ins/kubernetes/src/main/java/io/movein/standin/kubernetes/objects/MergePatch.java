package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** RFC 7386, the one kind of patch that Movein sends. */
public final class MergePatch {
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private MergePatch() {}

    public static ObjectNode apply(ObjectNode original, ObjectNode patch) {
        return merge(original.deepCopy(), patch);
    }

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
}
