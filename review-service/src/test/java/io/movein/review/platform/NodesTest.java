package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeAddress;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeSpec;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1Taint;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static final long GIB = 1L << 30;
    private final V1Node small = node("2", "4Gi");
    private final V1Node large = node("8", "16Gi");

    @Test
    void addsTheNodesAndKnowsTheLargest() {
        assertThat(Nodes.pool(List.of(small, large), false))
                .isEqualTo(PoolFacts.newBuilder()
                        .setNodes(2)
                        .setLargestNode(new Resources(8_000L, 16 * GIB, 10 * GIB))
                        .setTotal(new Resources(10_000L, 20 * GIB, 20 * GIB))
                        .setLargestRegistered(new Resources(8_000L, 16 * GIB, 10 * GIB))
                        .build());
    }

    @Test
    void leavesOutWhatTakesNoPods() {
        var notReady = node("8", "16Gi");
        notReady.getStatus().getConditions().getFirst().setStatus("Unknown");
        var cordoned = node("8", "16Gi");
        cordoned.getSpec().setUnschedulable(true);
        large.getSpec().setTaints(List.of(new V1Taint().key("dedicated").effect("NoSchedule")));

        assertThat(Nodes.pool(List.of(small, notReady, cordoned, large, new V1Node()), false)
                        .getNodes())
                .isEqualTo(1);
    }

    @Test
    void countsANodeOfANamedPoolThoughItRepelsOthers() {
        large.getSpec().setTaints(List.of(new V1Taint().key("movein").effect("NoSchedule")));

        assertThat(Nodes.pool(List.of(large), true).getNodes()).isEqualTo(1);
    }

    @Test
    void tellsTheAddressesOfNodesAndPods() {
        large.getSpec().setPodCIDRs(List.of("10.244.1.0/24"));
        large.getStatus()
                .setAddresses(List.of(
                        new V1NodeAddress().type("InternalIP").address("192.168.5.4"),
                        new V1NodeAddress().type("Hostname").address("node-1")));

        assertThat(Nodes.ranges(List.of(large, small))).containsExactly("10.244.1.0/24", "192.168.5.4");
    }

    private static V1Node node(String cpu, String memory) {
        return new V1Node()
                .spec(new V1NodeSpec())
                .status(new V1NodeStatus()
                        .allocatable(Map.of(
                                "cpu",
                                new Quantity(cpu),
                                "memory",
                                new Quantity(memory),
                                "ephemeral-storage",
                                new Quantity("10Gi")))
                        .conditions(new java.util.ArrayList<>(
                                List.of(new V1NodeCondition().type("Ready").status("True")))));
    }
}
