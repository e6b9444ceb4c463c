package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.FileReader;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "MOVEIN_TEST_KUBECONFIG", matches = ".+")
class NodeOnRealControlPlaneIT extends NodeSuite {

    @Override
    ApiClient client() throws Exception {
        return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new FileReader(System.getenv("MOVEIN_TEST_KUBECONFIG")))).build();
    }

    @Override
    void stopCluster() {}
}
