package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.reconcile.WatchCache.CachedRun;
import io.movein.runner.run.Jobs;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Pods;
import io.movein.runner.run.RunRef;
import java.util.List;
import java.util.Objects;

/**
 * What the watches alone say of a run. They may be late and may have missed something, so nothing follows from it that could not be taken
 * back: no end, no removal, nothing from something that is not there. For these a look reads the run afresh.
 */
enum WatchReading {
    /** Nothing that is not known by now, or that the look which is planned would not see early enough. */
    NOTHING_NEW,
    /** Its process has started. */
    STARTED,
    /** There may be something: read it afresh. */
    UNCLEAR;

    static WatchReading of(RunRef run, Entry entry, CachedRun seen, RunMemory memory) {
        return switch (entry.stage()) {
            case LAUNCHED -> memory.finished ? NOTHING_NEW : ofLaunched(run, seen, memory);
            case TEARING_DOWN -> memory.finished && !seen.pods().isEmpty() ? NOTHING_NEW : UNCLEAR;
            case LAUNCHING, REFUSED, STOPPED, TORN_DOWN -> UNCLEAR;
        };
    }

    private static WatchReading ofLaunched(RunRef run, CachedRun seen, RunMemory memory) {
        var job = seen.job();
        if (job == null || !run.owns(job.getMetadata()) || Jobs.isOver(job) || Jobs.isSuspendedByAnother(job)) {
            return UNCLEAR;
        }
        return Jobs.isHeld(job) ? NOTHING_NEW : ofLetGo(seen.podsOf(job), memory);
    }

    private static WatchReading ofLetGo(List<V1Pod> pods, RunMemory memory) {
        return switch (pods.size()) {
            case 0 -> memory.record.pod() == null ? ofWaiting(memory) : UNCLEAR;
            case 1 -> ofPod(pods.getFirst(), memory);
            default -> UNCLEAR;
        };
    }

    private static WatchReading ofPod(V1Pod pod, RunMemory memory) {
        var known = memory.record.pod();
        if (Pods.isTerminating(pod)
                || known != null && !Objects.equals(known, pod.getMetadata().getUid())) {
            return UNCLEAR;
        }
        if (Pods.end(pod).isPresent()) {
            var isKnown = memory.record.end() != null || memory.record.toldToStop() != null;
            return isKnown ? NOTHING_NEW : UNCLEAR;
        }
        if (Pods.isOver(pod)) {
            return UNCLEAR;
        }
        if (!Pods.hasOutput(pod)) {
            return ofWaiting(memory);
        }
        var nodeIsInQuestion = Pods.isNotReady(pod) || memory.silent != null;
        return nodeIsInQuestion ? UNCLEAR : memory.started ? NOTHING_NEW : STARTED;
    }

    /** A start that takes long enough to be looked at has reasons, which change. */
    private static WatchReading ofWaiting(RunMemory memory) {
        return memory.waiting == null ? NOTHING_NEW : UNCLEAR;
    }
}
