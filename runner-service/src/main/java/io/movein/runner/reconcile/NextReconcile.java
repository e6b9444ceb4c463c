package io.movein.runner.reconcile;

import io.movein.runner.run.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a run is reconciled again, unless a watch tells of it before. The kubelet and the Job controller need moments; a second one soon
 * sees what the first did not. The longer nothing has changed, the later the next: a thousand runs that wait for a busy cluster would
 * keep it busy by asking every second.
 */
final class NextReconcile {
    static final Duration SOON = Duration.ofSeconds(1);
    private static final int PART_OF_THE_QUIET = 2;

    private NextReconcile() {}

    /**
     * Empty: not needed.
     *
     * @param settings how often a running process is reconciled, and how long after its end the last sign may show: nothing that one
     *     before that could see would end the waiting, and a change of the Job or a pod is told by a watch
     */
    static Optional<Duration> after(Observation seen, RunMemory memory, ReconcileSettings settings, Instant now) {
        if (seen.result() != null) {
            return Optional.empty();
        }
        var most = settings.progressInterval();
        var end = memory.endSeenAt;
        if (end != null && seen.record().end() == null && now.isBefore(end.plus(settings.settle()))) {
            return Optional.of(Duration.between(now, end.plus(settings.settle())));
        }
        var runs = seen.started() != null && seen.record().end() == null && memory.endSeenAt == null;
        return Optional.of(runs && !seen.ends() ? most : soon(memory, most, now));
    }

    private static Duration soon(RunMemory memory, Duration most, Instant now) {
        var end = memory.endSeenAt;
        var since = end != null && end.isAfter(memory.quietSince) ? end : memory.quietSince;
        var wait = Duration.between(since, now).dividedBy(PART_OF_THE_QUIET);
        return wait.compareTo(SOON) < 0 || most.compareTo(SOON) < 0 ? SOON : wait.compareTo(most) < 0 ? wait : most;
    }
}
