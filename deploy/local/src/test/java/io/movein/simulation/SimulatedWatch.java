package io.movein.simulation;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.runner.cluster.WatchEvent;
import io.movein.runner.cluster.WatchEvent.How;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows what happens to Jobs and pods in the moment in which it happens; whoever watches is late by his own doing. */
final class SimulatedWatch {
    private final Collection<KubernetesObject> objects;
    private Consumer<WatchEvent<?>> watcher = _ -> {};

    SimulatedWatch(Collection<KubernetesObject> objects) {
        this.objects = objects;
    }

    /** What there is, and from now on what happens; whoever watched before does no more. */
    List<WatchEvent<?>> begin(Consumer<WatchEvent<?>> watcher) {
        this.watcher = watcher;
        return objects.stream()
                .filter(SimulatedWatch::isWatched)
                .<WatchEvent<?>>map(object -> new WatchEvent<>(copy(object), How.LISTED))
                .toList();
    }

    void show(@Nullable KubernetesObject object, How how) {
        if (object != null && isWatched(object)) {
            watcher.accept(new WatchEvent<>(copy(object), how));
        }
    }

    private static boolean isWatched(KubernetesObject object) {
        return object instanceof V1Job || object instanceof V1Pod;
    }

    private static KubernetesObject copy(KubernetesObject object) {
        return Objects.requireNonNull(Copies.of(object));
    }
}
