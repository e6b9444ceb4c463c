package io.movein.review.platform;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.custom.QuantityFormatException;
import io.movein.model.Allowance;
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
 * @param allowance     what each run gets besides what it asks for
 */
public record PlatformSettings(
        Optional<Path> kubeconfig,
        String poolSelector,
        List<String> clusterRanges,
        Duration timeout,
        Allowance allowance) {

    public static PlatformSettings read(Settings in) {
        var kubeconfig = in.optionalFile("KUBECONFIG");
        if (kubeconfig.isEmpty() && in.optional("KUBERNETES_SERVICE_HOST").isEmpty()) {
            in.problem("KUBECONFIG is not set (expected a kubeconfig file, or to run as a pod with a service account)");
        }
        return new PlatformSettings(
                kubeconfig,
                in.text("MOVEIN_POOL_SELECTOR", ""),
                in.list("MOVEIN_CLUSTER_RANGES"),
                in.duration("MOVEIN_FACTS_TIMEOUT", Duration.ofSeconds(10)),
                Allowance.newBuilder()
                        .setTmpBytes(bytes(in, "MOVEIN_TMP_SIZE", "256Mi"))
                        .setLogBytes(bytes(in, "MOVEIN_LOG_SIZE", "256Mi"))
                        .setStateBytes(bytes(in, "MOVEIN_STATE_SIZE", "1Gi"))
                        .build());
    }

    private static long bytes(Settings in, String name, String otherwise) {
        var text = in.text(name, otherwise);
        try {
            var bytes = Quantity.fromString(text).getNumber().longValueExact();
            if (bytes > 0) {
                return bytes;
            }
        } catch (QuantityFormatException | ArithmeticException e) {
            // told below
        }
        in.problem(name + " is '" + text + "' (expected a size like 512Mi or 2Gi)");
        return 0;
    }
}
