package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.rules.Defaults;
import io.movein.standin.kubernetes.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The writing verbs, as rules over the store: what clients and controllers do alike goes through here, each as one
 * indivisible step.
 */
public final class ResourceWrites {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Store store;
    private final Clock clock;
    private final Deletion deletion;

    public ResourceWrites(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        deletion = new Deletion(store, clock);
    }

    public Store store() {
        return store;
    }

    public Clock clock() {
        return clock;
    }

    public Optional<ObjectNode> find(ObjectKind kind, String namespace, String name) {
        return store.get(kind, namespace, name);
    }

    public ObjectNode get(ObjectKind kind, String namespace, String name) {
        return find(kind, namespace, name).orElseThrow(() -> Refusal.notFound(kind, name));
    }

    public List<ObjectNode> list(ObjectKind kind, String namespace) {
        return store.list(kind, namespace);
    }

    public ObjectNode create(ObjectKind kind, String namespace, ObjectNode body) {
        return store.alone(() -> {
            var object = prepared(kind, namespace, body.deepCopy());
            if (store.get(kind, namespace, Meta.name(object)).isPresent()) {
                throw Refusal.alreadyExists(kind, Meta.name(object));
            }
            if (kind.namespaced() && store.get(Kinds.NAMESPACE, "", namespace).isEmpty()) {
                throw Refusal.notFound(Kinds.NAMESPACE, namespace);
            }
            return store.put(kind, object);
        });
    }

    /** Replaces the object, or its status, unless somebody else has done so since it was read. */
    public ObjectNode update(ObjectKind kind, String namespace, String name, ObjectNode body, Part part) {
        return store.alone(() -> {
            var before = get(kind, namespace, name);
            var after = Update.merged(kind, before, body.deepCopy(), part);
            return Update.isSame(before, after) ? before : written(kind, after);
        });
    }

    /** Reads, changes and writes with nobody in between; nothing happens where the change changes nothing. */
    public ObjectNode change(
            ObjectKind kind, String namespace, String name, Part part, UnaryOperator<ObjectNode> change) {
        return store.alone(() -> {
            var before = get(kind, namespace, name);
            return update(kind, namespace, name, change.apply(before.deepCopy()), part);
        });
    }

    /** The object in its last state, or as marked where something holds it. */
    public ObjectNode delete(ObjectKind kind, String namespace, String name, DeleteOptions options) {
        return store.alone(() -> deletion.delete(kind, get(kind, namespace, name), options));
    }

    private ObjectNode written(ObjectKind kind, ObjectNode after) {
        return Deletion.isReleased(after) ? store.remove(kind, after) : store.put(kind, after);
    }

    private ObjectNode prepared(ObjectKind kind, String namespace, ObjectNode object) {
        var meta = Json.ensure(object, "metadata");
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        if (Meta.name(object).isEmpty() && meta.hasNonNull("generateName")) {
            meta.put("name", meta.get("generateName").asText() + suffix());
        }
        if (kind.namespaced()) {
            meta.put("namespace", namespace);
        }
        meta.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Meta.time(clock.instant()));
        meta.remove(List.of(
                "resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
        if (kind.hasGeneration()) {
            meta.put("generation", 1);
        }
        Update.tidy(meta);
        if (kind.hasStatus() && !kind.equals(Kinds.NODE)) {
            object.putObject("status");
        }
        Defaults.apply(kind, object);
        Defaults.onCreate(kind, object);
        return object;
    }

    private static String suffix() {
        return ThreadLocalRandom.current()
                .ints(5, 0, SUFFIX_LETTERS.length())
                .mapToObj(i -> SUFFIX_LETTERS.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
