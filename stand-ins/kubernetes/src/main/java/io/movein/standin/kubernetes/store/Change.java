package io.movein.standin.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One write: what was before and what is now. Of a removed object {@code after} is null and {@code last} its final
 * state, with the resource version of the removal.
 */
public record Change(
        long revision,
        Kind kind,
        @Nullable ObjectNode before,
        @Nullable ObjectNode after,
        ObjectNode last) {
    static Change put(long revision, Kind kind, @Nullable ObjectNode before, ObjectNode after) {
        return new Change(revision, kind, before, after, after);
    }

    static Change removed(long revision, Kind kind, ObjectNode before, ObjectNode last) {
        return new Change(revision, kind, before, null, last);
    }
}
