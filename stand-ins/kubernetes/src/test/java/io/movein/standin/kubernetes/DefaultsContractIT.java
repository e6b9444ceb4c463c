package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the server makes of an object where the client is silent: whole specs. */
class DefaultsContractIT extends Contract {
    @Test
    void fillsAJobIn() {
        var job = scene.raw.post(scene.jobs(""), """
            {"metadata": {"name": "a"}, "spec": {"template": {"metadata": {"labels": {"k": "v"}}, "spec": {"restartPolicy": "Never",
              "containers": [{"name": "c", "image": "example.org/x:1", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}}}
            """).json();
        var uid = job.at("/metadata/uid").asText();

        assertThat(job.at("/spec/backoffLimit").asInt()).isEqualTo(6);
        var template = job.at("/spec/template");
        assertThat(template.at("/metadata/labels/k").asText()).isEqualTo("v");
        assertThat(template.at("/metadata/labels/job-name").asText()).isEqualTo("a");
        assertThat(template.at("/metadata/labels/batch.kubernetes.io~1controller-uid")
                        .asText())
                .isEqualTo(uid);
        assertThat(template.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(template.at("/spec/containers/0/resources").has("requests")).isFalse();
        assertThat(job.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(job.path("status")).isEmpty();
    }

    @Test
    void fillsAPodIn() {
        var pod = scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"},
              "containers": [{"name": "c", "image": "x", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}
            """).json();

        var container = pod.at("/spec/containers/0");
        assertThat(pod.at("/spec/restartPolicy").asText()).isEqualTo("Always");
        assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(pod.at("/spec/enableServiceLinks").asBoolean()).isTrue();
        assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("default");
        assertThat(container.at("/resources/requests")).isEqualTo(container.at("/resources/limits"));
        assertThat(container.path("terminationMessagePath").asText()).isEqualTo("/dev/termination-log");
        assertThat(container.path("terminationMessagePolicy").asText()).isEqualTo("File");
        assertThat(pod.at("/status/phase").asText()).isEqualTo("Pending");
    }

    @Test
    void givesAServiceAnAddressAndKeepsIt() {
        var service = scene.raw
                .post(
                        scene.path("services"),
                        "{\"metadata\": {\"name\": \"s\"}, \"spec\": {\"selector\": {\"a\": \"b\"}, \"ports\": [{\"port\": 80}]}}")
                .json();
        var address = service.at("/spec/clusterIP").asText();
        service.withObject("/spec").remove(List.of("clusterIP", "clusterIPs"));

        var replaced = scene.raw.put(scene.path("services/s"), service).json();

        assertThat(address).startsWith("10.96.");
        assertThat(replaced.at("/spec/clusterIP").asText()).isEqualTo(address);
    }
}
