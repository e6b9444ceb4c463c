package io.movein.standin.kubernetes.controllers;

import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.store.ObjectChange;
import java.time.Instant;
import java.util.ArrayList;

/** Binds every claim at once, with what it asked for as its capacity, and lets go of one that no living pod uses. */
final class VolumeBinder extends Controller {
    private static final String PROTECTION = "kubernetes.io/pvc-protection";
    private final ResourceWrites resources;

    VolumeBinder(ResourceWrites resources) {
        this.resources = resources;
    }

    @Override
    void heard(ObjectChange change) {
        if (change.kind().equals(Kinds.VOLUME_CLAIM) && change.after() != null) {
            soon(Key.of(change.last()));
        } else if (change.kind().equals(Kinds.POD)) {
            Json.stream(Json.at(change.last(), "spec", "volumes"))
                    .map(volume -> Json.text(volume, "persistentVolumeClaim", "claimName"))
                    .filter(claim -> !claim.isEmpty())
                    .forEach(claim -> soon(new Key(Meta.namespace(change.last()), claim)));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        resources.find(Kinds.VOLUME_CLAIM, key.namespace(), key.name()).ifPresent(claim -> {
            if (Meta.isBeingDeleted(claim)) {
                letGo(key);
            } else if (!Json.text(claim, "status", "phase").equals("Bound")) {
                bind(key);
            }
        });
    }

    private void bind(Key key) {
        resources.change(Kinds.VOLUME_CLAIM, key.namespace(), key.name(), Part.MAIN, claim -> {
            Json.ensure(claim, "spec").put("volumeName", "pvc-" + Meta.uid(claim));
            return claim;
        });
        resources.change(Kinds.VOLUME_CLAIM, key.namespace(), key.name(), Part.STATUS, claim -> {
            var status = Json.ensure(claim, "status").put("phase", "Bound");
            status.set("accessModes", Json.at(claim, "spec", "accessModes").deepCopy());
            status.set(
                    "capacity", Json.at(claim, "spec", "resources", "requests").deepCopy());
            return claim;
        });
    }

    private void letGo(Key key) {
        if (isUsed(key)) {
            return;
        }
        resources.change(Kinds.VOLUME_CLAIM, key.namespace(), key.name(), Part.MAIN, claim -> {
            var left = new ArrayList<>(Meta.finalizers(claim));
            left.remove(PROTECTION);
            Meta.setFinalizers(claim, left);
            return claim;
        });
    }

    private boolean isUsed(Key key) {
        return resources.list(Kinds.POD, key.namespace()).stream()
                .filter(pod -> !Pending.isOver(pod))
                .flatMap(pod -> Json.stream(Json.at(pod, "spec", "volumes")))
                .anyMatch(volume ->
                        Json.text(volume, "persistentVolumeClaim", "claimName").equals(key.name()));
    }
}
