package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.movein.model.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a run's Job. */
public final class Jobs {
    private Jobs() {}

    /** Not let go yet: nothing of it has ever started. */
    public static boolean isHeld(V1Job job) {
        return RunLabels.value(job.getMetadata().getAnnotations(), RunLabels.SUSPENDED)
                .isPresent();
    }

    /** It has ended, is about to, or was told to. */
    public static boolean isEnding(V1Job job) {
        return verdict(job).isPresent()
                || Stream.of("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget")
                        .anyMatch(type -> is(job, type));
    }

    static boolean isSuspended(V1Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** A queue controller, say, has suspended it after the runner let it go. */
    public static boolean isSuspendedByAnother(V1Job job) {
        return isSuspended(job) && !isHeld(job) && verdict(job).isEmpty();
    }

    /** Kubernetes has ended it for good, or the runner has: of its own no pod comes any more. */
    public static boolean isOver(V1Job job) {
        return verdict(job).isPresent() || is(job, "Complete") || is(job, "Failed");
    }

    /** What the runner ended it for; empty where it did not. */
    public static Optional<Verdict> verdict(V1Job job) {
        var annotations = job.getMetadata().getAnnotations();
        return RunLabels.value(annotations, RunLabels.ENDED_BECAUSE)
                .map(kind -> new Verdict(
                        FailureKind.valueOf(kind),
                        RunLabels.value(annotations, RunLabels.ENDED_DETAIL).orElse("")));
    }

    static boolean is(V1Job job, String type) {
        return find(job, type).isPresent();
    }

    static Optional<V1JobCondition> find(V1Job job, String type) {
        return Optional.ofNullable(job.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getType().equals(type) && it.getStatus().equals("True"))
                .findFirst();
    }

    static int active(V1Job job) {
        var active = job.getStatus() == null ? null : job.getStatus().getActive();
        return active == null ? 0 : active;
    }
}
