package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1DaemonEndpoint;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeAddress;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeDaemonEndpoints;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.model.Resources;
import io.movein.order.LaunchRun;
import io.movein.report.RunStarted;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A node on which processes run, that says regularly that it is well, and that never answers the API server when it asks for a log. Runs
 * get there by what they ask for.
 */
final class SilentNode implements AutoCloseable {
    private static final String NAME = "silent-node";
    private static final long MORE_THAN_ANOTHER_HAS = 10_000_000;
    private final ApiClient client;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(NAME).factory());

    SilentNode(ApiClient client, int port) throws ApiException {
        this.client = client;
        var core = new CoreV1Api(client);
        var node = core.createNode(new V1Node().metadata(new V1ObjectMeta().name(NAME)))
                .execute();
        var room = Map.of(
                "cpu",
                new Quantity("1000000"),
                "memory",
                new Quantity("1Ti"),
                "ephemeral-storage",
                new Quantity("1Ti"),
                "pods",
                new Quantity("110"));
        node.setStatus(new V1NodeStatus()
                .capacity(room)
                .allocatable(room)
                .addresses(List.of(
                        new V1NodeAddress().type("InternalIP").address("127.0.0.1"),
                        new V1NodeAddress().type("Hostname").address("localhost")))
                .daemonEndpoints(new V1NodeDaemonEndpoints().kubeletEndpoint(new V1DaemonEndpoint().port(port)))
                .conditions(List.of(
                        new V1NodeCondition().type("Ready").status("True").reason("KubeletReady"))));
        node.getMetadata().setResourceVersion(null);
        core.replaceNodeStatus(NAME, node).execute();
        var lease = new V1Lease().metadata(new V1ObjectMeta().name(NAME)).spec(new V1LeaseSpec());
        var leases = new CoordinationV1Api(client);
        leases.createNamespacedLease("kube-node-lease", lease).execute();
        var _ = heart.scheduleWithFixedDelay(() -> beat(leases), 0, 3, TimeUnit.SECONDS);
    }

    private static void beat(CoordinationV1Api leases) {
        try {
            var lease = leases.readNamespacedLease(NAME, "kube-node-lease").execute();
            lease.getSpec().holderIdentity(NAME).leaseDurationSeconds(40).renewTime(OffsetDateTime.now(ZoneOffset.UTC));
            leases.replaceNamespacedLease(NAME, "kube-node-lease", lease).execute();
        } catch (ApiException e) {
            System.getLogger(NAME).log(System.Logger.Level.WARNING, "a beat is missed", e);
        }
    }

    @Override
    public void close() {
        heart.shutdownNow();
    }

    /** Returns when the run's process has been told to have started. */
    void runs(RunRef run, Rig rig) throws ApiException {
        var tenant = new Tenant(client, run.namespace());
        var order = launch(
                run,
                spec().setNamespace(run.namespace())
                        .setResources(new Resources(MORE_THAN_ANOTHER_HAS, 16L << 20, 0L))
                        .build());
        rig.order(LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build());
        Until.holds(
                "a node for " + run,
                () -> tenant.pod(run)
                        .filter(pod -> pod.getSpec().getNodeName() != null)
                        .isPresent());
        tenant.runs(run);
        rig.awaits(RunStarted.class, run, Duration.ofSeconds(90));
    }
}
