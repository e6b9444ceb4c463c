package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.Conditions;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.Resources;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.store.Change;
import java.time.Duration;
import java.time.Instant;

/**
 * Ends pods that no kubelet will ever end: those whose node is gone, and those deleted before they had one. The real
 * one looks every 20 s and waits 40 s for a node to come back; this one looks at once and waits shortly.
 */
final class PodGarbage extends Controller {
    private static final Duration NODE_MAY_RETURN = Duration.ofSeconds(2);
    private static final DeleteOptions FORCED = new DeleteOptions("Background", 0L, "", "", false);

    private final Resources resources;

    PodGarbage(Resources resources) {
        this.resources = resources;
    }

    @Override
    void heard(Change change) {
        if (change.kind().equals(Kinds.NODE) && change.after() == null) {
            resources.list(Kinds.POD, "").stream()
                    .filter(pod -> Json.text(pod, "spec", "nodeName").equals(Meta.name(change.last())))
                    .forEach(pod ->
                            later(Key.of(pod), resources.clock().instant().plus(NODE_MAY_RETURN)));
        } else if (change.kind().equals(Kinds.POD) && change.after() != null && isStranded(change.after())) {
            soon(Key.of(change.after()));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        resources.find(Kinds.POD, key.namespace(), key.name()).ifPresent(pod -> {
            if (isStranded(pod)) {
                end(pod, "", now);
            } else if (Pending.isBound(pod)
                    && resources
                            .find(Kinds.NODE, "", Json.text(pod, "spec", "nodeName"))
                            .isEmpty()) {
                end(pod, "PodGC: node no longer exists", now);
            }
        });
    }

    private static boolean isStranded(ObjectNode pod) {
        return Meta.isBeingDeleted(pod) && !Pending.isBound(pod) && !Pending.isOver(pod);
    }

    private void end(ObjectNode pod, String disruption, Instant now) {
        if (!Pending.isOver(pod)) {
            resources.change(Kinds.POD, Meta.namespace(pod), Meta.name(pod), Part.STATUS, changed -> {
                Json.ensure(changed, "status").put("phase", "Failed");
                if (!disruption.isEmpty()) {
                    Conditions.set(changed, "DisruptionTarget", "True", "DeletionByPodGC", disruption, now);
                }
                return changed;
            });
        }
        resources.delete(Kinds.POD, Meta.namespace(pod), Meta.name(pod), FORCED);
    }
}
