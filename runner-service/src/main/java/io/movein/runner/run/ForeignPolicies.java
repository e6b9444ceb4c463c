package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what policies of others allow a run beyond what it declared. Policies add up: one of the tenant's that allows everything
 * opens the run whatever Movein's own says. One that shuts everything, or allows the cluster's own DNS, opens nothing.
 */
public final class ForeignPolicies {
    private static final int DNS_PORT = 53;

    private ForeignPolicies() {}

    /** @return for people, one for each policy and direction; empty: the run may do what it declared */
    public static List<String> openings(List<V1NetworkPolicy> policies, RunRef run) {
        var labels = RunLabels.labels(run);
        return policies.stream()
                .filter(policy -> policy.getSpec() != null && !RunLabels.isMoveins(policy.getMetadata()))
                .filter(policy -> Destinations.matches(policy.getSpec().getPodSelector(), labels))
                .flatMap(policy -> openings(policy.getMetadata().getName(), policy.getSpec()))
                .toList();
    }

    private static Stream<String> openings(String name, V1NetworkPolicySpec spec) {
        var out = some(spec.getEgress()).filter(rule -> !isTheClustersDns(rule)).findAny();
        var in = some(spec.getIngress()).findAny();
        return Stream.concat(
                out.map(_ -> "network policy " + name + " lets the run connect to more than was declared").stream(),
                in.map(_ -> "network policy " + name + " lets others connect to the run").stream());
    }

    private static boolean isTheClustersDns(V1NetworkPolicyEgressRule rule) {
        return some(rule.getPorts()).findAny().isPresent()
                && some(rule.getPorts()).allMatch(ForeignPolicies::isDns)
                && some(rule.getTo()).findAny().isPresent()
                && some(rule.getTo()).allMatch(ForeignPolicies::isDns);
    }

    private static boolean isDns(V1NetworkPolicyPort port) {
        return port.getPort() != null
                && port.getPort().isInteger()
                && port.getPort().getIntValue() == DNS_PORT
                && port.getEndPort() == null;
    }

    private static boolean isDns(V1NetworkPolicyPeer peer) {
        return peer.getPodSelector() != null
                && peer.getNamespaceSelector() != null
                && has(peer.getPodSelector().getMatchLabels(), Policies.DNS_PODS)
                && has(peer.getNamespaceSelector().getMatchLabels(), Policies.DNS_NAMESPACE);
    }

    private static boolean has(@Nullable Map<String, String> labels, Map<String, String> wanted) {
        return labels != null && labels.entrySet().containsAll(wanted.entrySet());
    }

    private static <T> Stream<T> some(@Nullable List<T> list) {
        return Optional.ofNullable(list).stream().flatMap(List::stream);
    }
}
