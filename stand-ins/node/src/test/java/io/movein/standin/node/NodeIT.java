package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import io.movein.standin.kubernetes.LocalCluster;
import org.jspecify.annotations.Nullable;

class NodeIT extends NodeSuite {

    private @Nullable LocalCluster localCluster;

    @Override
    void stopCluster() {
        if (localCluster != null) {
            localCluster.close();
        }
    }

    @Override
    ApiClient client() throws Exception {
        if (localCluster == null) {
            localCluster = LocalCluster.start();
        }
        return Config.fromConfig(localCluster.kubeconfig().toString());
    }
}
