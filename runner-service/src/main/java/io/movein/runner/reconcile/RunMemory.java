package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.model.Progress;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.LogTail;
import io.movein.runner.run.Observation;
import io.movein.runner.run.PendingReason;
import io.movein.runner.run.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Not while somebody looks at the run, who holds this. */
    synchronized void nothingWasTold() {
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
