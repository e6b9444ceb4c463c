package io.movein.runner.reconcile;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.runner.cluster.OpenLedger;
import io.movein.runner.reconcile.Removal.Known;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.Observation;
import io.movein.runner.run.PendingReason;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunRecord;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one run in this process's life: what was told, so as not to tell it twice, and what was seen and
 * cannot be read again. Losing it costs a report told twice; what must not be lost is in the {@link RunRecord}.
 */
final class RunMemory {
    /** Since when this process knows the run. */
    final Instant since;

    Traceparent trace = Traceparent.begin();
    boolean started;
    boolean finished;
    /** Its log has had a line. */
    boolean spoke;

    @Nullable
    String pending;

    @Nullable
    Progress progress;

    Instant toldAt = Instant.MIN;
    Instant startedToldAt = Instant.MIN;
    LogTail tail = LogTail.NONE;

    /** When the last reading of the log began that gave something, by our clock: the lines have the time of their node. */
    @Nullable
    Instant logReadAt;

    @Nullable
    PendingReason waiting;

    RunRecord record = RunRecord.NOTHING;

    /** The ledger's line at the last look; it may go with the tenant's namespace. */
    @Nullable
    Entry entry;

    /** As the last look or the launch has read or written it; what is written on it is refused where others have written since. */
    @Nullable
    OpenLedger ledger;

    final WatchCache watched = new WatchCache();

    /** All that there is of the run beside its Job; null: not known. */
    private @Nullable List<KubernetesObject> made;

    /** What the order that launched it has left for the next look. */
    private final AtomicReference<@Nullable Launched> launched = new AtomicReference<>();

    /** When it is to be looked at whatever a watch shows; null: not. */
    private @Nullable Instant nextReconcile;

    /** The tenant's namespace goes, and the runner's rights in it are gone already: only lists of everything are left to read. */
    boolean blind;

    /** The node that was told to be silent. */
    @Nullable
    String silent;

    /** When the process's end was first seen, by a look or by a watch. */
    @Nullable
    volatile Instant endSeenAt;

    /** What the last look has shown, and since when nothing else. */
    @Nullable
    Observation observation;

    Instant quietSince = Instant.MIN;

    /** When the removal began. */
    @Nullable
    Instant removingSince;

    /** What it was told to wait for. */
    @Nullable
    String removalTold;

    /** Alarms that are to be told, oldest first. */
    final List<LogTail.Raised> alarms = new ArrayList<>();

    int alarmsTold;

    /** When the network is looked at again. */
    Instant networkAt = Instant.MIN;

    /** What it was told to reach beside what was declared; null: whatever the record says. */
    NetworkWatch.@Nullable Reach reach;

    final Set<String> removed = new LinkedHashSet<>();
    /** Pods that have ended, by uid: an end does not change, and a deleted pod cannot be asked again. */
    final Map<String, V1Pod> ended = new ConcurrentHashMap<>();

    RunMemory(Instant since) {
        this.since = since;
    }

    /** @return since when; a second sight does not count, nor does the order of a watch and a look that see it in the same moment */
    Instant endIsSeen(Instant now) {
        var before = endSeenAt;
        var since = before == null ? now : before;
        endSeenAt = since;
        return since;
    }

    void launched(Launched now) {
        launched.set(now);
    }

    /** As if a look had read it just now. */
    void takeWhatWasLaunched(RunRef run, Instant now) {
        var left = launched.getAndSet(null);
        if (left != null) {
            ledger = left.ledger();
            entry = left.ledger()
                    .ledger()
                    .entry(run)
                    .filter(it -> it.migration().equals(run.id().migration()))
                    .orElse(null);
            made = left.made();
            nextReconcile = now.plus(NextReconcile.SOON);
        }
    }

    /** What its removal need not ask for. */
    Known known(RunRef run) {
        return new Known(Optional.ofNullable(watched.current().job()).filter(it -> run.owns(it.getMetadata())), made);
    }

    /** The trace that its launch began, and a wait where an earlier runner left it. */
    void takeUp(@Nullable V1Job job, Instant now) {
        Optional.ofNullable(job)
                .flatMap(it -> RunLabels.value(it.getMetadata().getAnnotations(), RunLabels.TRACEPARENT))
                .flatMap(Traceparent::parse)
                .ifPresent(it -> trace = it);
        var before = record.waited();
        if (waiting == null && before != null) {
            waiting = new PendingReason(before.kind(), "", now.minus(Duration.ofSeconds(before.seconds())));
        }
    }

    Optional<Duration> reconcilesAgainAfter(Optional<Duration> pause, Instant now) {
        nextReconcile = pause.map(now::plus).orElse(null);
        return pause;
    }

    /** Until the look that is planned, which a sooner one has taken the place of. */
    Optional<Duration> untilTheNextReconcile(Instant now) {
        return Optional.ofNullable(nextReconcile)
                .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    }

    /** Not while somebody looks at the run, who holds this. */
    synchronized void nothingWasTold() {
        watched.doubt();
        started = false;
        finished = false;
        pending = null;
        progress = null;
        silent = null;
        removalTold = null;
        reach = NetworkWatch.Reach.AS_DECLARED;
        networkAt = Instant.MIN;
    }
}
