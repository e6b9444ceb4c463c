package io.movein.runner.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all runs.
 *
 * @param stopGrace         between SIGTERM and SIGKILL
 * @param scratchClass      storage class of the scratch volume; null: an emptyDir on the node's disk
 * @param stateClass        storage class of the state volume; null: the cluster's default
 * @param pool              labels of the nodes on which migrations run
 * @param imagePullSecrets  names of registry credentials in the tenant's namespace
 */
public record RunSettings(
        Duration stopGrace,
        @Nullable String scratchClass,
        @Nullable String stateClass,
        Map<String, String> pool,
        List<String> imagePullSecrets) {

    public static RunSettings defaults() {
        return new RunSettings(Duration.ofMinutes(2), null, null, Map.of(), List.of());
    }
}
