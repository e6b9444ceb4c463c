package io.movein.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.movein.model.StorageInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DestinationsTest {
    private static final StorageInterface LIBRARY = new StorageInterface("library", 9000);
    private static final V1Pod POD =
            new V1Pod().metadata(new V1ObjectMeta().labels(Map.of("app", "library", "tier", "storage")));

    @Test
    void isThePodsAndTheirPortBehindTheService() {
        var service = service(new V1ServicePort().port(9000).targetPort(new IntOrString("s3")));

        var destination = Destinations.resolve(LIBRARY, Optional.of(service), List.of(), List.of(POD));

        assertThat(destination)
                .isEqualTo(new Destination("library", Map.of("app", "library"), new IntOrString("s3"), "TCP", false));
    }

    @Test
    void isIsolatedWhereAPolicyOfTheTenantSelectsItsPods() {
        var byTier = policy(
                new V1LabelSelector()
                        .addMatchExpressionsItem(new V1LabelSelectorRequirement()
                                .key("tier")
                                .operator("In")
                                .values(List.of("storage"))),
                "Ingress");

        assertThat(resolved(byTier).isolated()).isTrue();
    }

    @Test
    void isIsolatedByADefaultDenyThatNamesNoType() {
        assertThat(resolved(policy(new V1LabelSelector())).isolated()).isTrue();
    }

    @Test
    void isOpenWhereAPolicyIsAboutOtherPodsOrEgressOrMoveins() {
        var others = policy(new V1LabelSelector().matchLabels(Map.of("app", "web")), "Ingress");
        var egress = policy(new V1LabelSelector(), "Egress");
        var moveins = policy(new V1LabelSelector(), "Ingress");
        moveins.getMetadata().putLabelsItem(RunLabels.MANAGED_BY, RunLabels.MOVEIN);

        assertThat(resolved(others, egress, moveins).isolated()).isFalse();
    }

    @Test
    void refusesAServiceWithoutThatPort() {
        var service = service(new V1ServicePort().port(80));

        assertThatThrownBy(() -> Destinations.resolve(LIBRARY, Optional.of(service), List.of(), List.of()))
                .isInstanceOf(NotLaunchable.class)
                .hasMessage("destination library:9000 is not a port of that Service");
    }

    @Test
    void refusesAServiceWithoutASelector() {
        var service = new V1Service().spec(new V1ServiceSpec().addPortsItem(new V1ServicePort().port(9000)));

        assertThatThrownBy(() -> Destinations.resolve(LIBRARY, Optional.of(service), List.of(), List.of()))
                .isInstanceOf(NotLaunchable.class)
                .hasMessageContaining("selects no pods");
    }

    private static Destination resolved(V1NetworkPolicy... policies) {
        return Destinations.resolve(
                LIBRARY, Optional.of(service(new V1ServicePort().port(9000))), List.of(policies), List.of(POD));
    }

    private static V1Service service(V1ServicePort port) {
        return new V1Service()
                .spec(new V1ServiceSpec().selector(Map.of("app", "library")).addPortsItem(port));
    }

    private static V1NetworkPolicy policy(V1LabelSelector pods, String... types) {
        return new V1NetworkPolicy()
                .metadata(new V1ObjectMeta().name("tenants"))
                .spec(new V1NetworkPolicySpec().podSelector(pods).policyTypes(List.of(types)));
    }
}
