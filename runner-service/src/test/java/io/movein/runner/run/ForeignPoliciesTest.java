package io.movein.runner.run;

import static io.movein.runner.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForeignPoliciesTest {
    @Test
    void findsAPolicyThatAllowsEverything() {
        var policy = policy("ingress: [{}]", "egress: [{}]");

        assertThat(ForeignPolicies.openings(List.of(policy), RUN))
                .containsExactly(
                        "network policy tenants lets the run connect to more than was declared",
                        "network policy tenants lets others connect to the run");
    }

    @Test
    void findsOneOfCiliumsThatAllowsMoreAndMindsNoneForOtherPods() {
        var toTheWorld = List.of(Map.of("toEntities", List.of("world")));
        var dns = List.of(Map.of(
                "toEndpoints",
                List.of(Map.of("matchLabels", Map.of("k8s:k8s-app", "kube-dns"))),
                "toPorts",
                List.of(Map.of("ports", List.of(Map.of("port", "53", "protocol", "ANY"))))));

        assertThat(ForeignPolicies.openingsOfCilium(
                        List.of(
                                cilium("opens", Map.of(), toTheWorld),
                                cilium(
                                        "names-movein",
                                        Map.of("k8s:app.kubernetes.io/managed-by", "movein"),
                                        toTheWorld),
                                cilium("of-others", Map.of("any:app", "web"), toTheWorld),
                                cilium("asks-names", Map.of(), dns),
                                cilium("denies", Map.of(), List.of(Map.of()))),
                        RUN))
                .containsExactly(
                        "network policy opens lets the run connect to more than was declared",
                        "network policy names-movein lets the run connect to more than was declared");
    }

    private static V2CiliumNetworkPolicy cilium(
            String name, Map<String, String> labels, List<? extends Map<String, ?>> egress) {
        return new V2CiliumNetworkPolicy()
                .with(
                        new V1ObjectMeta().name(name),
                        Map.of("endpointSelector", Map.of("matchLabels", labels), "egress", egress));
    }

    @Test
    void findsOneThatAllowsDnsSomewhereElse() {
        assertThat(ForeignPolicies.openings(List.of(policy("egress: [{ports: [{port: 53}]}]")), RUN))
                .hasSize(1);
    }

    @Test
    void mindsNeitherADefaultDenyNorTheClustersDns() {
        var dns = policy(
                "egress: [{ports: [{port: 53, protocol: UDP}], to: [{podSelector: {matchLabels: {k8s-app: kube-dns}}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}]");

        assertThat(ForeignPolicies.openings(List.of(policy("ingress: []", "egress: []"), dns), RUN))
                .isEmpty();
    }

    @Test
    void mindsNeitherPoliciesForOtherPodsNorMoveinsOwn() {
        var others = policy("egress: [{}]");
        others.getSpec().setPodSelector(new V1LabelSelector().matchLabels(Map.of("app", "web")));
        var own = policy("egress: [{}]");
        own.getMetadata().putLabelsItem(RunLabels.MANAGED_BY, RunLabels.MOVEIN);

        assertThat(ForeignPolicies.openings(List.of(others, own), RUN)).isEmpty();
    }

    private static V1NetworkPolicy policy(String... rules) {
        return Yaml.loadAs(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: tenants}\nspec:\n  podSelector: {}\n  "
                        + String.join("\n  ", rules),
                V1NetworkPolicy.class);
    }
}
