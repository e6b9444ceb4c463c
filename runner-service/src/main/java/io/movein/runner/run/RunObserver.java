package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.model.FailureKind;
import io.movein.model.RunResult;
import io.movein.runner.run.Observation.Started;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what the objects of a launched run mean.
 *
 * <pre>
 * held ─▶ waiting (for pods, a node, the image, a secret, the start) ─▶ running ─▶ ended
 *                │ too long: verdict, the runner fences the Job          │ none of its pods can still run, and
 *                └──────────────────────────────────────────────────────▶│ its Job is Complete, Failed, fenced or gone
 * </pre>
 *
 * A Job that is fenced makes no pod any more, whoever resumes it.
 */
public final class RunObserver {
    public static final String CONTAINER = JobObject.CONTAINER;

    private final PendingTimeouts limits;

    public RunObserver(PendingTimeouts limits) {
        this.limits = limits;
    }

    public Observation observe(RunSnapshot snapshot) {
        var seen = snapshot.with(snapshot.record().after(snapshot));
        if (hasEnded(seen)) {
            return new Observation(
                    null, started(seen), seen.tail().progress(), null, null, result(seen), null, seen.record());
        }
        var started = started(seen);
        if (started != null || seen.job() == null) {
            return new Observation(
                    null,
                    started,
                    seen.tail().progress(),
                    trouble(seen),
                    silent(seen),
                    null,
                    fence(seen),
                    seen.record());
        }
        return Jobs.isHeld(seen.job()) || Jobs.verdict(seen.job()).isPresent()
                ? new Observation(null, null, null, null, silent(seen), null, fence(seen), seen.record())
                : waiting(seen, seen.job());
    }

    private static RunResult result(RunSnapshot seen) {
        var endings = new Endings(seen, decisive(seen));
        return seen.job() == null ? endings.ofALostJob() : endings.of(seen.job());
    }

    private Observation waiting(RunSnapshot seen, V1Job job) {
        var now = Jobs.isSuspendedByAnother(job)
                ? PendingReasons.suspended(seen.now())
                : PendingReasons.waiting(decisive(seen), seen.events(), seen.now());
        var before = seen.waiting();
        var since = before != null && before.kind() == now.kind() ? before.since() : now.since();
        var waiting = new PendingReason(now.kind(), now.reason(), since);
        var limit = limits.of(now.kind());
        var verdict = seen.now().isBefore(since.plus(limit)) ? null : PendingReasons.verdict(waiting, limit);
        return new Observation(
                waiting,
                null,
                null,
                null,
                silent(seen),
                null,
                verdict,
                seen.record().waiting(waiting, limit.dividedBy(10), seen.now()));
    }

    private static @Nullable Started started(RunSnapshot seen) {
        var record = seen.record();
        return record.startedAt() == null ? null : new Started(record.startedAt(), Pods.text(record.node()));
    }

    private static boolean hasEnded(RunSnapshot seen) {
        if (canStillRun(seen) || mayShowMore(seen)) {
            return false;
        }
        var job = seen.job();
        return job == null
                || Jobs.is(job, "Complete")
                || Jobs.is(job, "Failed")
                || isFenced(job) && Jobs.active(job) == 0;
    }

    private static boolean isFenced(V1Job job) {
        return Jobs.verdict(job).isPresent() && Jobs.isSuspended(job) && Jobs.is(job, "Suspended");
    }

    /** Its pods can, or a pod that was deleted by force on a node that does not answer. */
    private static boolean canStillRun(RunSnapshot seen) {
        return seen.pods().stream().anyMatch(pod -> !Pods.isOver(pod))
                || seen.node() == NodeState.SILENT
                        && seen.pods().isEmpty()
                        && seen.record().mayStillRun();
    }

    /** What happened to it may show a moment later: an eviction's event, or the last that a watch has seen of a pod that is gone. */
    private static boolean mayShowMore(RunSnapshot seen) {
        if (seen.settled() || seen.record().end() != null) {
            return false;
        }
        var end = decisive(seen).flatMap(Pods::end);
        return end.isPresent() ? end.get().getExitCode() == 0 : seen.record().pod() != null;
    }

    /** Ends what Kubernetes would let go on, or begin again: a process is started once. */
    private static @Nullable Verdict fence(RunSnapshot seen) {
        var job = seen.job();
        if (job == null || Jobs.isEnding(job)) {
            return job == null || Jobs.isSuspended(job)
                    ? null
                    : Jobs.verdict(job).orElse(null);
        }
        if (seen.record().twice()) {
            return new Verdict(FailureKind.OUTCOME_UNREADABLE, Endings.TWICE);
        }
        if (Jobs.isSuspendedByAnother(job)) {
            return Verdict.SUSPENDED;
        }
        var alone = seen.record().end() != null
                && decisive(seen).filter(pod -> !Pods.isOver(pod)).isPresent();
        return alone
                ? new Verdict(FailureKind.NONE, "The process has ended; the other containers in its pod are ended too.")
                : null;
    }

    private static @Nullable String trouble(RunSnapshot seen) {
        return seen.job() == null
                ? "The run's Job is gone, but its process may still be running on " + node(seen)
                        + "; Movein waits for it to end."
                : null;
    }

    private static @Nullable String silent(RunSnapshot seen) {
        return seen.node() == NodeState.SILENT ? node(seen) : null;
    }

    private static String node(RunSnapshot seen) {
        return Optional.ofNullable(seen.record().node())
                .or(() -> decisive(seen).flatMap(Pods::node))
                .orElse("its node");
    }

    /** Kubernetes can start a one-shot pod twice; what ran last says how it ended. */
    static Optional<V1Pod> decisive(RunSnapshot seen) {
        return decisive(seen.pods());
    }

    public static Optional<V1Pod> decisive(List<V1Pod> pods) {
        return pods.stream().max(Comparator.comparing(Pods::hasOutput).thenComparing(Pods::created));
    }

    static long startedPods(RunSnapshot seen) {
        var known = seen.record().pod();
        return seen.pods().stream()
                        .filter(Pods::hasOutput)
                        .map(pod -> pod.getMetadata().getUid())
                        .filter(uid -> !uid.equals(known))
                        .count()
                + (known == null ? 0 : 1);
    }
}
