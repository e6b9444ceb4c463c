package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletion as the real server does it: at once where nothing holds the object, else marked with a deletion timestamp
 * until the last finalizer is gone and, for a pod on a node, its kubelet has confirmed with a grace period of 0.
 */
public final class Deletion {
    static final String ORPHAN = "orphan";
    static final String FOREGROUND = "foregroundDeletion";

    private final Store store;
    private final Clock clock;

    Deletion(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The object in its last state, and whether it is gone. */
    public record Outcome(ObjectNode object, boolean gone) {}

    Outcome delete(Kind kind, ObjectNode object, DeleteOptions options) {
        check(kind, object, options);
        var marked = object.deepCopy();
        Meta.setFinalizers(marked, finalizers(kind, object, options));
        var grace = kind.equals(Kinds.POD) ? podGrace(object, options) : 0;
        if (kind.equals(Kinds.NAMESPACE)) {
            Json.ensure(marked, "status").put("phase", "Terminating");
        }
        mark(kind, marked, grace);
        if (options.dryRun()) {
            return new Outcome(marked, false);
        }
        if (isReleased(kind, marked)) {
            return new Outcome(store.remove(kind, marked), true);
        }
        return new Outcome(marked.equals(object) ? object : store.put(kind, marked), false);
    }

    void check(Kind kind, ObjectNode object, DeleteOptions options) {
        var name = Meta.name(object);
        if (!options.onlyUid().isEmpty() && !options.onlyUid().equals(Meta.uid(object))) {
            throw Refusal.preconditionFailed(
                    kind,
                    name,
                    "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                            .formatted(options.onlyUid(), Meta.uid(object)));
        }
        if (!options.onlyVersion().isEmpty() && !options.onlyVersion().equals(Meta.version(object))) {
            throw Refusal.preconditionFailed(
                    kind,
                    name,
                    "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
                            .formatted(options.onlyVersion(), Meta.version(object)));
        }
    }

    /** Marked for deletion, and nothing holds it any more. */
    static boolean isReleased(Kind kind, ObjectNode object) {
        var finalizers = kind.equals(Kinds.NAMESPACE)
                ? Json.at(object, "spec", "finalizers").size()
                : 0;
        return Meta.isBeingDeleted(object)
                && Meta.finalizers(object).isEmpty()
                && finalizers == 0
                && Json.at(object, "metadata", "deletionGracePeriodSeconds").asLong() == 0;
    }

    private static List<String> finalizers(Kind kind, ObjectNode object, DeleteOptions options) {
        var finalizers = new ArrayList<>(Meta.finalizers(object));
        var policy = options.propagation();
        if (policy.isEmpty()) {
            var decided = finalizers.contains(ORPHAN) || finalizers.contains(FOREGROUND);
            // batch/v1 keeps a Job's pods unless told otherwise, for the sake of its first users
            policy = decided ? "" : kind.equals(Kinds.JOB) ? "Orphan" : "Background";
        }
        switch (policy) {
            case "Orphan" -> replace(finalizers, FOREGROUND, ORPHAN);
            case "Foreground" -> replace(finalizers, ORPHAN, FOREGROUND);
            case "Background" -> finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
            default -> {}
        }
        return finalizers;
    }

    private static void replace(List<String> finalizers, String old, String fresh) {
        finalizers.remove(old);
        if (!finalizers.contains(fresh)) {
            finalizers.add(fresh);
        }
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

    private void mark(Kind kind, ObjectNode object, long grace) {
        var meta = Json.ensure(object, "metadata");
        var now = clock.instant();
        if (!Meta.isBeingDeleted(object)) {
            // the namespace keeps no grace period in its metadata
            if (!kind.equals(Kinds.NAMESPACE)) {
                meta.put("deletionGracePeriodSeconds", grace);
            }
            meta.put("deletionTimestamp", Meta.time(now.plusSeconds(grace)));
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
