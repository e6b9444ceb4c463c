package io.movein.runner.run;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1IPBlock;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.movein.model.EgressRule;
import io.movein.model.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run may reach and who may reach it: DNS, the approved addresses, the declared interfaces; nobody. */
public final class Policies {
    static final Map<String, String> DNS_NAMESPACE = Map.of("kubernetes.io/metadata.name", "kube-system");
    static final Map<String, String> DNS_PODS = Map.of("k8s-app", "kube-dns");

    private final RunRef run;
    private final List<EgressRule> outside;
    private final List<String> clusterRanges;

    /** @param byName another policy sees to the hosts that are declared by their names */
    Policies(RunRef run, RunSpec spec, boolean byName) {
        this.run = run;
        this.clusterRanges = spec.getClusterRanges();
        this.outside = spec.getEgress().stream()
                .filter(rule -> !byName || !EgressAddresses.isName(rule.getHost()))
                .toList();
    }

    List<V1NetworkPolicy> all(List<Destination> destinations) {
        var policies = new ArrayList<V1NetworkPolicy>();
        policies.add(ofTheRun(destinations));
        // The first ingress policy on a pod shuts out everybody it does not name: pods that are open stay open.
        destinations.stream().filter(Destination::isolated).map(this::allowance).forEach(policies::add);
        return policies;
    }

    /** No ingress rule with the policy type Ingress: nothing may reach the run. */
    private V1NetworkPolicy ofTheRun(List<Destination> destinations) {
        var rules = new ArrayList<V1NetworkPolicyEgressRule>();
        rules.add(dns());
        outside.stream()
                .filter(rule -> !rule.getAddresses().isEmpty())
                .map(Policies::outside)
                .forEach(rules::add);
        destinations.stream().map(Policies::inside).forEach(rules::add);
        var policy = policy(run.name(), RunLabels.labels(run));
        var annotations = new LinkedHashMap<>(policy.getMetadata().getAnnotations());
        annotations.put(RunLabels.EGRESS, EgressAddresses.text(outside));
        if (!clusterRanges.isEmpty()) {
            annotations.put(RunLabels.CLUSTER_RANGES, String.join(",", clusterRanges));
        }
        policy.getMetadata().setAnnotations(annotations);
        return policy.spec(new V1NetworkPolicySpec()
                .podSelector(selector(RunLabels.labels(run)))
                .policyTypes(List.of("Ingress", "Egress"))
                .egress(rules));
    }

    /** The declared hosts of a run's policy, with the addresses that it allows. */
    public static List<EgressRule> egress(V1NetworkPolicy policy) {
        return RunLabels.value(policy.getMetadata().getAnnotations(), RunLabels.EGRESS)
                .map(EgressAddresses::parse)
                .orElse(List.of());
    }

    /** Public addresses that belong to the cluster all the same, as the order told them. */
    public static List<String> clusterRanges(V1NetworkPolicy policy) {
        return RunLabels.value(policy.getMetadata().getAnnotations(), RunLabels.CLUSTER_RANGES)
                .map(text -> List.of(text.split(",")))
                .orElse(List.of());
    }

    /** The same policy with these addresses outside, and nothing else changed. */
    public static V1NetworkPolicy withEgress(V1NetworkPolicy policy, List<EgressRule> egress) {
        var rules = new ArrayList<>(policy.getSpec().getEgress());
        rules.removeIf(rule -> rule.getTo().stream().anyMatch(peer -> peer.getIpBlock() != null));
        egress.stream()
                .filter(rule -> !rule.getAddresses().isEmpty())
                .map(Policies::outside)
                .forEach(rules::add);
        policy.getSpec().setEgress(rules);
        policy.getMetadata().putAnnotationsItem(RunLabels.EGRESS, EgressAddresses.text(egress));
        return policy;
    }

    private V1NetworkPolicy allowance(Destination destination) {
        var rule = new V1NetworkPolicyIngressRule()
                .addFromItem(pods(RunLabels.labels(run)))
                .addPortsItem(port(destination));
        return policy(run.name() + "-to-" + destination.service(), RunLabels.labels(run))
                .spec(new V1NetworkPolicySpec()
                        .podSelector(selector(destination.pods()))
                        .policyTypes(List.of("Ingress"))
                        .addIngressItem(rule));
    }

    private V1NetworkPolicy policy(String name, Map<String, String> labels) {
        return new V1NetworkPolicy()
                .apiVersion("networking.k8s.io/v1")
                .kind("NetworkPolicy")
                .metadata(RunObjects.meta(run, name).labels(labels));
    }

    private static V1NetworkPolicyEgressRule dns() {
        return new V1NetworkPolicyEgressRule()
                .addToItem(pods(DNS_PODS).namespaceSelector(selector(DNS_NAMESPACE)))
                .addPortsItem(port("UDP", new IntOrString(53)))
                .addPortsItem(port("TCP", new IntOrString(53)));
    }

    private static V1NetworkPolicyEgressRule outside(EgressRule declared) {
        var rule = new V1NetworkPolicyEgressRule().addPortsItem(port("TCP", new IntOrString(declared.getPort())));
        declared.getAddresses().forEach(address -> rule.addToItem(new V1NetworkPolicyPeer().ipBlock(only(address))));
        return rule;
    }

    private static V1NetworkPolicyEgressRule inside(Destination destination) {
        return new V1NetworkPolicyEgressRule()
                .addToItem(pods(destination.pods()))
                .addPortsItem(port(destination));
    }

    private static V1IPBlock only(String address) {
        return new V1IPBlock().cidr(address + (address.contains(":") ? "/128" : "/32"));
    }

    private static V1NetworkPolicyPeer pods(Map<String, String> labels) {
        return new V1NetworkPolicyPeer().podSelector(selector(labels));
    }

    private static V1LabelSelector selector(Map<String, String> labels) {
        return new V1LabelSelector().matchLabels(labels);
    }

    private static V1NetworkPolicyPort port(Destination destination) {
        return port(destination.protocol(), destination.port());
    }

    private static V1NetworkPolicyPort port(String protocol, IntOrString port) {
        return new V1NetworkPolicyPort().protocol(protocol).port(port);
    }
}
