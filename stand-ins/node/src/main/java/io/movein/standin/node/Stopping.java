package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a pod's processes: SIGTERM once, SIGKILL when the grace period is over; a shorter one asked for later counts. */
final class Stopping {

    private final List<ContainerRun> containers;
    private final EventRecorder events;
    private @Nullable Instant killAt;

    Stopping(List<ContainerRun> containers, EventRecorder events) {
        this.containers = containers;
        this.events = events;
    }

    void advance(V1Pod pod, Instant until, Instant now) {
        var active = containers.stream().filter(ContainerRun::isActive).toList();
        if (active.isEmpty()) {
            return;
        }
        if (killAt == null) {
            active.forEach(container -> terminate(pod, container));
        }
        killAt = killAt == null || until.isBefore(killAt) ? until : killAt;
        if (!now.isBefore(killAt)) {
            active.forEach(ContainerRun::kill);
        }
    }

    private void terminate(V1Pod pod, ContainerRun container) {
        events.normal(pod, container.name(), "Killing", "Stopping container " + container.name());
        container.terminate();
    }

    @Nullable
    Instant killAt() {
        return killAt;
    }
}
