package io.movein.runner.run;

import io.movein.model.EgressRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lets a run out to names, where the cluster has Cilium: its agent sees the answers that the pod gets and lets it go to exactly those
 * addresses, for as long as they hold. What is forbidden by nature is denied whatever a name leads to; a name never leads to a pod.
 */
final class NamePolicy {
    /** The machine itself, link-local with the metadata of clouds, multicast and reserved; in IPv6 also as NAT64 writes them. */
    private static final List<String> NEVER = List.of(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "fd00:ec2::/32",
            "64:ff9b::/104",
            "64:ff9b::7f00:0/104",
            "64:ff9b::a9fe:0/112",
            "64:ff9b::e000:0/99");

    private static final Map<String, String> DNS =
            new TreeMap<>(Map.of("k8s:io.kubernetes.pod.namespace", "kube-system", "k8s:k8s-app", "kube-dns"));

    private NamePolicy() {}

    /** Empty where no host is declared by its name. */
    static Optional<V2CiliumNetworkPolicy> of(RunRef run, List<EgressRule> declared) {
        var named = declared.stream()
                .filter(rule -> EgressAddresses.isName(rule.getHost()))
                .toList();
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(new V2CiliumNetworkPolicy().with(RunObjects.meta(run, run.name()), spec(run, named)));
    }

    private static Map<String, Object> spec(RunRef run, List<EgressRule> named) {
        var egress = new ArrayList<Object>();
        egress.add(names(named));
        named.forEach(rule -> egress.add(fields(
                "toFQDNs", List.of(name(rule)), "toPorts", List.of(port(Integer.toString(rule.getPort()), "TCP")))));
        var spec = fields("endpointSelector", labels(RunLabels.labels(run)), "egress", egress);
        spec.put("egressDeny", List.of(Map.of("toCIDR", NEVER)));
        return spec;
    }

    /** The agent has to see the answers, so the questions go through it. */
    private static Map<String, Object> names(List<EgressRule> named) {
        var questions = port("53", "ANY");
        questions.put(
                "rules",
                Map.of("dns", named.stream().map(NamePolicy::name).distinct().toList()));
        return fields("toEndpoints", List.of(labels(DNS)), "toPorts", List.of(questions));
    }

    private static Map<String, Object> name(EgressRule rule) {
        return Map.of("matchName", rule.getHost());
    }

    private static Map<String, Object> labels(Map<String, String> labels) {
        return Map.of("matchLabels", labels);
    }

    private static Map<String, Object> port(String port, String protocol) {
        return new LinkedHashMap<>(Map.of("ports", List.of(fields("port", port, "protocol", protocol))));
    }

    private static Map<String, Object> fields(String one, Object value, String other, Object otherValue) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(one, value);
        fields.put(other, otherValue);
        return fields;
    }
}
