package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.ForbiddenException;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.OpenLedger;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.reconcile.Removal.Step;
import io.movein.runner.reconcile.WatchCache.CachedRun;
import io.movein.runner.run.Jobs;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSnapshot;
import io.movein.runner.run.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one run at a time: reads it afresh, tells what is new, and does the next step that the ledger calls for.
 * A look can be repeated at any time and by anybody; nothing hangs on when it happens. One for which only a watch has asked reads nothing
 * where the watches say all that there is to know ({@link WatchReading}).
 */
public final class RunReconciler {
    /** A removal that takes longer says what it waits for. */
    private static final Duration LONG_REMOVAL = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Ledgers ledgers;
    private final ReportPublisher reports;
    private final RunNews news;
    private final RunObserver observer;
    private final RunReader reader;
    private final NetworkWatch network;
    private final Removal removal;
    private final ReconcileSettings settings;
    private final InstantSource clock;
    private final Map<RunRef, RunMemory> memories = new ConcurrentHashMap<>();

    /** @param lookUp the addresses of a host name, or none */
    public RunReconciler(
            Cluster cluster,
            ReportPublisher reports,
            RunObserver observer,
            ReconcileSettings settings,
            Function<String, List<String>> lookUp,
            InstantSource clock) {
        this.network = new NetworkWatch(cluster, reports, lookUp, clock);
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.reports = reports;
        this.news = new RunNews(reports, settings.progressInterval(), clock);
        this.observer = observer;
        this.reader = new RunReader(cluster, settings.settle(), clock);
        this.removal = new Removal(cluster);
        this.settings = settings;
        this.clock = clock;
    }

    /** @param heard told of each run whose process has written to its log, when that is first seen */
    public void onFirstLine(Consumer<RunRef> heard) {
        news.onFirstLine(heard);
    }

    /** Whoever was told of this run has lost it: at the next look everything that holds is told once more. */
    public void tellAgain(RunRef run) {
        Optional.ofNullable(memories.get(run)).ifPresent(RunMemory::nothingWasTold);
    }

    /** Something happened to this run of which no watch tells: the next look reads it afresh. */
    public void doubt(RunRef run) {
        Optional.ofNullable(memories.get(run)).ifPresent(it -> it.watched.doubt());
    }

    /** The next look begins with what the launch has read and written. */
    public void launched(Launched launched) {
        memory(launched.run()).launched(launched);
    }

    WatchCache watched(RunRef run) {
        return memory(run).watched;
    }

    private RunMemory memory(RunRef run) {
        return memories.computeIfAbsent(run, _ -> new RunMemory(clock.instant()));
    }

    /** @return when to look again unless something happens before; empty: not needed */
    public Optional<Duration> reconcile(RunRef run) {
        var memory = memory(run);
        synchronized (memory) {
            memory.takeWhatWasLaunched(run, clock.instant());
            try {
                return fromWatches(run, memory)
                        .orElseGet(() -> memory.reconcilesAgainAfter(readAfresh(run, memory), clock.instant()));
            } catch (RuntimeException e) {
                memory.watched.doubt();
                throw e;
            }
        }
    }

    /** Empty: what the watches say is not enough. */
    private Optional<Optional<Duration>> fromWatches(RunRef run, RunMemory memory) {
        if (!memory.watched.isAllThatHappened() || memory.blind || memory.entry == null || memory.ledger == null) {
            return Optional.empty();
        }
        var seen = memory.watched.current();
        return switch (WatchReading.of(run, memory.entry, seen, memory)) {
            case NOTHING_NEW -> Optional.of(memory.untilTheNextReconcile(clock.instant()));
            case STARTED -> Optional.of(memory.reconcilesAgainAfter(begins(run, seen, memory), clock.instant()));
            case UNCLEAR -> Optional.empty();
        };
    }

    private Optional<Duration> begins(RunRef run, CachedRun seen, RunMemory memory) {
        var job = Objects.requireNonNull(seen.job());
        memory.takeUp(job, clock.instant());
        tell(run, reader.asWatched(job, seen.podsOf(job), memory), memory.ledger, memory);
        return Optional.of(NextReconcile.SOON);
    }

    private Optional<Duration> readAfresh(RunRef run, RunMemory memory) {
        try {
            return reconcile(run, memory);
        } catch (ForbiddenException e) {
            if (memory.blind || memory.entry == null || !reader.namespaceGoes(run)) {
                throw e;
            }
            memory.blind = true;
            return reconcile(run, memory.entry, null, memory);
        }
    }

    private Optional<Duration> reconcile(RunRef run, RunMemory memory) {
        if (memory.blind) {
            return reconcile(run, Objects.requireNonNull(memory.entry), null, memory);
        }
        var ledger = ledgers.open(run.namespace());
        var entry = ledger.ledger()
                .entry(run)
                .filter(it -> it.migration().equals(run.id().migration()));
        memory.record = memory.record.or(ledger.ledger().record(run));
        if (entry.isEmpty() && memory.entry != null && reader.namespaceGoes(run)) {
            return reconcile(run, memory.entry, ledger, memory);
        }
        memory.entry = entry.orElse(null);
        memory.ledger = ledger;
        return entry.isPresent() ? reconcile(run, entry.get(), ledger, memory) : adopt(run, ledger);
    }

    /** Remembers a pod that a watch has shown in its end: it may be gone before it can be read. */
    public void remember(V1Pod pod) {
        if (Pods.isOver(pod)) {
            RunRef.of(pod.getMetadata()).map(memories::get).ifPresent(it -> {
                it.ended.put(pod.getMetadata().getUid(), pod);
                it.endIsSeen(clock.instant());
            });
        }
    }

    /** @param ledger as this look has read it; null where it cannot be read any more */
    private Optional<Duration> reconcile(RunRef run, Entry entry, @Nullable OpenLedger ledger, RunMemory memory) {
        return switch (entry.stage()) {
            case LAUNCHING, TORN_DOWN -> {
                memories.remove(run);
                yield Optional.empty();
            }
            case REFUSED -> neverStarted(run, memory, RunOutcome.FAILED, FailureKind.NOT_LAUNCHED, entry.note());
            case STOPPED -> neverStarted(run, memory, RunOutcome.STOPPED, FailureKind.STOPPED_ON_REQUEST, entry.note());
            case LAUNCHED -> memory.finished ? Optional.empty() : follow(run, job(run, memory), ledger, memory);
            case TEARING_DOWN -> remove(run, entry, ledger, memory);
        };
    }

    /** Somebody has deleted the ledger, but not the Job: a Job that was let go has been launched. */
    private Optional<Duration> adopt(RunRef run, OpenLedger ledger) {
        if (job(run).filter(job -> !Jobs.isHeld(job)).isPresent()) {
            ledger.update(
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
            news.finished(
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

    private Optional<Duration> follow(RunRef run, Optional<V1Job> job, @Nullable OpenLedger ledger, RunMemory memory) {
        if (job.filter(it -> Jobs.isHeld(it) && Jobs.verdict(it).isEmpty()).isPresent()) {
            return resume(run, job.get(), memory);
        }
        memory.takeUp(job.orElse(null), clock.instant());
        return tell(run, reader.read(run, job.orElse(null), memory), ledger, memory);
    }

    private Optional<Duration> tell(RunRef run, RunSnapshot seen, @Nullable OpenLedger ledger, RunMemory memory) {
        var observation = observer.observe(seen);
        keep(
                run,
                ledger,
                memory,
                observation.result() == null
                        ? observation.record()
                        : observation.record().isOver());
        if (observation.verdict() != null) {
            cluster.replace(Kind.JOB, RunObjects.ended(Objects.requireNonNull(seen.job()), observation.verdict()));
        }
        if (observation.result() != null && !memory.blind) {
            network.checkAtTheEnd(run, memory);
        }
        news.tell(run, observation, memory);
        if (observation.started() != null && observation.result() == null && !memory.blind) {
            keep(run, ledger, memory, memory.record.open(network.check(run, memory)));
        }
        if (!observation.equals(memory.observation)) {
            memory.observation = observation;
            memory.quietSince = clock.instant();
        }
        return NextReconcile.after(observation, memory, settings, clock.instant());
    }

    /** It is launched and stays so, whatever the cluster says to its start: nobody else may run meanwhile. */
    private Optional<Duration> resume(RunRef run, V1Job held, RunMemory memory) {
        try {
            cluster.replace(Kind.JOB, RunObjects.resume(held));
            return Optional.of(NextReconcile.SOON);
        } catch (RefusedException e) {
            news.pending(
                    run,
                    memory,
                    "The cluster refuses to let its Job start: " + e.getMessage()
                            + ". Movein keeps retrying; an operator needs to find the policy or webhook of the cluster that refuses it.");
            return Optional.of(settings.removalInterval());
        }
    }

    /** Before it is told: what another runner reads later must not contradict it. What could not be written is written at the next look. */
    private static void keep(RunRef run, @Nullable OpenLedger ledger, RunMemory memory, RunRecord record) {
        memory.record = record;
        try {
            if (ledger != null) {
                ledger.remember(run, record);
            }
        } catch (RefusedException e) {
            // the tenant's namespace goes, and its ledger with it: this runner's memory is all there is
        }
    }

    /** Never before its end was told: what is deleted cannot be read any more. */
    private Optional<Duration> remove(RunRef run, Entry entry, @Nullable OpenLedger ledger, RunMemory memory) {
        var job = memory.finished ? Optional.<V1Job>empty() : job(run, memory);
        var mayRun = !memory.finished && (job.isPresent() || memory.record.mayStillRun());
        if (mayRun) {
            follow(run, job, ledger, memory);
        }
        if (!memory.finished && (job.isPresent() || memory.record.mayStillRun())) {
            if (!memory.blind) {
                job.ifPresentOrElse(this::stop, () -> removal.removePods(run));
            }
            tellWhatItWaitsFor(run, memory, "its process, which may still be running: " + processes(run, memory));
            return Optional.of(settings.removalInterval());
        }
        var keepState = entry.note().equals(Removal.KEEP_STATE);
        var step = memory.blind
                ? new Step(List.of(), removal.left(run, true))
                : removal.remove(run, keepState, memory.known(run));
        memory.removed.addAll(step.removed());
        if (!step.left().isEmpty()) {
            tellWhatItWaitsFor(run, memory, "what is still being removed: " + String.join(", ", step.left()));
            return Optional.of(settings.removalInterval());
        }
        reports.tornDown(
                run,
                memory.trace,
                !keepState,
                keepState && !memory.blind && removal.hasState(run),
                List.copyOf(memory.removed));
        if (ledger != null) {
            tornDown(run, entry, ledger);
        }
        memories.remove(run);
        return Optional.empty();
    }

    private String processes(RunRef run, RunMemory memory) {
        var there = removal.processes(run);
        return (there.isEmpty() ? "on node " + memory.record.node() : String.join(", ", there))
                + (memory.silent == null
                        ? ""
                        : ", which does not answer; an operator who knows that it is off for good sets the label "
                                + Button.NODE_OFF.label());
    }

    /** Beside what is told of the run itself, so that neither is told anew because of the other. */
    private void tellWhatItWaitsFor(RunRef run, RunMemory memory, String what) {
        if (memory.removingSince == null) {
            memory.removingSince = clock.instant();
        }
        var sentence = "The clean-up is waiting for " + what + ".";
        if (!clock.instant().isBefore(memory.removingSince.plus(LONG_REMOVAL))
                && !sentence.equals(memory.removalTold)) {
            reports.pending(run, memory.trace, sentence);
            memory.removalTold = sentence;
        }
    }

    private static void tornDown(RunRef run, Entry entry, OpenLedger ledger) {
        try {
            ledger.update(run, _ -> Optional.of(new Entry(Stage.TORN_DOWN, entry.migration(), entry.note())));
        } catch (RefusedException e) {
            // the ledger has gone with the tenant's namespace
        }
    }

    private void stop(V1Job job) {
        if (Jobs.verdict(job).isEmpty()) {
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

    private Optional<V1Job> job(RunRef run, RunMemory memory) {
        return memory.blind ? Optional.empty() : job(run);
    }

    private Optional<V1Job> job(RunRef run) {
        return cluster.get(Kind.JOB, run.namespace(), run.name()).filter(it -> run.owns(it.getMetadata()));
    }
}
