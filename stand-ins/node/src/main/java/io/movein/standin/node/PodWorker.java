package io.movein.standin.node;

import static java.util.Objects.requireNonNull;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.movein.standin.node.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod, on one thread of its own: each step looks at the pod as it was last seen and at its containers and does what is
 * due, so a step may be repeated at any time and an API server that does not answer only delays it.
 */
final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration AT_LATEST = Duration.ofSeconds(10);
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration EVICTION_GRACE = Duration.ofSeconds(1);

    private final Machine machine;
    private final Path folder;
    private final Volumes volumes;
    private final List<ContainerRun> containers = new ArrayList<>();
    private final BackOff mounting;
    private final BlockingQueue<Boolean> wakes = new ArrayBlockingQueue<>(1);
    private final StatusWriter statusWriter;
    private final Stopping stopping;
    private final Instant startTime;

    private volatile V1Pod pod;
    private volatile boolean gone;
    private volatile boolean abandoned;
    private volatile boolean shuttingDown;
    private volatile @Nullable PodEnd end;
    private volatile Instant refreshAt = Instant.MIN;
    private @Nullable Map<String, Path> mounted;
    private @Nullable Thread thread;

    PodWorker(Machine machine, V1Pod pod) {
        this.machine = machine;
        this.pod = pod;
        this.folder = machine.podFolder(pod.getMetadata().getUid());
        this.volumes = new Volumes(
                pod, folder.resolve("volumes"), machine.values(pod.getMetadata().getNamespace()), machine.claims());
        this.mounting = new BackOff(machine.config().backOff().dividedBy(5));
        this.stopping = new Stopping(containers, machine.events());
        this.statusWriter = new StatusWriter(machine.api());
        var told = pod.getStatus();
        this.startTime = told.getStartTime() == null
                ? Instant.now()
                : told.getStartTime().toInstant();
        this.end = "Failed".equals(told.getPhase()) && told.getReason() != null
                ? new PodEnd(
                        told.getReason(), Optional.ofNullable(told.getMessage()).orElse(""))
                : null;
        pod.getSpec().getContainers().forEach(container -> containers.add(recovered(container)));
        if (pod.getSpec().getInitContainers() != null
                && !pod.getSpec().getInitContainers().isEmpty()
                && end == null) {
            this.end = PodEnd.rejected("UnsupportedPodSpec", "this node runs no init containers");
        }
    }

    private ContainerRun recovered(V1Container container) {
        var run = new ContainerRun(
                machine, container, folder.resolve("containers").resolve(container.getName()), this::wake);
        run.recover(Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of()).stream()
                .filter(status -> status.getName().equals(container.getName()))
                .findFirst()
                .orElse((V1ContainerStatus) null));
        return run;
    }

    void start() {
        thread = Thread.ofVirtual().name("pod " + pod.getMetadata().getName()).start(this::run);
    }

    void update(V1Pod seen) {
        if (!Objects.equals(
                seen.getMetadata().getAnnotations(), pod.getMetadata().getAnnotations())) {
            refreshAt = Instant.MIN;
        }
        pod = seen;
        wake();
    }

    /** The API no longer has this pod: nothing of it is to stay. */
    void gone() {
        gone = true;
        wake();
    }

    /** The node closes: what runs is ended; a pod that is never restarted ends with it, others start again with the node. */
    void shutDown() {
        shuttingDown = true;
        wake();
    }

    /** As if the node had died: the processes live on. */
    void abandon() {
        abandoned = true;
        wake();
    }

    boolean join(Duration most) throws InterruptedException {
        return thread == null || thread.join(most);
    }

    private void wake() {
        wakes.offer(true);
    }

    private void run() {
        try {
            while (!abandoned) {
                var pause = step();
                if (pause.isEmpty()) {
                    return;
                }
                wakes.poll(Math.max(1, pause.get().toMillis()), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what is due; how long nothing else is, or nothing when the pod's work is over. */
    private Optional<Duration> step() {
        try {
            containers.forEach(ContainerRun::observe);
            return gone ? vanish() : live();
        } catch (ApiException e) {
            LOG.debug("pod {}: {} {}; trying again", name(), e.getCode(), e.getMessage());
            return Optional.of(RETRY);
        } catch (IOException | RuntimeException e) {
            LOG.warn("pod {}: {}; trying again", name(), e.toString(), e);
            return Optional.of(RETRY);
        }
    }

    private Optional<Duration> vanish() {
        containers.forEach(ContainerRun::kill);
        if (isActive()) {
            return Optional.of(RETRY);
        }
        Folders.remove(folder);
        machine.addresses().release(pod.getMetadata().getUid());
        return Optional.empty();
    }

    private Optional<Duration> live() throws ApiException, IOException {
        var now = Instant.now();
        checkDeadline(now);
        if (isStopping()) {
            stop(now);
        } else {
            startWhatIsDue(now);
        }
        containers.forEach(ContainerRun::observe);
        if (!report()) {
            gone = true;
            return Optional.of(Duration.ZERO);
        }
        if (shuttingDown && !isActive()) {
            return Optional.empty();
        }
        if (isDeleting() && !isActive()) {
            confirmDeletion();
        }
        return Optional.of(pause(now));
    }

    private void checkDeadline(Instant now) {
        var deadline = pod.getSpec().getActiveDeadlineSeconds();
        if (end == null && deadline != null && !isOver() && now.isAfter(startTime.plusSeconds(deadline))) {
            end = PodEnd.deadline();
        }
        if (end == null && shuttingDown && "Never".equals(pod.getSpec().getRestartPolicy()) && !isOver()) {
            end = PodEnd.shutdown();
        }
    }

    private boolean isOver() {
        var phase = pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private boolean isDeleting() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private boolean isStopping() {
        return isDeleting() || shuttingDown || end != null;
    }

    private void stop(Instant now) {
        stopping.advance(pod, now.plus(grace()), now);
    }

    private Duration grace() {
        var declared = Optional.ofNullable(pod.getMetadata().getDeletionGracePeriodSeconds())
                .or(() -> Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()))
                .map(Duration::ofSeconds)
                .orElse(Duration.ofSeconds(30));
        var most = shuttingDown ? machine.config().shutdownGrace() : isDeleting() ? declared : EVICTION_GRACE;
        return declared.compareTo(most) < 0 ? declared : most;
    }

    private void startWhatIsDue(Instant now) throws ApiException, IOException {
        if (isOver() || !mount(now)) {
            return;
        }
        refresh(now);
        for (var container : containers) {
            container.advance(addressed(), requireNonNull(mounted), now);
        }
    }

    private boolean mount(Instant now) throws ApiException, IOException {
        if (mounted != null || !mounting.isOver(now)) {
            return mounted != null;
        }
        try {
            mounted = volumes.prepare();
        } catch (Volumes.MountProblem e) {
            mounting.begin(now);
            machine.events().warning(pod, null, "FailedMount", String.valueOf(e.getMessage()));
        }
        return mounted != null;
    }

    /** As a kubelet: ConfigMaps now and then, and at once when the pod's annotations have changed. */
    private void refresh(Instant now) throws ApiException, IOException {
        if (!refreshAt.isAfter(now)) {
            refreshAt = now.plus(REFRESH);
            try {
                volumes.refresh();
            } catch (Volumes.MountProblem e) {
                LOG.debug("pod {}: {}", name(), e.getMessage());
            }
        }
    }

    /** The pod as its containers see it: with its address, which the API may not have been told yet. */
    private V1Pod addressed() {
        return new V1Pod()
                .metadata(pod.getMetadata())
                .spec(pod.getSpec())
                .status(statuses().status(pod.getStatus(), Instant.now()));
    }

    private PodStatuses statuses() {
        var address = Optional.ofNullable(pod.getStatus().getPodIP())
                .orElseGet(() -> machine.addresses().of(pod.getMetadata().getUid()));
        return new PodStatuses(
                pod.getSpec().getRestartPolicy(),
                address,
                startTime,
                containers.stream().map(ContainerRun::facts).toList(),
                isActive() ? null : end);
    }

    /** False when the API has no such pod. */
    private boolean report() throws ApiException {
        if (isOver() && !isActive()) {
            return true;
        }
        var written = statusWriter.write(pod, statuses());
        written.filter(fresh -> !isOlder(fresh)).ifPresent(fresh -> pod = fresh);
        return written.isPresent();
    }

    private boolean isOlder(V1Pod fresh) {
        return isDeleting() && fresh.getMetadata().getDeletionTimestamp() == null;
    }

    private void confirmDeletion() throws ApiException {
        var metadata = pod.getMetadata();
        try {
            machine.api()
                    .deleteNamespacedPod(metadata.getName(), metadata.getNamespace())
                    .body(new V1DeleteOptions()
                            .gracePeriodSeconds(0L)
                            .preconditions(new V1Preconditions().uid(metadata.getUid())))
                    .execute();
        } catch (ApiException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                throw e;
            }
            gone();
        }
    }

    private Duration pause(Instant now) {
        var next = now.plus(AT_LATEST);
        if (isActive() && isStopping()) {
            next = earlier(next, stopping.killAt());
        } else if (!isStopping() && !isOver()) {
            for (var container : containers) {
                next = earlier(next, container.due(now));
            }
            next = mounted == null ? earlier(next, mounting.until()) : next;
            var deadline = pod.getSpec().getActiveDeadlineSeconds();
            next = deadline == null
                    ? next
                    : earlier(next, startTime.plusSeconds(deadline).plusMillis(1));
        }
        return Duration.between(now, next);
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    boolean isActive() {
        return containers.stream().anyMatch(ContainerRun::isActive);
    }

    void sample(ProcessTable table, Instant now) {
        containers.forEach(container -> container.sample(table, now));
    }

    void checkVolumes() {
        if (end == null && isActive() && !isDeleting()) {
            volumes.overLimit().ifPresent(over -> {
                machine.events().warning(pod, null, "Evicted", over.message());
                end = over;
                wake();
            });
        }
    }

    boolean is(String namespace, String name) {
        return name.equals(pod.getMetadata().getName())
                && namespace.equals(pod.getMetadata().getNamespace());
    }

    Optional<ContainerRun> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    private String name() {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
