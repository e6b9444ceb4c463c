package io.movein.runner.run;

import com.google.gson.Gson;
import io.kubernetes.client.openapi.models.V1LabelSelector;
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

    /** The same of Cilium's policies, which add up with the others. */
    public static List<String> openingsOfCilium(List<V2CiliumNetworkPolicy> policies, RunRef run) {
        var labels = RunLabels.labels(run);
        return policies.stream()
                .filter(policy -> !RunLabels.isMoveins(policy.getMetadata()))
                .filter(policy -> Destinations.matches(selector(policy.getSpec().get("endpointSelector")), labels))
                .flatMap(policy -> openings(
                        policy.getMetadata().getName(),
                        rules(policy, "egress").anyMatch(rule -> !isTheClustersDns(rule)),
                        rules(policy, "ingress").findAny().isPresent()))
                .toList();
    }

    /** An empty rule of Cilium's allows nothing. */
    private static Stream<Map<?, ?>> rules(V2CiliumNetworkPolicy policy, String direction) {
        return list(policy.getSpec().get(direction)).filter(rule -> !rule.isEmpty());
    }

    private static boolean isTheClustersDns(Map<?, ?> rule) {
        return list(rule.get("toPorts"))
                        .flatMap(ports -> list(ports.get("ports")))
                        .allMatch(port -> "53".equals(port.get("port")))
                && list(rule.get("toPorts")).findAny().isPresent()
                && list(rule.get("toEndpoints")).findAny().isPresent()
                && list(rule.get("toEndpoints"))
                        .allMatch(
                                pods -> String.valueOf(pods.get("matchLabels")).contains("k8s-app=kube-dns"));
    }

    /** Cilium writes where a label comes from before its key, or not. */
    private static V1LabelSelector selector(@Nullable Object selector) {
        var json = new Gson().toJson(selector).replaceAll("\"(k8s|any)[:.](?=[^\"]*\":)", "\"");
        return Optional.ofNullable(new Gson().fromJson(json, V1LabelSelector.class))
                .orElseGet(V1LabelSelector::new);
    }

    private static Stream<Map<?, ?>> list(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().filter(Map.class::isInstance).map(it -> (Map<?, ?>) it)
                : Stream.empty();
    }

    private static Stream<String> openings(String name, V1NetworkPolicySpec spec) {
        return openings(
                name,
                some(spec.getEgress()).anyMatch(rule -> !isTheClustersDns(rule)),
                some(spec.getIngress()).findAny().isPresent());
    }

    private static Stream<String> openings(String name, boolean out, boolean in) {
        return Stream.concat(
                out
                        ? Stream.of("network policy " + name + " lets the run connect to more than was declared")
                        : Stream.of(),
                in ? Stream.of("network policy " + name + " lets others connect to the run") : Stream.of());
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
