package io.movein.runner.cluster;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServiceAccountList;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.movein.runner.run.V2CiliumNetworkPolicy;
import io.movein.runner.run.V2CiliumNetworkPolicyList;
import java.util.List;

/** A kind of object that the runner has to do with. */
public final class Kind<T extends KubernetesObject> {
    public static final Kind<V1Job> JOB = new Kind<>(V1Job.class, V1JobList.class, "batch", "jobs");
    public static final Kind<V1Pod> POD = new Kind<>(V1Pod.class, V1PodList.class, "", "pods");
    public static final Kind<V1Service> SERVICE = new Kind<>(V1Service.class, V1ServiceList.class, "", "services");
    public static final Kind<V1ConfigMap> CONFIG_MAP =
            new Kind<>(V1ConfigMap.class, V1ConfigMapList.class, "", "configmaps");
    public static final Kind<V1ServiceAccount> SERVICE_ACCOUNT =
            new Kind<>(V1ServiceAccount.class, V1ServiceAccountList.class, "", "serviceaccounts");
    public static final Kind<V1NetworkPolicy> NETWORK_POLICY =
            new Kind<>(V1NetworkPolicy.class, V1NetworkPolicyList.class, "networking.k8s.io", "networkpolicies");
    public static final Kind<V1PersistentVolumeClaim> CLAIM =
            new Kind<>(V1PersistentVolumeClaim.class, V1PersistentVolumeClaimList.class, "", "persistentvolumeclaims");

    public static final Kind<V1Namespace> NAMESPACE =
            new Kind<>(V1Namespace.class, V1NamespaceList.class, "", "namespaces");
    public static final Kind<V1Node> NODE = new Kind<>(V1Node.class, V1NodeList.class, "", "nodes");

    /** Where the cluster has Cilium: ask {@link Cluster#knows}. */
    public static final Kind<V2CiliumNetworkPolicy> NAME_POLICY = new Kind<>(
            V2CiliumNetworkPolicy.class, V2CiliumNetworkPolicyList.class, "cilium.io", "v2", "ciliumnetworkpolicies");

    /** What a run leaves behind beside its Job, in the order of removal: the policies outlive the pods, so after them. */
    public static final List<Kind<?>> BESIDE_THE_JOB =
            List.of(NETWORK_POLICY, NAME_POLICY, SERVICE_ACCOUNT, CLAIM, CONFIG_MAP);

    private final Class<T> type;
    private final Class<? extends KubernetesListObject> listType;
    private final String group;
    private final String version;
    private final String plural;

    private Kind(Class<T> type, Class<? extends KubernetesListObject> listType, String group, String plural) {
        this(type, listType, group, "v1", plural);
    }

    private Kind(
            Class<T> type,
            Class<? extends KubernetesListObject> listType,
            String group,
            String version,
            String plural) {
        this.type = type;
        this.listType = listType;
        this.group = group;
        this.version = version;
        this.plural = plural;
    }

    /** The kind of an object of one of these types. */
    @SuppressWarnings("unchecked") // equal classes
    public static <T extends KubernetesObject> Kind<T> of(T object) {
        return (Kind<T>) List.of(
                        JOB,
                        POD,
                        SERVICE,
                        CONFIG_MAP,
                        SERVICE_ACCOUNT,
                        NETWORK_POLICY,
                        NAME_POLICY,
                        CLAIM,
                        NAMESPACE,
                        NODE)
                .stream()
                .filter(kind -> kind.type.equals(object.getClass()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(object.getClass() + " is no kind the runner knows"));
    }

    public Class<T> type() {
        return type;
    }

    Class<? extends KubernetesListObject> listType() {
        return listType;
    }

    /** Empty for the core. */
    String group() {
        return group;
    }

    String version() {
        return version;
    }

    String plural() {
        return plural;
    }

    /** Of all objects of the kind, in any namespace. */
    String path() {
        return (group.isEmpty() ? "/api/v1/" : "/apis/" + group + "/v1/") + plural;
    }

    /** As people know it, e.g. {@code NetworkPolicy}. */
    @Override
    public String toString() {
        return type.getSimpleName().substring("V1".length());
    }
}
