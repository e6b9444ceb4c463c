package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.standin.node.process.ContainerProcess;
import io.movein.standin.node.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The pods of this node, by uid; a pod that the API no longer lists is ended, and so is one that a former node left behind. */
final class Pods {

    private final Machine machine;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

    Pods(Machine machine) {
        this.machine = machine;
    }

    /** The whole truth, as the API tells it now. */
    void replaceAll(List<V1Pod> pods) throws IOException {
        pods.forEach(this::seen);
        var present = new HashSet<String>();
        pods.forEach(pod -> present.add(pod.getMetadata().getUid()));
        workers.keySet().stream().filter(uid -> !present.contains(uid)).toList().forEach(this::gone);
        removeOrphans();
    }

    void seen(V1Pod pod) {
        var uid = pod.getMetadata().getUid();
        var known = workers.get(uid);
        if (known == null) {
            var worker = new PodWorker(machine, pod);
            workers.put(uid, worker);
            worker.start();
        } else {
            known.update(pod);
        }
    }

    void gone(String uid) {
        Optional.ofNullable(workers.remove(uid)).ifPresent(PodWorker::gone);
    }

    /** Folders of pods that were deleted while no node was there to see it. */
    private void removeOrphans() throws IOException {
        var folder = Files.createDirectories(machine.podFolder("x").getParent());
        try (var pods = Files.list(folder)) {
            for (var pod : pods.filter(
                            path -> !workers.containsKey(path.getFileName().toString()))
                    .toList()) {
                endOrphan(pod);
            }
        }
    }

    private static void endOrphan(Path pod) throws IOException {
        var starts = Set.<Path>of();
        try (var files = Files.walk(pod, 4)) {
            starts = Set.copyOf(files.filter(ContainerProcess::wasStarted).toList());
        }
        for (var start : starts) {
            ContainerProcess.adopt(start).ifPresent(process -> {
                process.kill();
                process.ended().join();
            });
        }
        Folders.remove(pod);
    }

    Optional<PodWorker> find(String namespace, String name) {
        return workers.values().stream()
                .filter(worker -> worker.is(namespace, name))
                .findFirst();
    }

    void sample() {
        if (workers.values().stream().anyMatch(PodWorker::isActive)) {
            var table = ProcessTable.read();
            var now = Instant.now();
            workers.values().forEach(worker -> worker.sample(table, now));
        }
    }

    void checkVolumes() {
        workers.values().forEach(PodWorker::checkVolumes);
    }

    /** Ends every process and reports it; nothing of a pod runs afterwards. */
    void shutDown(Duration most) throws InterruptedException {
        workers.values().forEach(PodWorker::shutDown);
        join(workers.values(), most);
    }

    void abandon() throws InterruptedException {
        workers.values().forEach(PodWorker::abandon);
        join(workers.values(), Duration.ofSeconds(5));
    }

    private static void join(Collection<PodWorker> workers, Duration most) throws InterruptedException {
        var until = Instant.now().plus(most);
        for (var worker : workers) {
            var left = Duration.between(Instant.now(), until);
            worker.join(left.isNegative() ? Duration.ofMillis(1) : left);
        }
    }
}
