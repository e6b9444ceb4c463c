package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.Observation;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSnapshot;
import io.movein.runner.run.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one run at a time: reads it afresh, tells what is new, and does the next step that the ledger calls for.
 * A look can be repeated at any time and by anybody; nothing hangs on when it happens.
 */
public final class RunReconciler {
    /** The kubelet and the Job controller need moments; a second look soon sees what the first did not. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Ledgers ledgers;
    private final Reports reports;
    private final RunObserver observer;
    private final Removal removal;
    private final ReconcileSettings settings;
    private final InstantSource clock;
    private final Map<RunRef, RunMemory> memories = new ConcurrentHashMap<>();

    public RunReconciler(
            Cluster cluster, Reports reports, RunObserver observer, ReconcileSettings settings, InstantSource clock) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.reports = reports;
        this.observer = observer;
        this.removal = new Removal(cluster);
        this.settings = settings;
        this.clock = clock;
    }

    /** @return when to look again unless something happens before; empty: not needed */
    public Optional<Duration> reconcile(RunRef run) {
        var memory = memories.computeIfAbsent(run, _ -> new RunMemory());
        synchronized (memory) {
            var entry = ledgers.entry(run)
                    .filter(it -> it.migration().equals(run.id().migration()));
            return entry.isPresent() ? reconcile(run, entry.get(), memory) : adopt(run);
        }
    }

    /** Remembers a pod that a watch has shown in its end: it may be gone before it can be read. */
    public void remember(V1Pod pod) {
        if (RunObserver.isOver(pod)) {
            RunRef.of(pod.getMetadata())
                    .map(memories::get)
                    .ifPresent(it -> it.ended.put(pod.getMetadata().getUid(), pod));
        }
    }

    private Optional<Duration> reconcile(RunRef run, Entry entry, RunMemory memory) {
        return switch (entry.stage()) {
            case LAUNCHING, TORN_DOWN -> {
                memories.remove(run);
                yield Optional.empty();
            }
            case REFUSED -> neverStarted(run, memory, RunOutcome.FAILED, FailureKind.NOT_LAUNCHED, entry.note());
            case STOPPED -> neverStarted(run, memory, RunOutcome.STOPPED, FailureKind.STOPPED_ON_REQUEST, entry.note());
            case LAUNCHED -> memory.finished ? Optional.empty() : follow(run, job(run), memory);
            case TEARING_DOWN -> remove(run, entry, memory);
        };
    }

    /** Somebody has deleted the ledger, but not the Job: a Job that was let go has been launched. */
    private Optional<Duration> adopt(RunRef run) {
        if (job(run).filter(job -> !RunObserver.isSuspendedByUs(job)).isPresent()) {
            ledgers.update(
                    run,
                    before -> before.isEmpty()
                            ? Optional.of(new Entry(Stage.LAUNCHED, run.id().migration(), ""))
                            : Optional.empty());
            return Optional.of(Duration.ZERO);
        }
        memories.remove(run);
        return Optional.empty();
    }

    private Optional<Duration> neverStarted(
            RunRef run, RunMemory memory, RunOutcome outcome, FailureKind kind, String detail) {
        if (!memory.finished) {
            finished(
                    run,
                    memory,
                    RunResult.newBuilder()
                            .setOutcome(outcome)
                            .setFailure(kind)
                            .setDetail(detail)
                            .setFinishedAt(clock.instant())
                            .build());
        }
        return Optional.empty();
    }

    private Optional<Duration> follow(RunRef run, Optional<V1Job> job, RunMemory memory) {
        if (job.filter(RunObserver::isSuspendedByUs)
                .filter(it -> RunObserver.ended(it).isEmpty())
                .isPresent()) {
            cluster.replace(Kind.JOB, RunObjects.resume(job.get()));
            return Optional.of(SOON);
        }
        job.flatMap(it -> RunLabels.value(it.getMetadata().getAnnotations(), RunLabels.TRACEPARENT))
                .flatMap(Traceparent::parse)
                .ifPresent(it -> memory.trace = it);
        var seen = see(run, job.orElse(null), memory);
        var observation = observer.observe(seen);
        tell(run, observation, memory);
        if (observation.verdict() != null) {
            cluster.replace(Kind.JOB, RunObjects.ended(job.orElseThrow(), observation.verdict()));
        }
        return again(observation);
    }

    private RunSnapshot see(RunRef run, @Nullable V1Job job, RunMemory memory) {
        var pods = pods(run, job, memory);
        pods.stream()
                .filter(pod -> RunObserver.hasOutput(pod))
                .forEach(pod -> cluster.logTail(
                                run.namespace(), pod.getMetadata().getName(), RunObserver.CONTAINER)
                        .ifPresent(text -> memory.tail = LogTail.parse(text).orEarlier(memory.tail)));
        return new RunSnapshot(job, pods, events(run, job, pods, memory), memory.tail, memory.waiting, clock.instant());
    }

    /** Those that are there, and those that were seen to end and are not any more. */
    private List<V1Pod> pods(RunRef run, @Nullable V1Job job, RunMemory memory) {
        var pods = new ArrayList<>(cluster.list(Kind.POD, run.namespace(), RunLabels.selector(run)));
        pods.removeIf(pod -> job != null && !RunObserver.isOf(pod, job));
        pods.stream()
                .filter(RunObserver::isOver)
                .forEach(pod -> memory.ended.put(pod.getMetadata().getUid(), pod));
        memory.ended.values().stream()
                .filter(gone -> pods.stream()
                        .noneMatch(pod -> gone.getMetadata()
                                .getUid()
                                .equals(pod.getMetadata().getUid())))
                .toList()
                .forEach(pods::add);
        return pods;
    }

    /** Asked for only when a run does not start at once. */
    private List<CoreV1Event> events(RunRef run, @Nullable V1Job job, List<V1Pod> pods, RunMemory memory) {
        if (job == null || memory.waiting == null || pods.stream().anyMatch(RunObserver::hasOutput)) {
            return List.of();
        }
        var events = new ArrayList<>(
                cluster.events(run.namespace(), job.getMetadata().getUid()));
        pods.forEach(pod ->
                events.addAll(cluster.events(run.namespace(), pod.getMetadata().getUid())));
        return events;
    }

    private void tell(RunRef run, Observation observation, RunMemory memory) {
        memory.waiting = observation.waiting();
        if (observation.waiting() != null
                && observation.waiting().isOutOfTheOrdinary()
                && isTime(memory)
                && !observation.waiting().reason().equals(memory.pending)) {
            reports.pending(run, memory.trace, observation.waiting().reason());
            memory.pending = observation.waiting().reason();
            memory.toldAt = clock.instant();
        }
        if (observation.started() != null && !memory.started) {
            reports.started(run, memory.trace, observation.started());
            memory.started = true;
        }
        if (observation.result() != null) {
            finished(run, memory, observation.result());
        } else if (observation.progress() != null
                && isTime(memory)
                && !observation.progress().equals(memory.progress)) {
            reports.progressed(run, memory.trace, observation.progress());
            memory.progress = observation.progress();
            memory.toldAt = clock.instant();
        }
    }

    private void finished(RunRef run, RunMemory memory, RunResult result) {
        reports.finished(run, memory.trace, result);
        memory.finished = true;
    }

    private boolean isTime(RunMemory memory) {
        return memory.toldAt.equals(java.time.Instant.MIN)
                || !clock.instant().isBefore(memory.toldAt.plus(settings.progressInterval()));
    }

    private Optional<Duration> again(Observation observation) {
        if (observation.result() != null) {
            return Optional.empty();
        }
        return Optional.of(observation.started() != null ? settings.progressInterval() : SOON);
    }

    /** Never before its end was told: what is deleted cannot be read any more. */
    private Optional<Duration> remove(RunRef run, Entry entry, RunMemory memory) {
        var job = job(run);
        if (job.isPresent() && !memory.finished || memory.started && !memory.finished) {
            follow(run, job, memory);
        }
        if (job.isPresent() && !memory.finished) {
            stop(job.get());
            return Optional.of(settings.removalInterval());
        }
        var keepState = entry.note().equals(Removal.KEEP_STATE);
        memory.removed.addAll(removal.remove(run, keepState));
        if (!removal.isGone(run, keepState)) {
            return Optional.of(settings.removalInterval());
        }
        reports.tornDown(run, memory.trace, !keepState, removal.hasState(run), List.copyOf(memory.removed));
        ledgers.update(run, _ -> Optional.of(new Entry(Stage.TORN_DOWN, entry.migration(), entry.note())));
        memories.remove(run);
        return Optional.empty();
    }

    private void stop(V1Job job) {
        if (RunObserver.ended(job).isEmpty()) {
            cluster.get(
                            Kind.JOB,
                            job.getMetadata().getNamespace(),
                            job.getMetadata().getName())
                    .ifPresent(it -> cluster.replace(
                            Kind.JOB,
                            RunObjects.ended(
                                    it, new Verdict(FailureKind.STOPPED_ON_REQUEST, "The run was to be torn down."))));
        }
    }

    private Optional<V1Job> job(RunRef run) {
        return cluster.get(Kind.JOB, run.namespace(), run.name()).filter(it -> run.owns(it.getMetadata()));
    }
}
