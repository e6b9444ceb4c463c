package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.Conditions;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.Resources;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.rules.Taints;
import io.movein.standin.kubernetes.store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Deletes the pods on a node that is tainted NoExecute, each after the time for which it tolerates that. */
final class Eviction extends Controller {
    private final Resources resources;

    Eviction(Resources resources) {
        this.resources = resources;
    }

    @Override
    void heard(Change change) {
        if (change.kind().equals(Kinds.NODE) && !executing(change.last()).isEmpty()) {
            resources.list(Kinds.POD, "").stream()
                    .filter(pod -> Json.text(pod, "spec", "nodeName").equals(Meta.name(change.last())))
                    .forEach(pod -> soon(Key.of(pod)));
        } else if (change.kind().equals(Kinds.POD) && change.after() != null && Pending.isBound(change.after())) {
            soon(Key.of(change.after()));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        var pod = resources
                .find(Kinds.POD, key.namespace(), key.name())
                .filter(found -> Pending.isBound(found) && !Meta.isBeingDeleted(found) && !Pending.isOver(found));
        var node = pod.flatMap(found -> resources.find(Kinds.NODE, "", Json.text(found, "spec", "nodeName")));
        if (node.isEmpty()) {
            return;
        }
        for (var taint : executing(node.get())) {
            leaveBy(pod.get(), taint).ifPresent(time -> evictOrWait(pod.get(), time, now));
        }
    }

    private static List<ObjectNode> executing(ObjectNode node) {
        return Taints.of(node).stream()
                .filter(taint -> Json.text(taint, "effect").equals("NoExecute"))
                .toList();
    }

    /** Empty where the pod may stay for ever. */
    private static Optional<Instant> leaveBy(ObjectNode pod, ObjectNode taint) {
        var added = Json.text(taint, "timeAdded");
        var since = added.isEmpty() ? Instant.EPOCH : Instant.parse(added);
        var toleration = Taints.toleration(pod, taint);
        if (toleration.isEmpty()) {
            return Optional.of(since);
        }
        return toleration
                .filter(found -> found.has("tolerationSeconds"))
                .map(found -> since.plusSeconds(found.get("tolerationSeconds").asLong()));
    }

    private void evictOrWait(ObjectNode pod, Instant time, Instant now) {
        if (time.isAfter(now)) {
            later(Key.of(pod), time);
            return;
        }
        resources.change(Kinds.POD, Meta.namespace(pod), Meta.name(pod), Part.STATUS, changed -> {
            Conditions.set(
                    changed,
                    "DisruptionTarget",
                    "True",
                    "DeletionByTaintManager",
                    "Taint manager: deleting due to NoExecute taint",
                    now);
            return changed;
        });
        resources.delete(Kinds.POD, Meta.namespace(pod), Meta.name(pod), DeleteOptions.BACKGROUND);
    }
}
