package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a pod's log is fetched from its node's kubelet. */
class LogContractIT extends Contract {
    @Test
    void asksTheKubeletOfThePodsNode() throws Exception {
        try (var kubelet = new FakeKubelet()) {
            scene.listenOn(scene.node(), kubelet.port());
            scene.job("a", "");
            var pod = scene.runningPod("a");

            var log = scene.core
                    .readNamespacedPodLog(pod, scene.namespace)
                    .timestamps(true)
                    .sinceSeconds(99)
                    .execute();

            assertThat(log).isEqualTo("first\nsecond\n");
            assertThat(kubelet.asked).hasSize(1);
            assertThat(kubelet.asked.getFirst())
                    .startsWith("/containerLogs/%s/%s/c?".formatted(scene.namespace, pod))
                    .contains("timestamps=true", "sinceSeconds=99");
        }
    }

    @Test
    void saysWhyThereIsNoLog() {
        scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x"}, {"name": "d", "image": "x"}]}}""");

        var unnamed = scene.raw.get(scene.path("pods/p/log"));
        var unknown = scene.raw.get(scene.path("pods/p/log?container=e"));
        var unbound = scene.raw.get(scene.path("pods/p/log?container=c"));

        assertThat(unnamed.code()).isEqualTo(400);
        assertThat(unnamed.json().path("message").asText())
                .isEqualTo("a container name must be specified for pod p, choose one of: [c d]");
        assertThat(unknown.json().path("message").asText()).isEqualTo("container e is not valid for pod p");
        assertThat(unbound.text()).isEqualTo("");
        assertThat(unbound.code()).isEqualTo(204);
    }
}
