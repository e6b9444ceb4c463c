package io.movein.review.platform;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeAddress;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeSpec;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodIP;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a tenant as an installation has it into a cluster, through the official client. */
public final class ATenant {
    private final CoreV1Api core;
    private final RbacAuthorizationV1Api rbac;

    private ATenant(ApiClient client) {
        this.core = new CoreV1Api(client);
        this.rbac = new RbacAuthorizationV1Api(client);
    }

    public static ATenant in(Path kubeconfig) throws IOException {
        try (var reader = Files.newBufferedReader(kubeconfig)) {
            return new ATenant(
                    ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build());
        }
    }

    /** A tenant of onboarding issue 12, say, owned by the onboarding issue's author and by 1001 and 1002. */
    public ATenant with(String namespace, int onboarding) throws ApiException {
        core.createNamespace(new V1Namespace()
                        .metadata(new V1ObjectMeta()
                                .name(namespace)
                                .labels(Map.of("movein.io/onboarding-issue", Integer.toString(onboarding)))
                                .annotations(Map.of("movein.io/owner-ids", "1001, 1002,nobody"))))
                .execute();
        // pods need it; a real control plane makes it a little later by itself
        ignoring(
                409,
                () -> core.createNamespacedServiceAccount(
                                namespace, new V1ServiceAccount().metadata(new V1ObjectMeta().name("default")))
                        .execute());
        core.createNamespacedPod(namespace, pod()).execute();
        core.createNamespacedPersistentVolumeClaim(
                        namespace,
                        new V1PersistentVolumeClaim()
                                .metadata(new V1ObjectMeta().name("media"))
                                .spec(new V1PersistentVolumeClaimSpec()
                                        .accessModes(List.of("ReadWriteOnce"))
                                        .resources(new V1VolumeResourceRequirements()
                                                .requests(Map.of("storage", new Quantity("20Gi"))))))
                .execute();
        core.createNamespacedService(namespace, service("media-store", Map.of("movein.io/interface", "storage")))
                .execute();
        core.createNamespacedService(namespace, service("web", Map.of())).execute();
        letReviewIn(namespace);
        core.createNamespacedConfigMap(
                        namespace,
                        new V1ConfigMap()
                                .metadata(new V1ObjectMeta().name("movein-secrets"))
                                .data(Map.of("old-host", "reads the old host")))
                .execute();
        core.createNamespacedSecret(namespace, secret("old-host", Map.of())).execute();
        core.createNamespacedSecret(namespace, secret("admin", Map.of())).execute();
        return this;
    }

    /**
     * As a network plugin gives it one.
     *
     * @param addresses one, or one of each family
     */
    ATenant withPodAddresses(String namespace, String... addresses) throws ApiException {
        var pod = core.readNamespacedPod("media-store-0", namespace).execute();
        var ips = Stream.of(addresses).map(it -> new V1PodIP().ip(it)).toList();
        pod.setStatus(new V1PodStatus().phase("Running").podIP(addresses[0]).podIPs(ips));
        pod.getMetadata().setResourceVersion(null);
        core.replaceNamespacedPodStatus("media-store-0", namespace, pod).execute();
        return this;
    }

    public ATenant withNode(String name, Map<String, String> labels) throws ApiException {
        var node = new V1Node()
                .metadata(new V1ObjectMeta().name(name).labels(labels))
                .spec(new V1NodeSpec()
                        .podCIDR("10.244.7.0/24")
                        .podCIDRs(List.of("10.244.7.0/24", "2001:db8:77:7::/64")));
        core.createNode(node).execute();
        var current = core.readNode(name).execute();
        var amounts = Map.of(
                "cpu",
                new Quantity("4"),
                "memory",
                new Quantity("16Gi"),
                "ephemeral-storage",
                new Quantity("100Gi"),
                "pods",
                new Quantity("110"));
        current.setStatus(new V1NodeStatus()
                .capacity(amounts)
                .allocatable(amounts)
                .addresses(List.of(
                        new V1NodeAddress().type("InternalIP").address("192.168.7.7"),
                        new V1NodeAddress().type("InternalIP").address("2001:db8:77::7")))
                .conditions(List.of(
                        new V1NodeCondition().type("Ready").status("True").reason("KubeletReady"))));
        current.getMetadata().setResourceVersion(null); // controllers write to a new node at the same time
        core.replaceNodeStatus(name, current).execute();
        return this;
    }

    /** As the tenant's template does; a stand-in knows no rights. */
    private void letReviewIn(String namespace) throws ApiException {
        var binding = new V1RoleBinding()
                .metadata(new V1ObjectMeta().name("movein-review"))
                .roleRef(new V1RoleRef()
                        .apiGroup("rbac.authorization.k8s.io")
                        .kind("ClusterRole")
                        .name("movein-review-in-tenant"))
                .subjects(List.of(new RbacV1Subject()
                        .kind("ServiceAccount")
                        .namespace("movein")
                        .name("review")));
        ignoring(404, () -> rbac.createNamespacedRoleBinding(namespace, binding).execute());
    }

    private interface Call {
        void make() throws ApiException;
    }

    private static void ignoring(int code, Call call) throws ApiException {
        try {
            call.make();
        } catch (ApiException e) {
            if (e.getCode() != code) {
                throw e;
            }
        }
    }

    private static V1Pod pod() {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name("media-store-0"))
                .spec(new V1PodSpec()
                        .overhead(null)
                        .containers(List.of(new V1Container()
                                .name("store")
                                .image("registry.example/store@sha256:" + "0".repeat(64))
                                .resources(new V1ResourceRequirements()
                                        .requests(Map.of(
                                                "cpu", new Quantity("1500m"), "memory", new Quantity("2Gi")))))));
    }

    private static V1Service service(String name, Map<String, String> labels) {
        return new V1Service()
                .metadata(new V1ObjectMeta().name(name).labels(labels))
                .spec(new V1ServiceSpec()
                        .selector(Map.of("app", name))
                        .ports(List.of(new V1ServicePort().name("http").port(9000))));
    }

    private static V1Secret secret(String name, Map<String, String> labels) {
        return new V1Secret()
                .metadata(new V1ObjectMeta().name(name).labels(labels))
                .stringData(Map.of("token", "never to be read"));
    }
}
