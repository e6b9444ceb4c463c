package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.Resources;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes what belonged to an owner that is gone, and carries an owner's deletion out first where it asks for that:
 * foreground waits for its dependents, orphan lets them go. Keys are namespaces.
 */
final class GarbageCollector extends Controller {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final Resources resources;

    private record Item(Kind kind, ObjectNode object) {}

    GarbageCollector(Resources resources) {
        this.resources = resources;
    }

    @Override
    void heard(Change change) {
        var owned = !Meta.owners(change.last()).isEmpty();
        if (owned || change.after() == null || Meta.isBeingDeleted(change.last())) {
            soon(new Key(Meta.namespace(change.last()), ""));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        var items = items(key.namespace());
        items.stream().filter(item -> Meta.isBeingDeleted(item.object)).forEach(owner -> endOwner(owner, items));
        items.stream().filter(item -> !Meta.owners(item.object).isEmpty()).forEach(this::deleteIfOrphaned);
    }

    private List<Item> items(String namespace) {
        return Kinds.ALL.stream()
                .filter(kind -> !kind.equals(Kinds.EVENT))
                .flatMap(kind -> resources.list(kind, namespace).stream().map(object -> new Item(kind, object)))
                .toList();
    }

    private void endOwner(Item owner, List<Item> items) {
        var finalizers = Meta.finalizers(owner.object);
        var dependents = items.stream()
                .filter(item -> Meta.ownedBy(item.object, Meta.uid(owner.object)))
                .toList();
        if (finalizers.contains(ORPHAN)) {
            dependents.forEach(dependent -> disown(dependent, Meta.uid(owner.object)));
            takeOff(owner, ORPHAN);
        } else if (finalizers.contains(FOREGROUND)) {
            dependents.stream()
                    .filter(item -> !Meta.isBeingDeleted(item.object))
                    .forEach(item -> delete(item, DeleteOptions.FOREGROUND));
            if (dependents.stream().noneMatch(item -> blocks(item, owner))) {
                takeOff(owner, FOREGROUND);
            }
        }
    }

    private boolean blocks(Item dependent, Item owner) {
        return resources.find(dependent.kind, Meta.namespace(dependent.object), Meta.name(dependent.object)).stream()
                .flatMap(present -> Meta.owners(present).stream())
                .anyMatch(reference -> Json.text(reference, "uid").equals(Meta.uid(owner.object))
                        && reference.path("blockOwnerDeletion").asBoolean());
    }

    private void deleteIfOrphaned(Item item) {
        var present = resources.find(item.kind, Meta.namespace(item.object), Meta.name(item.object));
        if (present.isEmpty() || Meta.isBeingDeleted(present.get())) {
            return;
        }
        var owners = Meta.owners(present.get());
        var gone = owners.stream()
                .filter(owner -> !exists(owner, Meta.namespace(item.object)))
                .toList();
        if (!owners.isEmpty() && gone.size() == owners.size()) {
            delete(item, DeleteOptions.BACKGROUND);
        } else {
            gone.forEach(owner -> disown(item, Json.text(owner, "uid")));
        }
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

    private void delete(Item item, DeleteOptions options) {
        try {
            resources.delete(item.kind, Meta.namespace(item.object), Meta.name(item.object), options);
        } catch (Refusal refusal) {
            if (refusal.code() != 404) {
                throw refusal;
            }
        }
    }

    private void disown(Item item, String uid) {
        change(item, object -> {
            var left = Json.array();
            Meta.owners(object).stream()
                    .filter(owner -> !Json.text(owner, "uid").equals(uid))
                    .forEach(left::add);
            Json.ensure(object, "metadata").set("ownerReferences", left);
        });
    }

    private void takeOff(Item item, String finalizer) {
        change(item, object -> {
            var left = new ArrayList<>(Meta.finalizers(object));
            left.remove(finalizer);
            Meta.setFinalizers(object, left);
        });
    }

    private void change(Item item, java.util.function.Consumer<ObjectNode> change) {
        if (resources
                .find(item.kind, Meta.namespace(item.object), Meta.name(item.object))
                .isPresent()) {
            resources.change(item.kind, Meta.namespace(item.object), Meta.name(item.object), Part.MAIN, object -> {
                change.accept(object);
                return object;
            });
        }
    }
}
