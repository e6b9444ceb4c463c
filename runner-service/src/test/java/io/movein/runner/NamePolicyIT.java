package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;
import static io.movein.runner.Samples.tearDown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.EgressRule;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.report.RunTornDown;
import io.movein.runner.cluster.Access;
import io.movein.runner.run.RunRef;
import io.movein.testkit.RealControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * In a cluster with Cilium's network policies a run is let out by names. The API server, with the runner's own rights, takes what the
 * runner writes; that it is enforced is Cilium's part, which no cluster here has.
 */
@Tag("real-cluster")
class NamePolicyIT {
    private static final Path DEFINITION = Path.of("src/test/resources/io/movein/runner/cilium.yaml");
    private static final RunRef RUN = new RunRef(new RunId(MigrationId.parse("acme/infra#88001"), 1), "media-by-name");

    @Test
    void namesTheHostsInAPolicyOfCiliumsAndTakesItAwayWithTheRun() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        try (var cluster = RealControlPlane.start()) {
            cluster.kubectl("apply", "-f", DEFINITION.toString());
            cluster.kubectl(
                    "wait", "--for=condition=Established", "crd/ciliumnetworkpolicies.cilium.io", "--timeout=30s");
            // established is not yet stored: until then the API server answers 429, after which kubectl asks again by
            // itself
            cluster.kubectl("get", "ciliumnetworkpolicies", "--all-namespaces");
            var account = cluster.account("runner", Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
            new Tenant(new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(10)).client(), RUN.namespace());

            try (var rig = Rig.start(new Access(Optional.of(account), Duration.ofSeconds(10)))) {
                rig.order(order(RUN));
                isRefusedWhereTheNameIsTaken(cluster, rig);
                var named =
                        policy(cluster, "ciliumnetworkpolicies.cilium.io", "{.spec.egress[1].toFQDNs[0].matchName}");
                var addresses = policy(cluster, "networkpolicies", "{.spec.egress[*].to[*].ipBlock.cidr}");
                rig.order(tearDown(RUN, false));
                rig.awaits(RunTornDown.class, RUN);

                assertThat(AuditLines.used(cluster.directory()))
                        .contains(
                                "create ciliumnetworkpolicies",
                                "get ciliumnetworkpolicies",
                                "list ciliumnetworkpolicies",
                                "delete ciliumnetworkpolicies");
                assertThat(named).isEqualTo("old-host.example.org");
                assertThat(addresses).isEmpty();
                assertThat(cluster.kubectl("-n", RUN.namespace(), "get", "ciliumnetworkpolicies", "-o", "name"))
                        .doesNotContain(RUN.name());
            }
        }
    }

    /** Somebody has made a policy of the run's name before. */
    private static void isRefusedWhereTheNameIsTaken(RealControlPlane cluster, Rig rig) throws Exception {
        var other = new RunRef(new RunId(MigrationId.parse("acme/infra#88002"), 1), "media-taken");
        new Tenant(new Access(Optional.of(cluster.kubeconfig()), Duration.ofSeconds(10)).client(), other.namespace());
        var file = Files.writeString(
                cluster.directory().resolve("taken.yaml"),
                "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: %s, namespace: %s}, spec: {endpointSelector: {matchLabels: {app: x}}}}"
                        .formatted(other.name(), other.namespace()));
        cluster.kubectl("apply", "-f", file.toString());

        rig.order(order(other));

        assertThat(rig.awaits(RunFinished.class, other).getResult().getDetail())
                .contains("already exists and does not belong to this run");
    }

    private static LaunchRun order(RunRef run) {
        var spec = spec().setNamespace(run.namespace())
                .setEgress(List.of(new EgressRule("old-host.example.org", 443, List.of("203.0.113.10"))))
                .build();
        return LaunchRun.newBuilder(launch(run, spec))
                .setOrderedAt(Instant.now())
                .build();
    }

    private static String policy(RealControlPlane cluster, String kind, String path) {
        return cluster.kubectl("-n", RUN.namespace(), "get", kind, RUN.name(), "-o=jsonpath=" + path);
    }
}
