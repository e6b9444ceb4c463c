package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a pod gets its node, and what is said when it gets none. */
class SchedulingContractIT extends Contract {
    @Test
    void bindsAPodToANodeWithRoom() throws ApiException {
        var node = scene.node();
        scene.job("a", "");
        var pod = scene.runningPod("a");

        var bound = scene.find("pods/" + pod).orElseThrow();

        assertThat(bound.at("/spec/nodeName").asText()).isEqualTo(node);
        assertThat(scheduled(bound)).containsExactly("True", "", "");
        Until.holds(
                "the event",
                () -> scene
                        .core
                        .listNamespacedEvent(scene.namespace)
                        .fieldSelector("involvedObject.name=" + pod)
                        .execute()
                        .getItems()
                        .stream()
                        .anyMatch(event -> event.getReason().equals("Scheduled")
                                && event.getMessage()
                                        .equals("Successfully assigned %s/%s to %s"
                                                .formatted(scene.namespace, pod, node))));
    }

    @Test
    void saysThatANodeIsTooSmall() {
        scene.node();
        scene.job("a", "", "3");

        assertThat(refusal("a"))
                .containsExactly("False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void placesAPodWhenAnotherHasLeftRoom() {
        scene.node();
        scene.job("a", "", "1500m");
        var first = scene.runningPod("a");
        scene.job("b", "", "1500m");

        var waits = refusal("b");
        scene.phase(first, "Succeeded");

        scene.runningPod("b");
        assertThat(waits).containsExactly("False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void saysThatNoNodeIsOfTheSortAskedFor() {
        scene.node();
        scene.raw.post(scene.path("pods"), pod("p", "{\"no\": \"where\"}"));

        Until.holds(
                "a word", () -> scheduled(scene.find("pods/p").orElseThrow()).size() == 3);
        assertThat(scheduled(scene.find("pods/p").orElseThrow()))
                .containsExactly(
                        "False",
                        "Unschedulable",
                        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
    }

    @Test
    void letsAClientBindAPodOnce() {
        var node = scene.node();
        scene.raw.post(scene.path("pods"), pod("p", "{\"no\": \"where\"}"));
        var binding =
                "{\"metadata\": {\"name\": \"p\"}, \"target\": {\"kind\": \"Node\", \"name\": \"%s\"}}".formatted(node);

        var first = scene.raw.post(scene.path("pods/p/binding"), binding);
        var second = scene.raw.post(scene.path("pods/p/binding"), binding);

        assertThat(first.code()).isEqualTo(201);
        assertThat(scene.find("pods/p").orElseThrow().at("/spec/nodeName").asText())
                .isEqualTo(node);
        assertThat(second.code()).isEqualTo(409);
        assertThat(second.json().path("message").asText())
                .contains("pod p is already assigned to node \"%s\"".formatted(node));
    }

    @Test
    void leavesAPodAloneWhoseSchedulingIsGated() {
        scene.node();
        scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"schedulingGates": [{"name": "example.com/quota"}],
              "containers": [{"name": "c", "image": "x:1"}]}}""");
        scene.job("a", "");
        scene.runningPod("a");

        Until.holds(
                "a word", () -> scheduled(scene.find("pods/p").orElseThrow()).size() == 3);

        var gated = scene.find("pods/p").orElseThrow();
        assertThat(scheduled(gated))
                .containsExactly("False", "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
        assertThat(gated.at("/spec/nodeName").asText()).isEmpty();
    }

    @Test
    void selectsPodsByNode() {
        var node = scene.node();
        scene.job("a", "");
        scene.runningPod("a");
        scene.raw.post(scene.path("pods"), pod("p", "{\"no\": \"where\"}"));

        var here = scene.raw
                .get(scene.path("pods?fieldSelector=spec.nodeName%3D" + node))
                .json()
                .path("items");
        var running = scene.raw
                .get(scene.path("pods?fieldSelector=status.phase%3DRunning"))
                .json()
                .path("items");

        assertThat(here).hasSize(1);
        assertThat(running).hasSize(1);
    }

    private static String pod(String name, String nodeSelector) {
        return """
            {"metadata": {"name": "%s"}, "spec": {"nodeSelector": %s, "containers": [{"name": "c", "image": "x:1"}]}}""".formatted(name, nodeSelector);
    }

    private List<String> refusal(String job) {
        var pod = scene.pod(job);
        Until.holds(
                "a word",
                () -> scheduled(scene.find("pods/" + pod).orElseThrow()).size() == 3);
        return scheduled(scene.find("pods/" + pod).orElseThrow());
    }

    private static List<String> scheduled(ObjectNode pod) {
        for (var condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")) {
                // without what the real one adds about preemption
                return List.of(
                        condition.path("status").asText(),
                        condition.path("reason").asText(),
                        condition.path("message").asText().replaceFirst(" no new claims .*", ""));
            }
        }
        return List.of();
    }
}
