package io.movein.standin.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.ObjectKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects and the last changes to them. Every write gets the next revision, which becomes the object's resource
 * version; listeners hear of every write in that order. Objects that it holds or hands out are never changed.
 */
public final class Store implements AutoCloseable {
    private static final int HISTORY = 20_000;

    private final Map<ObjectKind, TreeMap<String, ObjectNode>> objects = new HashMap<>();
    private final ArrayDeque<ObjectChange> history = new ArrayDeque<>();
    private final List<Consumer<ObjectChange>> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable FileJournal journal;
    private long revision;
    private long forgotten;

    /** Begins with what the journal holds; without one nothing outlives the process. */
    public Store(@Nullable FileJournal journal) {
        this.journal = journal;
        revision = journal == null ? 1 : journal.read((kind, object) -> of(kind).put(path(object), object));
        forgotten = revision;
    }

    /** Runs the decision and its writes with nobody writing in between. */
    public synchronized <T> T alone(Supplier<T> work) {
        return work.get();
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized Optional<ObjectNode> get(ObjectKind kind, String namespace, String name) {
        return Optional.ofNullable(of(kind).get(path(namespace, name)));
    }

    /** All of the kind in the namespace, or everywhere where it is empty; ordered by namespace and name. */
    public synchronized List<ObjectNode> list(ObjectKind kind, String namespace) {
        var all = of(kind);
        return new ArrayList<>(
                namespace.isEmpty()
                        ? all.values()
                        : all.subMap(namespace + "/", namespace + "0").values());
    }

    public synchronized ObjectNode put(ObjectKind kind, ObjectNode object) {
        var stamped = stamped(object);
        var before = of(kind).put(path(stamped), stamped);
        if (journal != null) {
            journal.put(kind, stamped);
        }
        publish(ObjectChange.put(revision, kind, before, stamped));
        return stamped;
    }

    public synchronized ObjectNode remove(ObjectKind kind, ObjectNode object) {
        var before = of(kind).remove(path(object));
        if (before == null) {
            throw new IllegalStateException("there is no %s %s to remove".formatted(kind.name(), path(object)));
        }
        var last = stamped(object);
        if (journal != null) {
            journal.remove(kind, last);
        }
        publish(ObjectChange.removed(revision, kind, before, last));
        return last;
    }

    /** Hears every change after the revision: first those of the past, then those to come, none twice. */
    public synchronized Subscription subscribe(long after, Consumer<ObjectChange> listener) {
        if (after < forgotten) {
            throw new TooOldException(after, forgotten);
        }
        history.stream().filter(change -> change.revision() > after).forEach(listener);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Forgets the past, as the real server does when it compacts: watches from it get 410. */
    public synchronized void forgetHistory() {
        history.clear();
        // also the present revision becomes unusable, or a quiet cluster would never answer 410
        revision++;
        forgotten = revision;
    }

    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
        }
    }

    private void publish(ObjectChange change) {
        history.add(change);
        if (history.size() > HISTORY) {
            forgotten = history.remove().revision();
        }
        listeners.forEach(listener -> listener.accept(change));
    }

    private ObjectNode stamped(ObjectNode object) {
        var copy = Json.normal(object);
        copy.withObject("/metadata").put("resourceVersion", Long.toString(++revision));
        return copy;
    }

    private TreeMap<String, ObjectNode> of(ObjectKind kind) {
        return objects.computeIfAbsent(kind, ignored -> new TreeMap<>());
    }

    private static String path(ObjectNode object) {
        return path(Meta.namespace(object), Meta.name(object));
    }

    private static String path(String namespace, String name) {
        return namespace + "/" + name;
    }
}
