package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.movein.standin.kubernetes.LocalCluster;
import java.io.FileReader;
import org.jspecify.annotations.Nullable;

class NodeIT extends NodeSuite {

    private @Nullable LocalCluster localCluster;

    @Override
    void stopCluster() {
        localCluster.close();
    }

    @Override
    ApiClient client() throws Exception {
        if (localCluster == null) {
            localCluster = LocalCluster.start();
        }
        try (var config = new FileReader(localCluster.kubeconfig().toFile())) {
            return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(config)).build();
        }
    }
}
