package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.model.FailureKind;
import io.movein.runner.run.Observation.Started;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what the objects of a launched run mean.
 *
 * <pre>
 * held ─▶ waiting (for pods, a node, the image, a secret, the start) ─▶ running ─▶ ended
 *                │ too long: verdict, the runner suspends the Job        │ Job Complete or Failed,
 *                └──────────────────────────────────────────────────────▶│ or suspended and no pod left running,
 *                                                                        │ or the Job is gone
 * </pre>
 */
public final class RunObserver {
    public static final String CONTAINER = JobObject.CONTAINER;

    private final PendingTimeouts limits;

    public RunObserver(PendingTimeouts limits) {
        this.limits = limits;
    }

    public Observation observe(RunSnapshot seen) {
        var pod = decisive(seen.pods());
        var started = pod.flatMap(RunObserver::started).orElse(null);
        if (seen.job() == null) {
            return new Observation(null, started, seen.tail().progress(), new Endings(seen, pod).ofALostJob(), null);
        }
        if (hasEnded(seen.job(), seen.pods())) {
            return new Observation(null, started, seen.tail().progress(), new Endings(seen, pod).of(seen.job()), null);
        }
        if (started != null) {
            return new Observation(null, started, seen.tail().progress(), null, null);
        }
        return isSuspendedByUs(seen.job()) || isSuspended(seen.job()) ? Observation.nothing() : waiting(seen, pod);
    }

    private Observation waiting(RunSnapshot seen, Optional<V1Pod> pod) {
        var now = PendingReasons.waiting(pod, seen.events(), seen.now());
        var before = seen.waiting();
        var since = before != null && before.kind() == now.kind() ? before.since() : now.since();
        var waiting = new PendingReason(now.kind(), now.reason(), since);
        var limit = limits.of(now.kind());
        var verdict = seen.now().isBefore(since.plus(limit)) ? null : PendingReasons.verdict(waiting, limit);
        return new Observation(waiting, null, null, null, verdict);
    }

    /** The Job controller says Complete or Failed only after every pod has ended; suspended it says neither. */
    static boolean hasEnded(V1Job job, List<V1Pod> pods) {
        return condition(job, "Complete")
                || condition(job, "Failed")
                || isSuspended(job)
                        && condition(job, "Suspended")
                        && pods.stream().allMatch(RunObserver::isOver)
                        && count(job.getStatus().getActive()) == 0;
    }

    /** Kubernetes can start a one-shot pod twice; what ran last says how it ended. */
    private static Optional<V1Pod> decisive(List<V1Pod> pods) {
        return pods.stream()
                .max(Comparator.comparing((V1Pod pod) -> started(pod).isPresent())
                        .thenComparing(pod -> created(pod)));
    }

    static Optional<Started> started(V1Pod pod) {
        var state = state(pod);
        var running = state.map(V1ContainerState::getRunning).map(V1ContainerStateRunning::getStartedAt);
        var ended = state.map(V1ContainerState::getTerminated)
                .filter(RunObserver::ran)
                .map(V1ContainerStateTerminated::getStartedAt);
        var node =
                Optional.ofNullable(pod.getSpec()).map(it -> it.getNodeName()).orElse("");
        return running.or(() -> ended).map(at -> new Started(at.toInstant(), node));
    }

    /** A container that could not be started has "terminated" without ever having run; its start is the epoch or absent. */
    static boolean ran(V1ContainerStateTerminated ended) {
        return ended.getStartedAt() != null
                && ended.getStartedAt().toEpochSecond() > 0
                && !Endings.NEVER_RAN.contains(reason(ended));
    }

    static String reason(V1ContainerStateTerminated ended) {
        return Optional.ofNullable(ended.getReason()).orElse("");
    }

    static Optional<V1ContainerState> state(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getContainerStatuses()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getName().equals(JobObject.CONTAINER))
                .findFirst()
                .map(it -> it.getState());
    }

    /** Nothing of the pod runs, and nothing will. */
    public static boolean isOver(V1Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    /** Its container runs or has run, so there may be a log. */
    public static boolean hasOutput(V1Pod pod) {
        return started(pod).isPresent();
    }

    public static boolean isOf(V1Pod pod, V1Job job) {
        return Optional.ofNullable(pod.getMetadata().getOwnerReferences()).stream()
                .flatMap(List::stream)
                .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
    }

    static boolean condition(V1Job job, String type) {
        return find(job, type).isPresent();
    }

    static Optional<V1JobCondition> find(V1Job job, String type) {
        return Optional.ofNullable(job.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getType().equals(type) && it.getStatus().equals("True"))
                .findFirst();
    }

    public static boolean isSuspendedByUs(V1Job job) {
        return RunLabels.value(job.getMetadata().getAnnotations(), RunLabels.SUSPENDED)
                .isPresent();
    }

    /** It has ended, is about to, or was told to. */
    public static boolean isEnding(V1Job job) {
        return ended(job).isPresent()
                || Stream.of("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget")
                        .anyMatch(type -> condition(job, type));
    }

    static boolean isSuspended(V1Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** What the runner ended it for; empty where it did not. */
    public static Optional<Verdict> ended(V1Job job) {
        var annotations = job.getMetadata().getAnnotations();
        return RunLabels.value(annotations, RunLabels.ENDED_BECAUSE)
                .map(kind -> new Verdict(
                        FailureKind.valueOf(kind),
                        RunLabels.value(annotations, RunLabels.ENDED_DETAIL).orElse("")));
    }

    private static Instant created(V1Pod pod) {
        return instant(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static int count(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
