package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import io.movein.model.StorageInterface;
import io.movein.model.TenantFacts;
import io.movein.review.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What review has to find out about a cluster, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClusterFactsContract {
    private static final long GIB = 1L << 30;

    /** Of whoever sets the cluster up. */
    abstract Path administrator();

    /** Review's own. */
    abstract Path kubeconfig();

    @BeforeAll
    void aTenantAndANode() throws Exception {
        ATenant.in(administrator())
                .with("acme-media", 12)
                .with("twin-a", 13)
                .with("twin-b", 13)
                .withNode("pool-1", Map.of("pool", "migrations"));
    }

    @Test
    void tellsAllAboutTheTenant() throws Exception {
        var facts = facts("").gather(new Question(12, List.of("127.0.0.1")));

        assertThat(facts.getTenantNamespaces()).containsExactly("acme-media");
        assertThat(facts.getTenant())
                .isEqualTo(TenantFacts.newBuilder()
                        .setNamespace("acme-media")
                        .setOwnerIds(List.of(1001L, 1002L))
                        .setSteadyState(new Resources(1_500L, 2 * GIB, 20 * GIB))
                        .setStorageInterfaces(List.of(new StorageInterface("media-store", 9000)))
                        .setRegisteredSecrets(List.of("old-host"))
                        .build());
        assertThat(facts.getHosts().getFirst().getAddresses()).containsExactly("127.0.0.1");
        assertThat(facts.getClusterRanges())
                .contains("172.30.0.0/16", "10.244.7.0/24", "2001:db8:77:7::/64", "192.168.7.7", "2001:db8:77::7");
    }

    @Test
    void doesNotBelieveRangesThatDoNotHoldThePodsOfTheTenant() throws Exception {
        ATenant.in(administrator()).with("acme-elsewhere", 14).withPodAddresses("acme-elsewhere", "100.64.0.7");
        ATenant.in(administrator())
                .with("acme-both", 15)
                .withPodAddresses("acme-both", "10.244.7.9", "2001:db8:77:7::9")
                .with("acme-half", 16)
                .withPodAddresses("acme-half", "10.244.7.9", "2001:db8:99::9");

        assertThat(facts("").gather(new Question(12, List.of())).getClusterRangesKnown())
                .isTrue();
        assertThat(facts("").gather(new Question(14, List.of())).getClusterRangesKnown())
                .isFalse();
        assertThat(facts("").gather(new Question(15, List.of())).getClusterRangesKnown())
                .isTrue();
        assertThat(facts("").gather(new Question(16, List.of())).getClusterRangesKnown())
                .as("the IPv6 address of a pod lies nowhere")
                .isFalse();
    }

    @Test
    void tellsNoTenantWhereSeveralNamespacesClaimTheIssueOrNoneDoes() throws Exception {
        var several = facts("").gather(new Question(13, List.of()));
        assertThat(several.getTenantNamespaces()).containsExactly("twin-a", "twin-b");
        assertThat(several.getTenant()).isNull();

        assertThat(facts("").gather(new Question(99, List.of())).getTenantNamespaces())
                .isEmpty();
        assertThat(facts("").gather(new Question(null, List.of())).getTenantNamespaces())
                .isEmpty();
    }

    @Test
    void tellsTheNodesOfThePool() throws Exception {
        var room = new Resources(4_000L, 16 * GIB, 100 * GIB);

        assertThat(facts("pool=migrations").pool())
                .isEqualTo(PoolFacts.newBuilder()
                        .setNodes(1)
                        .setLargestNode(room)
                        .setTotal(room)
                        .setLargestRegistered(room)
                        .build());
        assertThat(facts("pool=other").pool().getNodes()).isZero();
    }

    ClusterFacts facts(String poolSelector) throws Exception {
        return facts(poolSelector, List.of("172.30.0.0/16"));
    }

    ClusterFacts facts(String poolSelector, List<String> clusterRanges) throws Exception {
        return ClusterFacts.connect(new PlatformSettings(
                Optional.of(kubeconfig()), poolSelector, clusterRanges, Duration.ofSeconds(5), Given.ALLOWANCE));
    }
}
