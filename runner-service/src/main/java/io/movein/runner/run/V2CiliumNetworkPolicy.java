package io.movein.runner.run;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Map;

/** Cilium's network policy, as far as Movein writes one: the API server has its schema. */
public final class V2CiliumNetworkPolicy implements KubernetesObject {
    private String apiVersion = "cilium.io/v2";
    private String kind = "CiliumNetworkPolicy";
    private V1ObjectMeta metadata = new V1ObjectMeta();
    private Map<String, Object> spec = Map.of();

    public V2CiliumNetworkPolicy with(V1ObjectMeta metadata, Map<String, Object> spec) {
        this.metadata = metadata;
        this.spec = spec;
        return this;
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }

    public Map<String, Object> getSpec() {
        return spec;
    }
}
