package io.movein.runner.run;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.List;

/** What the API server answers to a list of {@link V2CiliumNetworkPolicy}. */
public final class V2CiliumNetworkPolicyList implements KubernetesListObject {
    private String apiVersion = "cilium.io/v2";
    private String kind = "CiliumNetworkPolicyList";
    private V1ListMeta metadata = new V1ListMeta();
    private List<V2CiliumNetworkPolicy> items = List.of();

    @Override
    public V1ListMeta getMetadata() {
        return metadata;
    }

    @Override
    public List<V2CiliumNetworkPolicy> getItems() {
        return items;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }
}
