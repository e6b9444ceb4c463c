package io.movein.standin.node;

import static io.movein.standin.node.ContainerState.seconds;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1HostIP;
import io.kubernetes.client.openapi.models.V1PodIP;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a pod's containers → the pod's status as a kubelet writes it. Pure. */
record PodStatuses(
        String restartPolicy,
        String podIp,
        Instant startTime,
        List<ContainerFacts> containers,
        @Nullable PodEnd end) {

    static final String HOST_IP = "127.0.0.1";

    /** Conditions that others wrote, and the times of those that did not change, are taken over from {@code previous}. */
    V1PodStatus status(V1PodStatus previous, Instant now) {
        var phase = phase();
        return new V1PodStatus()
                .phase(phase)
                .reason(end == null ? null : end.reason())
                .message(end == null ? null : end.message())
                .qosClass(previous.getQosClass())
                .hostIP(HOST_IP)
                .hostIPs(List.of(new V1HostIP().ip(HOST_IP)))
                .podIP(podIp)
                .podIPs(List.of(new V1PodIP().ip(podIp)))
                .startTime(seconds(startTime))
                .conditions(new PodConditions(phase, containers, end).merge(previous.getConditions(), now))
                .containerStatuses(containers.stream().map(PodStatuses::status).toList());
    }

    private String phase() {
        if (end != null) {
            return "Failed";
        }
        if (containers.stream().allMatch(ContainerFacts::isTerminated) && !restarts()) {
            return containers.stream().allMatch(ContainerFacts::succeeded) ? "Succeeded" : "Failed";
        }
        var someStarted = containers.stream().anyMatch(container -> !neverStarted(container));
        var someNeverStarted = containers.stream().anyMatch(PodStatuses::neverStarted);
        return someStarted && !someNeverStarted ? "Running" : "Pending";
    }

    private boolean restarts() {
        return switch (restartPolicy) {
            case "Always" -> true;
            case "OnFailure" -> !containers.stream().allMatch(ContainerFacts::succeeded);
            default -> false;
        };
    }

    private static boolean neverStarted(ContainerFacts container) {
        return container.state() instanceof ContainerState.Waiting && container.last() == null;
    }

    private static V1ContainerStatus status(ContainerFacts container) {
        return new V1ContainerStatus()
                .name(container.name())
                .image(container.image())
                .imageID(container.imageId())
                .containerID(id(container))
                .restartCount(container.restarts())
                .ready(container.isRunning())
                .started(container.isRunning())
                .state(container.state().toApi())
                .lastState(
                        container.last() == null
                                ? new V1ContainerState()
                                : container.last().toApi());
    }

    private static @Nullable String id(ContainerFacts container) {
        return switch (container.state()) {
            case ContainerState.Running running -> running.id();
            case ContainerState.Terminated ended -> ended.id();
            case ContainerState.Waiting waiting ->
                container.last() instanceof ContainerState.Terminated ended ? ended.id() : null;
        };
    }
}
