package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import io.movein.testkit.RealControlPlane;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("real-cluster")
@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
class NodeOnRealControlPlaneIT extends NodeSuite {

    @Override
    ApiClient client() throws Exception {
        return Config.fromConfig(RealControlPlane.shared().kubeconfig().toString());
    }

    @Override
    void stopCluster() {
        // shared with the other suites of this process
    }
}
