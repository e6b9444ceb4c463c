package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.Store;
import java.time.Clock;
import java.time.Instant;

/**
 * Deletion as the real server does it: at once where nothing holds the object, else marked with a deletion timestamp
 * until the last finalizer is gone and, for a pod on a node, its kubelet has confirmed with a grace period of 0. Only a
 * namespace goes at once with all that is in it.
 */
final class Deletion {
    private final Store store;
    private final Clock clock;

    Deletion(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The object in its last state, or as marked. */
    ObjectNode delete(ObjectKind kind, ObjectNode object, DeleteOptions options) {
        if (!options.onlyUid().isEmpty() && !options.onlyUid().equals(Meta.uid(object))) {
            throw Refusal.conflict(
                    kind,
                    Meta.name(object),
                    "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                            .formatted(options.onlyUid(), Meta.uid(object)));
        }
        if (kind.equals(Kinds.NAMESPACE)) {
            empty(Meta.name(object));
            return store.remove(kind, object);
        }
        var marked = object.deepCopy();
        mark(kind, marked, kind.equals(Kinds.POD) ? podGrace(object, options) : 0);
        if (isReleased(marked)) {
            return store.remove(kind, marked);
        }
        return marked.equals(object) ? object : store.put(kind, marked);
    }

    private void empty(String namespace) {
        Kinds.ALL.stream()
                .filter(ObjectKind::namespaced)
                .forEach(kind -> store.list(kind, namespace).forEach(object -> store.remove(kind, object)));
    }

    /** Marked for deletion, and nothing holds it any more. */
    static boolean isReleased(ObjectNode object) {
        return Meta.isBeingDeleted(object)
                && Meta.finalizers(object).isEmpty()
                && Json.at(object, "metadata", "deletionGracePeriodSeconds").asLong() == 0;
    }

    private static long podGrace(ObjectNode pod, DeleteOptions options) {
        var phase = Json.text(pod, "status", "phase");
        if (Json.text(pod, "spec", "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        var asked = options.graceSeconds() != null
                ? Long.valueOf(options.graceSeconds())
                : Json.at(pod, "spec", "terminationGracePeriodSeconds").asLong(30);
        return Math.max(0, asked);
    }

    private void mark(ObjectKind kind, ObjectNode object, long grace) {
        var meta = Json.ensure(object, "metadata");
        var now = clock.instant();
        if (!Meta.isBeingDeleted(object)) {
            meta.put("deletionGracePeriodSeconds", grace).put("deletionTimestamp", Meta.time(now.plusSeconds(grace)));
            if (kind.hasGeneration()) {
                meta.put("generation", meta.path("generation").asLong() + 1);
            }
        } else if (grace < meta.path("deletionGracePeriodSeconds").asLong()) {
            var since = Instant.parse(meta.get("deletionTimestamp").asText())
                    .minusSeconds(meta.path("deletionGracePeriodSeconds").asLong());
            meta.put("deletionGracePeriodSeconds", grace).put("deletionTimestamp", Meta.time(since.plusSeconds(grace)));
        }
    }
}
