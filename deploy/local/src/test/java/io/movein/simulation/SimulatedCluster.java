package io.movein.simulation;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1JobStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.run.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The objects of a cluster in memory, its Job controller and one node, with the API server's misfortunes. */
final class SimulatedCluster implements Cluster {
    private static final String TOLD =
            "{\"movein\":{\"phase\":\"copy\",\"done\":%d,\"total\":100,\"unit\":\"objects\"}}";
    private static final String LAST_WORDS =
            "{\"movein\":{\"summary\":\"moved\",\"checks\":[{\"check\":\"rows\",\"of\":\"all\",\"source\":\"9\",\"target\":\"9\",\"match\":true}]}}";
    private final Map<String, KubernetesObject> objects = new TreeMap<>();
    private final Chance chance;
    private final Supplier<Instant> clock;
    private final Consumer<V1Pod> started;
    /** Jobs that have had their pod; none gets a second. */
    private final Set<String> had = new HashSet<>();

    final SimulatedWatch watch = new SimulatedWatch(objects.values());

    private long versions;

    /** @param started told of every process that starts */
    SimulatedCluster(Chance chance, Supplier<Instant> clock, Consumer<V1Pod> started) {
        this.chance = chance;
        this.clock = clock;
        this.started = started;
    }

    void tenant(String namespace) {
        put(
                Kind.SERVICE,
                new V1Service()
                        .metadata(new V1ObjectMeta().namespace(namespace).name("storage"))
                        .spec(new V1ServiceSpec()
                                .selector(Map.of("app", "storage"))
                                .addPortsItem(new V1ServicePort().port(8080))));
    }

    // ---- what the runner sees

    @Override
    public <T extends KubernetesObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        mayFail("reading");
        return Optional.ofNullable(objects.get(key(kind, namespace, name)))
                .map(found -> copy(kind.type().cast(found)));
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, @Nullable String namespace, String labels) {
        mayFail("listing");
        return all(kind).stream()
                .filter(found -> namespace == null
                        || namespace.equals(found.getMetadata().getNamespace()))
                .filter(found -> isSelected(found, labels))
                .map(SimulatedCluster::copy)
                .toList();
    }

    @Override
    public <T extends KubernetesObject> List<T> listNamed(Kind<T> kind, String name) {
        mayFail("listing");
        return all(kind).stream()
                .filter(found -> name.equals(found.getMetadata().getName()))
                .map(SimulatedCluster::copy)
                .toList();
    }

    private static boolean isSelected(KubernetesObject object, String selector) {
        var labels = Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
        return selector.isEmpty()
                || Arrays.stream(selector.split(","))
                        .map(term -> term.split("="))
                        .allMatch(term ->
                                term.length == 1 ? labels.containsKey(term[0]) : term[1].equals(labels.get(term[0])));
    }

    @Override
    public List<CoreV1Event> events(String namespace, String uid) {
        mayFail("reading events");
        return List.of();
    }

    @Override
    public <T extends KubernetesObject> Optional<T> create(Kind<T> kind, T object) {
        return write(() -> {
            if (objects.containsKey(key(kind, object))) {
                return Optional.empty();
            }
            return Optional.of(copy(put(kind, copy(object))));
        });
    }

    @Override
    public <T extends KubernetesObject> Optional<T> replace(Kind<T> kind, T object) {
        return write(() -> {
            var meta = object.getMetadata();
            var there = objects.get(key(kind, meta.getNamespace(), meta.getName()));
            if (there == null || !there.getMetadata().getResourceVersion().equals(meta.getResourceVersion())) {
                return Optional.empty();
            }
            return Optional.of(copy(put(kind, copy(object))));
        });
    }

    @Override
    public <T extends KubernetesObject> void deleteNow(Kind<T> kind, T object) {
        delete(kind, object);
    }

    @Override
    public <T extends KubernetesObject> boolean delete(Kind<T> kind, T object) {
        return write(() -> {
            var there = objects.get(key(kind, object));
            if (there != null && there.getMetadata().getDeletionTimestamp() == null) {
                there.getMetadata().setDeletionTimestamp(clock.get().atOffset(ZoneOffset.UTC));
                watch.show(there, How.CHANGED);
            }
            return there == null;
        });
    }

    @Override
    public <T extends KubernetesObject> void annotate(Kind<T> kind, T object, String key, String value) {
        write(() -> {
            var there = objects.get(key(kind, object));
            if (there != null) {
                there.getMetadata().putAnnotationsItem(key, value);
            }
            return true;
        });
    }

    @Override
    public List<LogLine> log(
            String namespace, String pod, String container, @Nullable Duration since, Predicate<String> kept) {
        mayFail("reading a log");
        var at = clock.get().toString();
        return chance.strikes(5)
                ? List.of()
                : List.of(new LogLine(at, "copying"), new LogLine(at, TOLD.formatted(chance.below(100))));
    }

    private void mayFail(String what) {
        if (chance.strikes(60)) {
            throw new UnavailableException("the API server is away");
        }
        if (chance.strikes(120)) {
            throw new Crash("while " + what + " on the cluster");
        }
    }

    private <R> R write(Supplier<R> change) {
        mayFail("before writing");
        var done = change.get();
        mayFail("after writing");
        return done;
    }

    // ---- what the cluster does by itself

    /** Whether a controller or the node has something to do. */
    boolean isBusy() {
        return objects.values().stream()
                .anyMatch(object -> object instanceof V1Job
                        || object instanceof V1Pod
                        || object.getMetadata().getDeletionTimestamp() != null);
    }

    /** The node of a pod is gone for good, and its pods with it. */
    void loseNode() {
        pick(all(Kind.POD)).ifPresent(this::remove);
    }

    /** One step of one controller or of the node. */
    void act() {
        pick(all(Kind.JOB)).ifPresent(this::control);
        pick(all(Kind.POD)).ifPresent(this::run);
        objects.values().removeIf(object -> {
            var goes =
                    object.getMetadata().getDeletionTimestamp() != null && !(object instanceof V1Pod) && chance.once(3);
            watch.show(goes ? object : null, How.GONE);
            return goes;
        });
        pick(all(Kind.POD)).filter(pod -> jobOf(pod).isEmpty()).ifPresent(this::end);
    }

    private <T> Optional<T> pick(List<T> several) {
        return several.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(several));
    }

    private void control(V1Job job) {
        var pods = podsOf(job);
        if (job.getMetadata().getDeletionTimestamp() != null || isOver(job)) {
            return;
        }
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            suspend(job, pods);
        } else if (pods.isEmpty() && had.contains(job.getMetadata().getUid())) {
            condition(job, "Failed"); // its only pod is gone
        } else if (pods.isEmpty()) {
            had.add(job.getMetadata().getUid());
            create(job);
        } else {
            conclude(job, pods.getFirst());
        }
    }

    private void suspend(V1Job job, List<V1Pod> pods) {
        pods.forEach(this::end);
        if (podsOf(job).isEmpty()) {
            condition(job, "Suspended");
        }
    }

    private void create(V1Job job) {
        put(Kind.POD, SimulatedPods.of(job, job.getMetadata().getName() + "-" + chance.below(100_000)));
    }

    private void run(V1Pod pod) {
        var state = pod.getStatus().getContainerStatuses().getFirst().getState();
        if (pod.getMetadata().getDeletionTimestamp() != null || state.getTerminated() != null) {
            return;
        }
        if (state.getRunning() == null) {
            start(pod, state);
        } else if (chance.once(chance.isCalm() ? 2 : 5)) {
            finish(
                    pod,
                    state,
                    chance.isCalm() || !chance.once(3) ? 0 : chance.oneOf(List.of(1, 137, 143, 0)),
                    chance.strikes(6) ? "OOMKilled" : null);
        }
    }

    private void start(V1Pod pod, V1ContainerState state) {
        state.setWaiting(null);
        state.setRunning(new V1ContainerStateRunning().startedAt(clock.get().atOffset(ZoneOffset.UTC)));
        pod.getStatus().setPhase("Running");
        put(Kind.POD, pod);
        started.accept(pod);
    }

    private void finish(V1Pod pod, V1ContainerState state, int exitCode, @Nullable String reason) {
        var startedAt = state.getRunning().getStartedAt();
        state.setRunning(null);
        state.setTerminated(new V1ContainerStateTerminated()
                .exitCode(exitCode)
                .reason(reason != null ? reason : exitCode == 0 ? "Completed" : "Error")
                .startedAt(startedAt)
                .finishedAt(clock.get().atOffset(ZoneOffset.UTC))
                .message(LAST_WORDS));
        pod.getStatus().setPhase(exitCode == 0 ? "Succeeded" : "Failed");
        put(Kind.POD, pod);
    }

    /** A pod that has to go, sooner or later. */
    private void end(V1Pod pod) {
        if (chance.once(2)) {
            remove(pod);
        } else if (pod.getMetadata().getDeletionTimestamp() == null) {
            pod.getMetadata().setDeletionTimestamp(clock.get().plusSeconds(30).atOffset(ZoneOffset.UTC));
            pod.getMetadata().setDeletionGracePeriodSeconds(30L);
            put(Kind.POD, pod);
        }
    }

    private void remove(V1Pod pod) {
        watch.show(objects.remove(key(Kind.POD, pod)), How.GONE);
    }

    private void conclude(V1Job job, V1Pod pod) {
        switch (pod.getStatus().getPhase()) {
            case "Succeeded" -> condition(job, "Complete");
            case "Failed" -> condition(job, "Failed");
            default -> {} // it still runs
        }
    }

    private void condition(V1Job job, String type) {
        if (!has(job, type)) {
            if (job.getStatus() == null) {
                job.setStatus(new V1JobStatus());
            }
            job.getStatus().addConditionsItem(new V1JobCondition().type(type).status("True"));
            put(Kind.JOB, job);
        }
    }

    private static boolean isOver(V1Job job) {
        return has(job, "Complete") || has(job, "Failed");
    }

    private static boolean has(V1Job job, String type) {
        return job.getStatus() != null
                && job.getStatus().getConditions() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(type));
    }

    // ---- to look at

    List<V1Pod> running() {
        return all(Kind.POD).stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .toList();
    }

    /** Everything that a run or a migration may leave behind. */
    List<String> leftovers() {
        return objects.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof V1Service)
                        && !entry.getKey().endsWith("/movein-runs"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<V1Pod> podsOf(V1Job job) {
        return all(Kind.POD).stream()
                .filter(pod -> pod.getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getUid()
                        .equals(job.getMetadata().getUid()))
                .toList();
    }

    private Optional<V1Job> jobOf(V1Pod pod) {
        var uid = pod.getMetadata().getOwnerReferences().getFirst().getUid();
        return all(Kind.JOB).stream()
                .filter(job -> job.getMetadata().getUid().equals(uid))
                .findFirst();
    }

    private <T extends KubernetesObject> List<T> all(Kind<T> kind) {
        return objects.values().stream()
                .filter(kind.type()::isInstance)
                .map(kind.type()::cast)
                .toList();
    }

    private <T extends KubernetesObject> T put(Kind<T> kind, T object) {
        var meta = object.getMetadata();
        meta.setResourceVersion(Long.toString(++versions));
        if (meta.getUid() == null) {
            meta.setUid("uid-" + versions);
            meta.setCreationTimestamp(clock.get().atOffset(ZoneOffset.UTC));
        }
        objects.put(key(kind, object), object);
        watch.show(object, How.CHANGED);
        return object;
    }

    private static String key(Kind<?> kind, KubernetesObject object) {
        return key(
                kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static String key(Kind<?> kind, String namespace, String name) {
        return kind + " " + namespace + "/" + name;
    }

    private static <T extends KubernetesObject> T copy(T object) {
        return Objects.requireNonNull(Copies.of(object));
    }
}
