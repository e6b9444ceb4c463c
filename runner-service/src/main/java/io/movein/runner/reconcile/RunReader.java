package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.NodeState;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a launched run is just now: always its pods and its log, the rest where there is cause to ask. */
final class RunReader {
    private final Cluster cluster;
    private final Duration settle;
    private final InstantSource clock;

    /** @param settle what happened around the end of a process that does not say itself that it was done has shown after that time */
    RunReader(Cluster cluster, Duration settle, InstantSource clock) {
        this.cluster = cluster;
        this.settle = settle;
        this.clock = clock;
    }

    RunSnapshot read(RunRef run, @Nullable V1Job known, RunMemory memory) {
        var pods = pods(run, known, memory);
        var job = asItIsNow(run, known, pods, memory);
        readLog(run, pods, memory);
        return new RunSnapshot(
                job,
                pods,
                events(run, job, pods, memory),
                memory.tail,
                memory.waiting,
                memory.record,
                node(pods, memory),
                namespaceGoes(run, job, pods),
                hasSettled(pods, memory),
                clock.instant());
    }

    /** As the watches have shown a run whose process has started; its log is read a moment later, when there may be something in it. */
    RunSnapshot asWatched(V1Job job, List<V1Pod> pods, RunMemory memory) {
        return new RunSnapshot(
                job,
                pods,
                List.of(),
                memory.tail,
                memory.waiting,
                memory.record,
                NodeState.ANSWERS,
                false,
                false,
                clock.instant());
    }

    /** A pod that is going away may be going because of the Job, which was read before it: suspended by somebody, or deleted. */
    private @Nullable V1Job asItIsNow(RunRef run, @Nullable V1Job known, List<V1Pod> pods, RunMemory memory) {
        var unexplained = memory.record.toldToStop() == null && memory.record.end() == null;
        return known != null && unexplained && !memory.blind && pods.stream().anyMatch(Pods::isTerminating)
                ? cluster.get(Kind.JOB, run.namespace(), run.name())
                        .filter(job -> run.owns(job.getMetadata()))
                        .orElse(null)
                : known;
    }

    private void readLog(RunRef run, List<V1Pod> pods, RunMemory memory) {
        if (memory.blind) {
            return;
        }
        RunObserver.decisive(pods).filter(Pods::hasOutput).ifPresent(pod -> {
            var begun = clock.instant();
            var lines = cluster.log(
                    run.namespace(),
                    pod.getMetadata().getName(),
                    RunObserver.CONTAINER,
                    memory.logReadAt == null ? null : Duration.between(memory.logReadAt, begun),
                    LogTail::mustNotBeMissed);
            memory.logReadAt = lines.isEmpty() ? memory.logReadAt : begun;
            memory.tail = memory.tail.with(lines);
            memory.alarms.addAll(memory.tail.alarms());
        });
    }

    /** Those that are there, and those that were seen to end and are not any more. */
    private List<V1Pod> pods(RunRef run, @Nullable V1Job job, RunMemory memory) {
        var pods = new ArrayList<>(cluster.list(Kind.POD, run.namespace(), RunLabels.selector(run)));
        pods.removeIf(pod -> job != null && !Pods.isOf(pod, job));
        pods.stream().filter(Pods::isOver).forEach(pod -> memory.ended.put(uid(pod), pod));
        memory.ended.values().stream()
                .filter(gone -> pods.stream().noneMatch(pod -> uid(gone).equals(uid(pod))))
                .toList()
                .forEach(pods::add);
        return pods;
    }

    /** Asked for where a run does not start at once, and where its process has ended: something may have told it to. */
    private List<CoreV1Event> events(RunRef run, @Nullable V1Job job, List<V1Pod> pods, RunMemory memory) {
        if (memory.blind) {
            return List.of();
        }
        var ended = pods.stream().anyMatch(pod -> Pods.end(pod).isPresent())
                && memory.record.end() == null
                && memory.record.toldToStop() == null;
        var waits = job != null && memory.waiting != null && pods.stream().noneMatch(Pods::hasOutput);
        var events = new ArrayList<CoreV1Event>();
        if (job != null && waits) {
            events.addAll(cluster.events(run.namespace(), job.getMetadata().getUid()));
        }
        if (waits || ended) {
            pods.forEach(pod -> events.addAll(cluster.events(run.namespace(), uid(pod))));
        }
        return events;
    }

    private NodeState node(List<V1Pod> pods, RunMemory memory) {
        var suspicious = pods.stream()
                .filter(pod -> !Pods.isOver(pod) && (Pods.isTerminating(pod) || Pods.isNotReady(pod)))
                .findFirst()
                .flatMap(Pods::node);
        var vanished = pods.isEmpty() && memory.record.mayStillRun()
                ? Optional.ofNullable(memory.record.node()).filter(it -> !it.isEmpty())
                : Optional.<String>empty();
        return suspicious
                .or(() -> vanished)
                .map(name -> NodeState.of(cluster.get(Kind.NODE, "", name)))
                .map(state -> state == NodeState.SILENT && memory.record.off() ? NodeState.OFF : state)
                .orElse(NodeState.ANSWERS);
    }

    private boolean namespaceGoes(RunRef run, @Nullable V1Job job, List<V1Pod> pods) {
        return (job == null || pods.stream().anyMatch(Pods::isTerminating)) && namespaceGoes(run);
    }

    boolean namespaceGoes(RunRef run) {
        return cluster.get(Kind.NAMESPACE, "", run.namespace())
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .isEmpty();
    }

    private boolean hasSettled(List<V1Pod> pods, RunMemory memory) {
        // a pod that was cleaned up after its node was lost is over without an end of its container
        var over = memory.record.pod() != null && pods.stream().allMatch(Pods::isOver);
        if (!over && pods.stream().noneMatch(pod -> Pods.end(pod).isPresent())) {
            return false;
        }
        if (RunObserver.decisive(pods).filter(Pods::saysItIsComplete).isPresent()) {
            return true;
        }
        return !clock.instant().isBefore(memory.endIsSeen(clock.instant()).plus(settle));
    }

    private static String uid(V1Pod pod) {
        return pod.getMetadata().getUid();
    }
}
