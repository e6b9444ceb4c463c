package io.movein.runner.run;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether anything has told a run's process to stop. An exit code of 0 then does not say that it was done: many a
 * process ends with 0 on SIGTERM.
 *
 * <p>What is looked at is what stays: a deletion once asked for, the kubelet's events, conditions. Times are not: those of
 * two machines cannot be compared, and the kubelet's last delete of a pod moves the time of the first.
 */
final class StopSigns {
    static final Set<String> TAKEN_BY_THE_NODE = Set.of(
            "Evicted",
            "NodeLost",
            "NodeShutdown",
            "Shutdown",
            "Terminated",
            "NodeAffinity",
            "Preempting",
            "UnexpectedAdmissionError");
    private static final Set<String> EVENTS = Set.of(
            "Killing",
            "Evicted",
            "Preempting",
            "Preempted",
            "TaintManagerEviction",
            "NodeShutdown",
            "ExceededGracePeriod");
    private static final String SUSPENDED = "somebody suspended its Job";
    private static final String OWN_CONTAINER = "{" + JobObject.CONTAINER + "}";

    private StopSigns() {}

    /** @return as the end of "after …" */
    static Optional<String> of(RunSnapshot seen, V1Pod pod) {
        return disruption(pod)
                .map(it -> "its pod was evicted (" + it + ")")
                .or(() -> Pods.isTerminating(pod) ? Optional.of(whoDeletedThePod(seen)) : Optional.empty())
                .or(() -> verdict(seen))
                .or(() -> seen.events().stream()
                        .filter(event -> isSign(event, pod))
                        .findFirst()
                        .map(it -> "its node was told to stop it (" + it.getReason() + ": "
                                + LogTail.readable(Pods.text(it.getMessage())) + ")"));
    }

    /** In the cluster's words. */
    static Optional<String> disruption(V1Pod pod) {
        var why = Pods.reason(pod);
        return Pods.condition(pod, "DisruptionTarget")
                .map(it -> (Pods.text(it.getReason()) + " " + Pods.text(it.getMessage())).strip())
                .or(() -> TAKEN_BY_THE_NODE.contains(why)
                        ? Optional.of((why + " " + Pods.message(pod)).strip())
                        : Optional.empty())
                .map(it -> LogTail.bounded(LogTail.readable(it), 400));
    }

    /** The kubelet's words on an eviction: on the pod, or only in an event where the process ended first. */
    static Optional<String> eviction(RunSnapshot seen, V1Pod pod) {
        return Pods.reason(pod).equals("Evicted")
                ? Optional.of(Pods.message(pod))
                : seen.events().stream()
                        .filter(event -> "Evicted".equals(event.getReason()) && isSign(event, pod))
                        .map(event -> Pods.text(event.getMessage()))
                        .findFirst();
    }

    private static String whoDeletedThePod(RunSnapshot seen) {
        if (seen.namespaceGoes()) {
            return "the tenant's namespace was deleted";
        }
        if (seen.job() == null) {
            return "somebody deleted its Job";
        }
        return verdict(seen).orElse(Jobs.isSuspended(seen.job()) ? SUSPENDED : "somebody deleted its pod");
    }

    private static Optional<String> verdict(RunSnapshot seen) {
        return Optional.ofNullable(seen.job())
                .flatMap(Jobs::verdict)
                .map(it -> it.equals(Verdict.SUSPENDED) ? SUSPENDED : "the runner ended it");
    }

    private static boolean isSign(CoreV1Event event, V1Pod pod) {
        var about = event.getInvolvedObject();
        if (about == null) {
            return false;
        }
        var path = Pods.text(about.getFieldPath());
        return EVENTS.contains(Pods.text(event.getReason()))
                && pod.getMetadata().getUid().equals(about.getUid())
                && (path.isEmpty() || path.contains(OWN_CONTAINER));
    }
}
