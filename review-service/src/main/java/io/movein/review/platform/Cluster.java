package io.movein.review.platform;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.NetworkingV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceCIDR;
import io.kubernetes.client.openapi.models.V1ServiceCIDRList;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.util.Config;
import io.movein.runtime.kubernetes.Answers;
import io.movein.runtime.kubernetes.ClusterJson;
import io.movein.runtime.kubernetes.Connections;
import io.movein.runtime.kubernetes.InCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What review reads of Kubernetes, and of secrets nothing. */
final class Cluster {
    static {
        ClusterJson.take();
    }

    private final CoreV1Api core;
    private final NetworkingV1Api networking;

    Cluster(ApiClient client, Duration timeout) {
        var http = Connections.kept(client.getHttpClient())
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .callTimeout(timeout)
                .build();
        client.setHttpClient(http);
        this.core = new CoreV1Api(client);
        this.networking = new NetworkingV1Api(client);
    }

    static Cluster connect(PlatformSettings settings) throws IOException {
        var file = settings.kubeconfig();
        return new Cluster(
                file.isPresent() ? Config.fromConfig(file.get().toString()) : InCluster.client(), settings.timeout());
    }

    List<V1Namespace> namespaces(String selector) throws ApiException {
        return Answers.to(core.listNamespace().labelSelector(selector).buildCall(null), V1NamespaceList.class)
                .getItems();
    }

    List<V1Pod> pods(String namespace) throws ApiException {
        return Answers.to(core.listNamespacedPod(namespace).buildCall(null), V1PodList.class)
                .getItems();
    }

    List<V1PersistentVolumeClaim> volumeClaims(String namespace) throws ApiException {
        return Answers.to(
                        core.listNamespacedPersistentVolumeClaim(namespace).buildCall(null),
                        V1PersistentVolumeClaimList.class)
                .getItems();
    }

    List<V1Service> services(String namespace, String selector) throws ApiException {
        return Answers.to(
                        core.listNamespacedService(namespace)
                                .labelSelector(selector)
                                .buildCall(null),
                        V1ServiceList.class)
                .getItems();
    }

    List<V1Node> nodes(String selector) throws ApiException {
        var asked = selector.isEmpty() ? core.listNode() : core.listNode().labelSelector(selector);
        return Answers.to(asked.buildCall(null), V1NodeList.class).getItems();
    }

    /** The keys of a ConfigMap; none where it is not there. */
    List<String> keys(String namespace, String configMap) throws ApiException {
        try {
            var asked = core.readNamespacedConfigMap(configMap, namespace).buildCall(null);
            var data = Answers.to(asked, V1ConfigMap.class).getData();
            return data == null ? List.of() : List.copyOf(data.keySet());
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * The ranges of services; empty where nobody tells them: the cluster cannot be asked for them (before 1.33), review may not, or its
     * list has none. Services always have a range, so that no list says that there is none.
     */
    Optional<List<String>> serviceRanges() throws ApiException {
        return known(() ->
                        Answers.to(networking.listServiceCIDR().buildCall(null), V1ServiceCIDRList.class)
                                .getItems()
                                .stream()
                                .map(V1ServiceCIDR::getSpec)
                                .filter(spec -> spec != null && spec.getCidrs() != null)
                                .flatMap(spec -> spec.getCidrs().stream())
                                .toList())
                .filter(ranges -> !ranges.isEmpty());
    }

    private interface Call<T> {
        T make() throws ApiException;
    }

    private static <T> Optional<T> known(Call<T> call) throws ApiException {
        try {
            return Optional.of(call.make());
        } catch (ApiException e) {
            if (e.getCode() == 404 || e.getCode() == 403) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
