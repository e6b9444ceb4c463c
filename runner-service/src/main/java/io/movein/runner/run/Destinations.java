package io.movein.runner.run;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.movein.model.StorageInterface;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the pods behind a declared interface, and whether the tenant's own policies already limit who reaches them. */
public final class Destinations {
    private Destinations() {}

    /** @throws NotLaunchable for an interface that no policy can be written for */
    public static Destination resolve(
            StorageInterface declared, Optional<V1Service> found, List<V1NetworkPolicy> policies, List<V1Pod> pods) {
        var what = "destination " + declared.getService() + ":" + declared.getPort();
        var service = found.flatMap(it -> Optional.ofNullable(it.getSpec()))
                .orElseThrow(() ->
                        new NotLaunchable(what + " does not exist (expected a Service in the tenant's namespace)"));
        var selector = service.getSelector();
        if (selector == null || selector.isEmpty()) {
            throw new NotLaunchable(what + " selects no pods (expected a Service with a selector)");
        }
        var port = Optional.ofNullable(service.getPorts()).orElse(List.of()).stream()
                .filter(it -> it.getPort() == declared.getPort())
                .findFirst()
                .orElseThrow(() -> new NotLaunchable(what + " is not a port of that Service"));
        return new Destination(
                declared.getService(),
                selector,
                target(port),
                Optional.ofNullable(port.getProtocol()).orElse("TCP"),
                isolated(selector, policies, pods));
    }

    private static IntOrString target(V1ServicePort port) {
        return Optional.ofNullable(port.getTargetPort()).orElseGet(() -> new IntOrString(port.getPort()));
    }

    /** Movein's own allowances of another run do not count: they say nothing about what the tenant wants. */
    private static boolean isolated(Map<String, String> selector, List<V1NetworkPolicy> policies, List<V1Pod> pods) {
        var behind = pods.stream()
                .map(pod -> labels(pod))
                .filter(labels -> labels.entrySet().containsAll(selector.entrySet()))
                .toList();
        var labels = behind.isEmpty() ? List.of(selector) : behind;
        return policies.stream()
                .filter(policy -> !RunLabels.isMoveins(policy.getMetadata()))
                .map(V1NetworkPolicy::getSpec)
                .filter(Objects::nonNull)
                .filter(Destinations::limitsIngress)
                .anyMatch(spec -> labels.stream().anyMatch(pod -> matches(spec.getPodSelector(), pod)));
    }

    private static Map<String, String> labels(V1Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    private static boolean limitsIngress(V1NetworkPolicySpec spec) {
        return spec.getPolicyTypes() == null
                || spec.getPolicyTypes().isEmpty()
                || spec.getPolicyTypes().contains("Ingress");
    }

    static boolean matches(@Nullable V1LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return true;
        }
        var equal = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
        var expressions = Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of());
        return labels.entrySet().containsAll(equal.entrySet())
                && expressions.stream().allMatch(it -> matches(it, labels));
    }

    private static boolean matches(V1LabelSelectorRequirement expected, Map<String, String> labels) {
        var value = labels.get(expected.getKey());
        var values = Optional.ofNullable(expected.getValues()).orElse(List.of());
        return switch (expected.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            // an operator of a later Kubernetes: an allowance too many shuts nobody out that this policy does not
            default -> true;
        };
    }
}
