package io.movein.runner;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.run.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in a map: stores what it is given, with uids, resource versions and conflicts as the API server has them.
 * Controllers and kubelet are played by {@link Playing}. Can be told to be away, or to refuse.
 */
public final class InMemoryCluster implements Cluster {
    private record Key(String kind, String namespace, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return toString().compareTo(other.toString());
        }
    }

    private final TreeMap<Key, KubernetesObject> objects = new TreeMap<>();
    private final Map<String, List<LogLine>> logs = new HashMap<>();
    private final Set<String> deletedNamespaces = new HashSet<>();
    private final List<CoreV1Event> events = new ArrayList<>();
    /** Every call, e.g. {@code create Job movein-17-run-1}. */
    public final List<String> calls = new ArrayList<>();

    /** From how long ago on logs were read; empty: whole. */
    public final List<Optional<Duration>> readings = new ArrayList<>();

    private final InstantSource clock;
    private Predicate<String> away = _ -> false;
    private Predicate<String> refusing = _ -> false;
    private Consumer<WatchEvent<V1Job>> jobs = _ -> {};
    private Consumer<WatchEvent<V1Pod>> pods = _ -> {};
    private long version;

    public InMemoryCluster(InstantSource clock) {
        this.clock = clock;
    }

    /** Calls that get no answer; the write has not happened. */
    public void isAwayFor(Predicate<String> calls) {
        away = calls;
    }

    public void refuses(Predicate<String> calls) {
        refusing = calls;
    }

    /** Whoever watches it, in the moment in which it happens. */
    public void isWatchedBy(Consumer<WatchEvent<V1Job>> jobs, Consumer<WatchEvent<V1Pod>> pods) {
        this.jobs = jobs;
        this.pods = pods;
    }

    private void show(@Nullable KubernetesObject object, How how) {
        if (object instanceof V1Job job) {
            jobs.accept(new WatchEvent<>(copy(job), how));
        } else if (object instanceof V1Pod pod) {
            pods.accept(new WatchEvent<>(copy(pod), how));
        }
    }

    /** Puts it there as a controller or a person would. */
    public <T extends KubernetesObject> T put(T object) {
        var copy = copy(object);
        var meta = copy.getMetadata();
        meta.setResourceVersion(Long.toString(++version));
        if (meta.getUid() == null) {
            meta.setUid("uid-" + version);
        }
        if (meta.getCreationTimestamp() == null) {
            meta.setCreationTimestamp(clock.instant().atOffset(ZoneOffset.UTC));
        }
        objects.put(key(Kind.of(object), meta.getNamespace(), meta.getName()), copy);
        show(copy, How.CHANGED);
        return copy(copy);
    }

    public void remove(Kind<?> kind, String namespace, String name) {
        show(objects.remove(key(kind, namespace, name)), How.GONE);
    }

    /** The namespace, and everything in it. */
    public void removeNamespace(String namespace) {
        deletedNamespaces.add(namespace);
        objects.keySet().removeIf(it -> it.namespace().equals(namespace));
    }

    /** The process writes these lines. */
    public void log(String pod, String text) {
        var lines = logs.computeIfAbsent(pod, _ -> new ArrayList<>());
        text.lines().forEach(line -> lines.add(new LogLine("%09d".formatted(lines.size()), line)));
    }

    public void event(CoreV1Event event) {
        events.add(event);
    }

    /** They are kept for an hour. */
    public void forgetsItsEvents() {
        events.clear();
    }

    public Instant now() {
        return clock.instant();
    }

    /** {@code kind/name} of everything in a namespace. */
    public List<String> names(String namespace) {
        return objects.keySet().stream()
                .filter(it -> it.namespace().equals(namespace))
                .map(it -> it.kind() + "/" + it.name())
                .toList();
    }

    @Override
    public <T extends KubernetesObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        called("get", kind, name);
        if (kind == Kind.NAMESPACE && !deletedNamespaces.contains(name)) {
            return Optional.of(kind.type().cast(new V1Namespace().metadata(new V1ObjectMeta().name(name))));
        }
        return Optional.ofNullable(objects.get(key(kind, namespace, name)))
                .map(it -> copy(kind.type().cast(it)));
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, @Nullable String namespace, String labels) {
        called("list", kind, "");
        return objects.entrySet().stream()
                .filter(it -> it.getKey().kind().equals(kind.toString()))
                .filter(it -> namespace == null || it.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .filter(it -> matches(labels, it.getMetadata().getLabels()))
                .map(it -> copy(kind.type().cast(it)))
                .toList();
    }

    @Override
    public <T extends KubernetesObject> List<T> listNamed(Kind<T> kind, String name) {
        return list(kind, null, "").stream()
                .filter(it -> name.equals(it.getMetadata().getName()))
                .toList();
    }

    @Override
    public List<CoreV1Event> events(String namespace, String uid) {
        return events.stream()
                .filter(it -> uid.equals(it.getInvolvedObject().getUid()))
                .toList();
    }

    @Override
    public <T extends KubernetesObject> Optional<T> create(Kind<T> kind, T object) {
        written("create", kind, object);
        return objects.containsKey(key(kind, object)) ? Optional.empty() : Optional.of(put(object));
    }

    @Override
    public <T extends KubernetesObject> Optional<T> replace(Kind<T> kind, T object) {
        written("replace", kind, object);
        return Optional.ofNullable(objects.get(key(kind, object)))
                .filter(there -> there.getMetadata()
                        .getResourceVersion()
                        .equals(object.getMetadata().getResourceVersion()))
                .map(_ -> put(object));
    }

    /** A Job's pods go with it, at once; what has a finalizer stays until whoever set it takes it off. */
    @Override
    public <T extends KubernetesObject> boolean delete(Kind<T> kind, T object) {
        written("delete", kind, object);
        deleted(key(kind, object));
        if (object instanceof V1Job job) {
            objects.values().stream()
                    .filter(V1Pod.class::isInstance)
                    .map(V1Pod.class::cast)
                    .filter(pod -> pod.getMetadata()
                            .getOwnerReferences()
                            .getFirst()
                            .getUid()
                            .equals(job.getMetadata().getUid()))
                    .toList()
                    .forEach(pod -> deleted(key(Kind.POD, pod)));
        }
        return !objects.containsKey(key(kind, object));
    }

    private void deleted(Key key) {
        var there = objects.get(key);
        var finalizers = there == null ? null : there.getMetadata().getFinalizers();
        if (there == null || finalizers == null || finalizers.isEmpty()) {
            show(objects.remove(key), How.GONE);
        } else {
            there.getMetadata().setDeletionTimestamp(clock.instant().atOffset(ZoneOffset.UTC));
            show(there, How.CHANGED);
        }
    }

    @Override
    public <T extends KubernetesObject> void deleteNow(Kind<T> kind, T object) {
        delete(kind, object);
    }

    @Override
    public <T extends KubernetesObject> void annotate(Kind<T> kind, T object, String key, String value) {
        written("annotate", kind, object);
        var there = objects.get(key(kind, object));
        if (there != null) {
            there.getMetadata().putAnnotationsItem(key, value);
        }
    }

    @Override
    public List<LogLine> log(
            String namespace,
            String pod,
            String container,
            @Nullable Duration since,
            Predicate<String> mustNotBeMissed) {
        readings.add(Optional.ofNullable(since));
        return logs.getOrDefault(pod, List.of());
    }

    private void written(String verb, Kind<?> kind, KubernetesObject object) {
        var call = called(verb, kind, object.getMetadata().getName());
        if (verb.equals("create")
                && deletedNamespaces.contains(object.getMetadata().getNamespace())) {
            throw new RefusedException("namespaces \"" + object.getMetadata().getNamespace() + "\" not found");
        }
        if (refusing.test(call)) {
            throw new RefusedException(kind + " is forbidden: exceeded quota: tenant");
        }
    }

    private String called(String verb, Kind<?> kind, String name) {
        var call = verb + " " + kind + " " + name;
        calls.add(call);
        if (away.test(call)) {
            throw new UnavailableException(call + ": 500");
        }
        return call;
    }

    private static boolean matches(String selector, @Nullable Map<String, String> labels) {
        for (var term : selector.isEmpty() ? new String[0] : selector.split(",")) {
            var parts = term.split("=", 2);
            var value = labels == null ? null : labels.get(parts[0]);
            if (value == null || parts.length == 2 && !parts[1].equals(value)) {
                return false;
            }
        }
        return true;
    }

    private static Key key(Kind<?> kind, KubernetesObject object) {
        return key(
                kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static Key key(Kind<?> kind, String namespace, String name) {
        return new Key(kind.toString(), namespace, name);
    }

    @SuppressWarnings("unchecked") // its own class
    private static <T extends KubernetesObject> T copy(T object) {
        return (T) JSON.deserialize(JSON.serialize(object), object.getClass());
    }
}
