package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import io.movein.model.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
    private static final long MIB = 1L << 20;

    @Test
    void addsWhatPodsRequestAndVolumesClaim() {
        var pods = List.of(
                pod("Running", container("500m", "256Mi")),
                pod("Pending", container("250m", "128Mi"), container("0.1", "64Mi")));

        assertThat(SteadyState.of(pods, List.of(claim("1Gi"), claim("512Mi"))))
                .isEqualTo(new Resources(850L, 448 * MIB, 1536 * MIB));
    }

    @Test
    void leavesOutWhatHasFinished() {
        var pods = List.of(pod("Succeeded", container("1", "1Gi")), pod("Failed", container("1", "1Gi")));

        assertThat(SteadyState.of(pods, List.of())).isEqualTo(new Resources(0L, 0L, 0L));
    }

    @Test
    void leavesOutWhatIsMoveins() {
        var pod = pod("Running", container("1", "1Gi"));
        pod.getMetadata().setLabels(Map.of("app.kubernetes.io/managed-by", "movein"));
        var claim = claim("1Gi");
        claim.getMetadata().setLabels(Map.of("app.kubernetes.io/managed-by", "movein"));

        assertThat(SteadyState.of(List.of(pod), List.of(claim))).isEqualTo(new Resources(0L, 0L, 0L));
    }

    @Test
    void countsAsTheSchedulerDoesWithInitContainersAndSidecars() {
        var pod = pod("Running", container("500m", "100Mi"));
        pod.getSpec()
                .setInitContainers(List.of(
                        container("2", "50Mi"), container("100m", "10Mi").restartPolicy("Always")));

        assertThat(SteadyState.of(List.of(pod), List.of())).isEqualTo(new Resources(2_000L, 110 * MIB, 0L));
    }

    @Test
    void takesALimitForARequestThatIsMissing() {
        var limited = new V1Container().resources(new V1ResourceRequirements().limits(amounts("300m", "30Mi")));

        assertThat(SteadyState.of(List.of(pod("Running", limited, new V1Container())), List.of()))
                .isEqualTo(new Resources(300L, 30 * MIB, 0L));
    }

    private static V1Pod pod(String phase, V1Container... containers) {
        return new V1Pod()
                .metadata(new V1ObjectMeta())
                .spec(new V1PodSpec().containers(List.of(containers)))
                .status(new V1PodStatus().phase(phase));
    }

    private static V1Container container(String cpu, String memory) {
        return new V1Container().resources(new V1ResourceRequirements().requests(amounts(cpu, memory)));
    }

    private static V1PersistentVolumeClaim claim(String size) {
        return new V1PersistentVolumeClaim()
                .metadata(new V1ObjectMeta())
                .spec(new V1PersistentVolumeClaimSpec()
                        .resources(new V1VolumeResourceRequirements().requests(Map.of("storage", new Quantity(size)))));
    }

    private static Map<String, Quantity> amounts(String cpu, String memory) {
        return Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory));
    }
}
