package io.movein.review.platform;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodIP;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1Service;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.model.StorageInterface;
import io.movein.model.TenantFacts;
import io.movein.review.policy.Egress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Facts from the Kubernetes API and the name service. Namespaces say by label and annotation whose tenant they are. */
public final class ClusterFacts implements FactsSource {
    static final String ONBOARDING_LABEL = "movein.io/onboarding-issue";
    static final String OWNERS_ANNOTATION = "movein.io/owner-ids";
    static final String STORAGE_SELECTOR = "movein.io/interface=storage";
    /** A ConfigMap that the platform's secret offering writes: its keys are the names of secrets that migrations may use. */
    static final String SECRETS_REGISTRY = "movein-secrets";

    static final String REHEARSAL_ANNOTATION = "movein.io/rehearsal";

    /** As long as a node that comes or goes may pass unseen; what is the tenant's own is always asked for. */
    private static final Duration NODES_KEPT = Duration.ofSeconds(3);

    /** What is the same for all tenants. */
    private record Common(List<V1Node> nodes, Optional<List<String>> services, PoolFacts pool) {}

    private final Recent<Common> common = new Recent<>(NODES_KEPT, System::nanoTime);
    private final Cluster cluster;
    private final HostResolver resolver;
    private final PlatformSettings settings;
    private final Clock clock;

    ClusterFacts(Cluster cluster, HostResolver resolver, PlatformSettings settings, Clock clock) {
        this.cluster = cluster;
        this.resolver = resolver;
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws IOException if the kubeconfig or the pod's service account cannot be read; nothing is asked of the cluster yet */
    public static ClusterFacts connect(PlatformSettings settings) throws IOException {
        return new ClusterFacts(
                Cluster.connect(settings),
                new HostResolver(InetAddress::getAllByName, settings.timeout()),
                settings,
                Clock.systemUTC());
    }

    @Override
    public Facts gather(Question question) throws FactsUnavailableException {
        return asking(() -> {
            var namespaces = question.onboarding() == null
                    ? List.<V1Namespace>of()
                    : cluster.namespaces(ONBOARDING_LABEL + "=" + question.onboarding());
            var pods = namespaces.size() == 1 ? cluster.pods(name(namespaces.getFirst())) : List.<V1Pod>of();
            var kept = common.get(this::common);
            // a pod may be on a node that came since
            var shared = areRangesKnown(kept, pods) ? kept : common.anew(this::common);
            var hosts = resolver.resolve(question.hosts());
            return Facts.newBuilder()
                    .setGatheredAt(clock.instant())
                    .setTenantNamespaces(
                            namespaces.stream().map(ClusterFacts::name).sorted().toList())
                    .setTenant(namespaces.size() == 1 ? tenant(namespaces.getFirst(), pods) : null)
                    .setPool(shared.pool())
                    .setHosts(hosts)
                    .setClusterRanges(ranges(shared))
                    .setClusterRangesKnown(areRangesKnown(shared, pods))
                    .setAllowance(settings.allowance())
                    .build();
        });
    }

    @Override
    public PoolFacts pool() throws FactsUnavailableException {
        return asking(() -> pool(cluster.nodes("")));
    }

    private Common common() throws ApiException {
        var nodes = cluster.nodes("");
        return new Common(nodes, cluster.serviceRanges(), pool(nodes));
    }

    private TenantFacts tenant(V1Namespace namespace, List<V1Pod> pods) throws ApiException, IOException {
        var name = name(namespace);
        return TenantFacts.newBuilder()
                .setNamespace(name)
                .setOwnerIds(ownerIds(namespace))
                .setRehearsalRequired("required".equals(annotations(namespace).get(REHEARSAL_ANNOTATION)))
                .setSteadyState(SteadyState.of(pods, cluster.volumeClaims(name)))
                .setStorageInterfaces(cluster.services(name, STORAGE_SELECTOR).stream()
                        .flatMap(ClusterFacts::interfaces)
                        .toList())
                .setRegisteredSecrets(
                        cluster.keys(name, SECRETS_REGISTRY).stream().sorted().toList())
                .build();
    }

    private PoolFacts pool(List<V1Node> all) throws ApiException {
        var selector = settings.poolSelector();
        return selector.isEmpty() ? Nodes.pool(all, false) : Nodes.pool(cluster.nodes(selector), true);
    }

    /** Whether every pod and service has its address in ranges that are known; otherwise an installation has to name them. */
    private boolean areRangesKnown(List<V1Node> nodes, boolean servicesTell) {
        return !settings.clusterRanges().isEmpty() || servicesTell && Nodes.tellPodRanges(nodes);
    }

    private boolean areRangesKnown(Common common, List<V1Pod> pods) {
        return areRangesKnown(common.nodes(), common.services().isPresent()) && cover(ranges(common), pods);
    }

    /** A pod elsewhere shows that the ranges are not all, whatever nodes or settings say. A pod on its node's network has its address. */
    private static boolean cover(List<String> ranges, List<V1Pod> pods) {
        return pods.stream()
                .map(V1Pod::getStatus)
                .flatMap(ClusterFacts::addresses)
                .allMatch(address -> Egress.isForbidden(address, ranges));
    }

    /** Of both families, where the cluster has both. */
    private static Stream<String> addresses(@Nullable V1PodStatus status) {
        return status == null
                ? Stream.empty()
                : Stream.concat(
                                Stream.ofNullable(status.getPodIP()),
                                requireNonNullElse(status.getPodIPs(), List.<V1PodIP>of()).stream()
                                        .map(V1PodIP::getIp))
                        .distinct();
    }

    @Override
    public boolean areClusterRangesKnown() throws FactsUnavailableException {
        return asking(
                () -> areRangesKnown(cluster.nodes(""), cluster.serviceRanges().isPresent()));
    }

    private List<String> ranges(Common common) {
        return Stream.of(
                        settings.clusterRanges(),
                        Nodes.ranges(common.nodes()),
                        common.services().orElse(List.of()))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** What is no number names nobody. */
    static List<Long> ownerIds(V1Namespace namespace) {
        return Arrays.stream(annotations(namespace)
                        .getOrDefault(OWNERS_ANNOTATION, "")
                        .split(","))
                .map(String::strip)
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .toList();
    }

    private static Map<String, String> annotations(V1Namespace namespace) {
        return requireNonNullElse(requireNonNull(namespace.getMetadata()).getAnnotations(), Map.of());
    }

    private static Stream<StorageInterface> interfaces(V1Service service) {
        var name = requireNonNull(requireNonNull(service.getMetadata()).getName());
        return service.getSpec() == null || service.getSpec().getPorts() == null
                ? Stream.empty()
                : service.getSpec().getPorts().stream()
                        .map(port -> StorageInterface.newBuilder()
                                .setService(name)
                                .setPort(port.getPort())
                                .build());
    }

    private static String name(V1Namespace namespace) {
        return requireNonNull(requireNonNull(namespace.getMetadata()).getName());
    }

    private interface Asking<T> {
        T ask() throws ApiException, IOException;
    }

    /** What the API server or the way to it is at fault for passes; an answer that cannot be read is thrown as it is. */
    private static <T> T asking(Asking<T> asking) throws FactsUnavailableException {
        try {
            return asking.ask();
        } catch (ApiException e) {
            throw new FactsUnavailableException("the API server answered " + e.getCode() + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FactsUnavailableException("the API server cannot be asked: " + e, e);
        }
    }
}
