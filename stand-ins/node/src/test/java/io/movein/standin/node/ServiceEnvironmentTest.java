package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTest {

    @Test
    void namesARunningPodAndItsTargetPort() {
        var environment = ServiceEnvironment.of(
                List.of(aService(new IntOrString(8080))),
                List.of(aPod("other", "Running", "127.64.0.9"), aPod("storage", "Running", "127.64.0.1")));

        assertThat(environment)
                .isEqualTo(Map.of(
                        "MEDIA_STORAGE_SERVICE_HOST",
                        "127.64.0.1",
                        "MEDIA_STORAGE_SERVICE_PORT",
                        "8080",
                        "MEDIA_STORAGE_SERVICE_PORT_HTTP",
                        "8080"));
    }

    @Test
    void findsATargetPortByItsName() {
        var environment = ServiceEnvironment.of(
                List.of(aService(new IntOrString("web"))), List.of(aPod("storage", "Running", "127.64.0.1")));

        assertThat(environment).containsEntry("MEDIA_STORAGE_SERVICE_PORT", "9090");
    }

    @Test
    void keepsTheClusterAddressOfAServiceWithoutARunningPod() {
        var environment = ServiceEnvironment.of(
                List.of(aService(new IntOrString(8080))), List.of(aPod("storage", "Pending", "127.64.0.1")));

        assertThat(environment)
                .containsEntry("MEDIA_STORAGE_SERVICE_HOST", "10.0.0.7")
                .containsEntry("MEDIA_STORAGE_SERVICE_PORT", "80");
    }

    @Test
    void leavesOutAHeadlessService() {
        var service = aService(new IntOrString(8080));
        service.getSpec().clusterIP("None");

        assertThat(ServiceEnvironment.of(List.of(service), List.of())).isEmpty();
    }

    private static V1Service aService(IntOrString targetPort) {
        return new V1Service()
                .metadata(new V1ObjectMeta().name("media-storage"))
                .spec(new V1ServiceSpec()
                        .clusterIP("10.0.0.7")
                        .selector(Map.of("app", "storage"))
                        .ports(List.of(new V1ServicePort().name("http").port(80).targetPort(targetPort))));
    }

    private static V1Pod aPod(String app, String phase, String ip) {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name(app).labels(Map.of("app", app, "more", "labels")))
                .spec(new V1PodSpec()
                        .containers(List.of(new V1Container()
                                .name("main")
                                .ports(List.of(new V1ContainerPort().name("web").containerPort(9090))))))
                .status(new V1PodStatus().phase(phase).podIP(ip));
    }
}
