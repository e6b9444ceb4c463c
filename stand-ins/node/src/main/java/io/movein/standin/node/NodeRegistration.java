package io.movein.standin.node;

import static io.movein.standin.node.ContainerState.seconds;

import io.kubernetes.client.custom.Quantity;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The Node object and its Lease: made when they are not there, renewed while the node lives. */
final class NodeRegistration {

    private static final String LEASES = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;

    private final CoreV1Api api;
    private final CoordinationV1Api leases;
    private final LocalNode.Config config;
    private final int port;
    private final Instant since = Instant.now();

    NodeRegistration(LocalNode.Config config, int port) {
        this.api = new CoreV1Api(config.api());
        this.leases = new CoordinationV1Api(config.api());
        this.config = config;
        this.port = port;
    }

    /** Right after a node is made, a cluster's controllers change it too: a conflict is read and written again. */
    void announce(boolean ready) throws ApiException {
        for (var attempt = 1; ; attempt++) {
            try {
                api.replaceNodeStatus(config.name(), present().status(status(ready)))
                        .execute();
                return;
            } catch (ApiException e) {
                if (e.getCode() != 409 || attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private V1Node present() throws ApiException {
        try {
            return api.readNode(config.name()).execute();
        } catch (ApiException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            return api.createNode(node()).execute();
        }
    }

    private V1Node node() {
        return new V1Node()
                .apiVersion("v1")
                .kind("Node")
                .metadata(new V1ObjectMeta()
                        .name(config.name())
                        .labels(Map.of(
                                "kubernetes.io/hostname",
                                config.name(),
                                "kubernetes.io/os",
                                "linux",
                                "movein.io/local-node",
                                "true")));
    }

    private V1NodeStatus status(boolean ready) {
        var capacity = Map.of(
                "cpu", new Quantity(config.capacity().cpu()),
                "memory", new Quantity(config.capacity().memory()),
                "ephemeral-storage", new Quantity(config.capacity().storage()),
                "pods", new Quantity("110"));
        return new V1NodeStatus()
                .addresses(List.of(
                        new V1NodeAddress().type("InternalIP").address("127.0.0.1"),
                        new V1NodeAddress().type("Hostname").address("localhost")))
                .daemonEndpoints(new V1NodeDaemonEndpoints().kubeletEndpoint(new V1DaemonEndpoint().port(port)))
                .capacity(capacity)
                .allocatable(capacity)
                .conditions(conditions(ready));
    }

    private List<V1NodeCondition> conditions(boolean ready) {
        return List.of(
                condition(
                        "MemoryPressure",
                        "False",
                        "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available"),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                ready
                        ? condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")
                        : condition("Ready", "False", "KubeletNotReady", "node is shutting down"));
    }

    private V1NodeCondition condition(String type, String status, String reason, String message) {
        return new V1NodeCondition()
                .type(type)
                .status(status)
                .reason(reason)
                .message(message)
                .lastHeartbeatTime(seconds(Instant.now()))
                .lastTransitionTime(seconds(status.equals("False") && type.equals("Ready") ? Instant.now() : since));
    }

    void renewLease() throws ApiException {
        try {
            var lease = leases.readNamespacedLease(config.name(), LEASES).execute();
            leases.replaceNamespacedLease(config.name(), LEASES, lease.spec(spec()))
                    .execute();
        } catch (ApiException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            leases.createNamespacedLease(
                            LEASES,
                            new V1Lease()
                                    .apiVersion("coordination.k8s.io/v1")
                                    .kind("Lease")
                                    .metadata(new V1ObjectMeta()
                                            .name(config.name())
                                            .namespace(LEASES))
                                    .spec(spec()))
                    .execute();
        }
    }

    private V1LeaseSpec spec() {
        return new V1LeaseSpec()
                .holderIdentity(config.name())
                .leaseDurationSeconds(LEASE_SECONDS)
                .renewTime(OffsetDateTime.now(ZoneOffset.UTC));
    }
}
