package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1PodCondition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conditions of a pod in one phase; those of other writers stay. */
record PodConditions(
        String phase,
        List<ContainerFacts> containers,
        @Nullable PodEnd end) {

    List<V1PodCondition> merge(@Nullable List<V1PodCondition> previous, Instant now) {
        var old = Optional.ofNullable(previous).orElse(List.of());
        var merged = new ArrayList<V1PodCondition>();
        for (var condition : own()) {
            merged.add(condition.lastTransitionTime(since(condition, old, now)));
        }
        old.stream()
                .filter(other ->
                        merged.stream().noneMatch(mine -> mine.getType().equals(other.getType())))
                .forEach(merged::add);
        return merged;
    }

    private static OffsetDateTime since(V1PodCondition condition, List<V1PodCondition> old, Instant now) {
        return old.stream()
                .filter(other -> condition.getType().equals(other.getType())
                        && condition.getStatus().equals(other.getStatus()))
                .flatMap(other -> Stream.ofNullable(other.getLastTransitionTime()))
                .findFirst()
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    private List<V1PodCondition> own() {
        var conditions = new ArrayList<V1PodCondition>();
        if (end != null && end.isDisruption()) {
            conditions.add(condition("DisruptionTarget", true)
                    .reason("TerminationByKubelet")
                    .message(end.message()));
        }
        conditions.add(condition("PodReadyToStartContainers", !finished()));
        conditions.add(condition("Initialized", true).reason(phase.equals("Succeeded") ? "PodCompleted" : null));
        conditions.add(readiness("Ready"));
        conditions.add(readiness("ContainersReady"));
        conditions.add(condition("PodScheduled", true));
        return conditions;
    }

    private boolean finished() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private V1PodCondition readiness(String type) {
        var unready = containers.stream()
                .filter(container -> !container.isRunning())
                .map(ContainerFacts::name)
                .collect(Collectors.joining(" "));
        return switch (phase) {
            case "Succeeded" -> condition(type, false).reason("PodCompleted");
            case "Failed" -> condition(type, false).reason("PodFailed");
            default ->
                unready.isEmpty()
                        ? condition(type, true)
                        : condition(type, false)
                                .reason("ContainersNotReady")
                                .message("containers with unready status: [%s]".formatted(unready));
        };
    }

    private static V1PodCondition condition(String type, boolean status) {
        return new V1PodCondition().type(type).status(status ? "True" : "False");
    }
}
