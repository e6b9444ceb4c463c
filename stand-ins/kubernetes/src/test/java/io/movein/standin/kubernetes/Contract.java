package io.movein.standin.kubernetes;

import io.kubernetes.client.openapi.ApiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds on the stand-in and on the real thing alike; each test has a namespace of its own. */
@ParameterizedClass
@EnumSource(Cluster.class)
abstract class Contract {
    @Parameter
    Cluster cluster;

    Scene scene;

    @BeforeParameterizedClassInvocation
    static void isThere(Cluster cluster) {
        cluster.kubeconfig();
    }

    @BeforeEach
    void open() throws ApiException {
        scene = new Scene(cluster);
    }

    @AfterEach
    void close() {
        scene.close();
    }
}
