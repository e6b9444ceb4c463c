package io.movein.standin.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.ObjectKind;
import org.jspecify.annotations.Nullable;

/**
 * One write: what was before and what is now. Of a removed object {@code after} is null and {@code last} its final
 * state, with the resource version of the removal.
 */
public record ObjectChange(
        long revision,
        ObjectKind kind,
        @Nullable ObjectNode before,
        @Nullable ObjectNode after,
        ObjectNode last) {
    static ObjectChange put(long revision, ObjectKind kind, @Nullable ObjectNode before, ObjectNode after) {
        return new ObjectChange(revision, kind, before, after, after);
    }

    static ObjectChange removed(long revision, ObjectKind kind, ObjectNode before, ObjectNode last) {
        return new ObjectChange(revision, kind, before, null, last);
    }
}
