package io.movein.review.platform;

import io.movein.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where facts come from.
 *
 * @param kubeconfig    empty: the service account of the pod that this runs in
 * @param poolSelector  label selector of the nodes on which migrations run; empty: all schedulable nodes
 * @param clusterRanges CIDRs of pods and services, besides those that the cluster tells
 * @param timeout       for each request to the API server and each name
 */
public record PlatformSettings(
        Optional<Path> kubeconfig, String poolSelector, List<String> clusterRanges, Duration timeout) {

    public static PlatformSettings read(Settings in) {
        var kubeconfig = in.optionalFile("KUBECONFIG");
        if (kubeconfig.isEmpty() && in.optional("KUBERNETES_SERVICE_HOST").isEmpty()) {
            in.problem("KUBECONFIG is not set (expected a kubeconfig file, or to run as a pod with a service account)");
        }
        return new PlatformSettings(
                kubeconfig,
                in.text("MOVEIN_POOL_SELECTOR", ""),
                in.list("MOVEIN_CLUSTER_RANGES"),
                in.duration("MOVEIN_FACTS_TIMEOUT", Duration.ofSeconds(10)));
    }
}
