package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.movein.standin.kubernetes.LocalCluster;
import java.io.FileReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NodeIT extends NodeSuite {

    private static LocalCluster localCluster;

    @BeforeAll
    static void startCluster() {
        localCluster = LocalCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        localCluster.close();
    }

    @Override
    ApiClient client() throws Exception {
        try (var config = new FileReader(localCluster.kubeconfig().toFile())) {
            return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(config)).build();
        }
    }
}
