package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.movein.testkit.RealControlPlane;
import java.io.FileReader;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
class NodeOnRealControlPlaneIT extends NodeSuite {

    @Override
    ApiClient client() throws Exception {
        try (var config = new FileReader(RealControlPlane.shared().kubeconfig().toFile())) {
            return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(config)).build();
        }
    }

    @Override
    void stopCluster() {
        // shared with the other suites of this process
    }
}
