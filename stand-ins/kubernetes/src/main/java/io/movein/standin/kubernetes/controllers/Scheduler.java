package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.Conditions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.PodBinding;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.store.ObjectChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Binds pods to nodes, and says on those that cannot be bound why. */
final class Scheduler extends Controller {
    private static final String NAME = "default-scheduler";

    private final ResourceWrites resources;
    private final Events events;

    Scheduler(ResourceWrites resources, Events events) {
        this.resources = resources;
        this.events = events;
    }

    @Override
    void heard(ObjectChange change) {
        if (change.kind().equals(Kinds.POD) && change.after() != null && !Pending.isBound(change.after())) {
            soon(Key.of(change.after()));
        } else if (makesRoom(change)) {
            resources.list(Kinds.POD, "").stream()
                    .filter(Pending::waitsForANode)
                    .forEach(pod -> soon(Key.of(pod)));
        }
    }

    private static boolean makesRoom(ObjectChange change) {
        var podEnded = change.kind().equals(Kinds.POD) && (change.after() == null || Pending.isOver(change.after()));
        return podEnded || change.kind().equals(Kinds.NODE) || change.kind().equals(Kinds.VOLUME_CLAIM);
    }

    @Override
    void sync(Key key, Instant now) {
        resources
                .find(Kinds.POD, key.namespace(), key.name())
                .filter(Pending::waitsForANode)
                .ifPresent(pod -> place(pod, now));
    }

    private void place(ObjectNode pod, Instant now) {
        if (!Json.at(pod, "spec", "schedulingGates").isEmpty()) {
            say(pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", now);
            return;
        }
        var bound = resources.list(Kinds.POD, "").stream()
                .filter(each -> Pending.isBound(each) && !Pending.isOver(each))
                .toList();
        var placement = missingClaim(pod)
                .<Placement>map(Placement.Nowhere::new)
                .orElseGet(() -> Placement.of(pod, resources.list(Kinds.NODE, ""), bound));
        switch (placement) {
            case Placement.On on -> bind(pod, on.node());
            case Placement.Nowhere nowhere -> {
                if (say(pod, "Unschedulable", nowhere.message(), now)) {
                    events.recordAction(pod, "Warning", "FailedScheduling", nowhere.message(), NAME, "Scheduling");
                }
            }
        }
    }

    private Optional<String> missingClaim(ObjectNode pod) {
        List<String> claims = Json.stream(Json.at(pod, "spec", "volumes"))
                .map(volume -> Json.text(volume, "persistentVolumeClaim", "claimName"))
                .filter(claim -> !claim.isEmpty())
                .toList();
        return claims.stream()
                .filter(claim -> resources
                        .find(Kinds.VOLUME_CLAIM, Meta.namespace(pod), claim)
                        .isEmpty())
                .map("persistentvolumeclaim \"%s\" not found"::formatted)
                .findFirst();
    }

    private void bind(ObjectNode pod, String node) {
        PodBinding.bind(resources, Meta.namespace(pod), Meta.name(pod), node);
        events.recordAction(
                pod,
                "Normal",
                "Scheduled",
                "Successfully assigned %s/%s to %s".formatted(Meta.namespace(pod), Meta.name(pod), node),
                NAME,
                "Binding");
    }

    /** Why it is on no node; false if the pod says so already. */
    private boolean say(ObjectNode pod, String reason, String message, Instant now) {
        var known = Meta.condition(pod, "PodScheduled")
                .map(found -> Json.text(found, "message"))
                .orElse("");
        if (known.equals(message)) {
            return false;
        }
        resources.change(Kinds.POD, Meta.namespace(pod), Meta.name(pod), Part.STATUS, changed -> {
            Conditions.set(changed, "PodScheduled", "False", reason, message, now);
            return changed;
        });
        return true;
    }
}
