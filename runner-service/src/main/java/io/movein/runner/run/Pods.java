package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.movein.runner.run.Observation.Started;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a run's pods. Only the process's own container says how the process is. */
public final class Pods {
    private Pods() {}

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

    public static boolean isTerminating(V1Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** The node controller says so of a pod whose node does not answer; Movein's pods have no probe of their own. */
    public static boolean isNotReady(V1Pod pod) {
        return conditions(pod)
                .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("False"));
    }

    public static Optional<String> node(V1Pod pod) {
        return Optional.ofNullable(pod.getSpec()).map(it -> it.getNodeName());
    }

    public static Optional<V1ContainerStateTerminated> end(V1Pod pod) {
        return state(pod).map(V1ContainerState::getTerminated);
    }

    /** Its process ended well and says so itself. One that was told to stop ends with 0 as well, and says nothing of the kind. */
    public static boolean saysItIsComplete(V1Pod pod) {
        return end(pod).filter(it -> it.getExitCode() == 0)
                .map(V1ContainerStateTerminated::getMessage)
                .filter(it -> TerminationMessage.read(it).complete())
                .isPresent();
    }

    static Optional<Started> started(V1Pod pod) {
        var state = state(pod);
        var running = state.map(V1ContainerState::getRunning).map(V1ContainerStateRunning::getStartedAt);
        var ended = state.map(V1ContainerState::getTerminated)
                .filter(Pods::ran)
                .map(V1ContainerStateTerminated::getStartedAt);
        return running.or(() -> ended)
                .map(at -> new Started(at.toInstant(), node(pod).orElse("")));
    }

    /** A container that could not be started has "terminated" without ever having run; its start is the epoch or absent. */
    static boolean ran(V1ContainerStateTerminated ended) {
        return ended.getStartedAt() != null
                && ended.getStartedAt().toEpochSecond() > 0
                && !Endings.NEVER_RAN.contains(
                        Optional.ofNullable(ended.getReason()).orElse(""));
    }

    static Optional<V1ContainerState> state(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getContainerStatuses()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getName().equals(JobObject.CONTAINER))
                .findFirst()
                .map(it -> it.getState());
    }

    static Optional<V1PodCondition> condition(V1Pod pod, String type) {
        return conditions(pod)
                .filter(it -> it.getType().equals(type) && it.getStatus().equals("True"))
                .findFirst();
    }

    static String reason(V1Pod pod) {
        return pod.getStatus() == null ? "" : text(pod.getStatus().getReason());
    }

    static String message(V1Pod pod) {
        return pod.getStatus() == null ? "" : text(pod.getStatus().getMessage());
    }

    static Instant created(V1Pod pod) {
        return instant(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static Stream<V1PodCondition> conditions(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream);
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
