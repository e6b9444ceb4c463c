package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a container is doing, as the pod's status tells it. */
sealed interface ContainerState {

    record Waiting(String reason, @Nullable String message) implements ContainerState {}

    record Running(Instant startedAt, String id) implements ContainerState {}

    record Terminated(
            int exitCode,
            String reason,
            @Nullable String message,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String id)
            implements ContainerState {}

    default V1ContainerState toApi() {
        var state = new V1ContainerState();
        return switch (this) {
            case Waiting waiting ->
                state.waiting(
                        new V1ContainerStateWaiting().reason(waiting.reason()).message(waiting.message()));
            case Running running ->
                state.running(new V1ContainerStateRunning().startedAt(seconds(running.startedAt())));
            case Terminated ended ->
                state.terminated(new V1ContainerStateTerminated()
                        .exitCode(ended.exitCode())
                        .reason(ended.reason())
                        .message(ended.message())
                        .startedAt(seconds(ended.startedAt()))
                        .finishedAt(seconds(ended.finishedAt()))
                        .containerID(ended.id()));
        };
    }

    static @Nullable ContainerState fromApi(@Nullable V1ContainerState state, @Nullable String id) {
        if (state == null) {
            return null;
        }
        if (state.getTerminated() != null) {
            var ended = state.getTerminated();
            return new Terminated(
                    ended.getExitCode(),
                    ended.getReason() == null ? "" : ended.getReason(),
                    ended.getMessage(),
                    instant(ended.getStartedAt()),
                    instant(ended.getFinishedAt()),
                    ended.getContainerID());
        }
        if (state.getRunning() != null) {
            return new Running(state.getRunning().getStartedAt().toInstant(), id == null ? "" : id);
        }
        var waiting = state.getWaiting();
        return waiting == null
                ? null
                : new Waiting(waiting.getReason() == null ? "" : waiting.getReason(), waiting.getMessage());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** The API keeps whole seconds; a finer time would look changed whenever it is read back. */
    static @Nullable OffsetDateTime seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
    }
}
