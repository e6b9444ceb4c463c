package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.store.ObjectChange;
import java.time.Instant;

/** Deletes what belonged to owners that are all gone. Keys are namespaces. */
final class GarbageCollector extends Controller {
    private final ResourceWrites resources;

    GarbageCollector(ResourceWrites resources) {
        this.resources = resources;
    }

    @Override
    void heard(ObjectChange change) {
        if (change.after() == null || !Meta.owners(change.last()).isEmpty()) {
            soon(new Key(Meta.namespace(change.last()), ""));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        for (var kind : Kinds.ALL) {
            resources.list(kind, key.namespace()).stream()
                    .filter(object -> !Meta.isBeingDeleted(object) && isOrphaned(object))
                    .forEach(object -> delete(kind, object));
        }
    }

    private boolean isOrphaned(ObjectNode object) {
        var owners = Meta.owners(object);
        return !owners.isEmpty() && owners.stream().noneMatch(owner -> exists(owner, Meta.namespace(object)));
    }

    /** An owner of a kind that is not known here is taken to be there. */
    private boolean exists(ObjectNode reference, String namespace) {
        return Kinds.of(reference)
                .map(kind -> resources
                        .find(kind, kind.namespaced() ? namespace : "", Json.text(reference, "name"))
                        .filter(owner -> Meta.uid(owner).equals(Json.text(reference, "uid")))
                        .isPresent())
                .orElse(true);
    }

    private void delete(ObjectKind kind, ObjectNode object) {
        resources
                .store()
                .alone(() -> resources
                        .find(kind, Meta.namespace(object), Meta.name(object))
                        .map(_ -> resources.delete(
                                kind, Meta.namespace(object), Meta.name(object), DeleteOptions.DEFAULT)));
    }
}
