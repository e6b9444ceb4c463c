package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes when something is deleted, and what holds it. */
class DeletionContractIT extends Contract {
    @Test
    void takesAJobsPodsWithItInTheBackground() {
        scene.job("a", "");
        var pod = scene.pod("a");

        var answer = scene.raw
                .delete(scene.jobs("/a"), "{\"propagationPolicy\": \"Background\"}")
                .json();

        assertThat(answer.path("kind").asText()).isEqualTo("Status");
        assertThat(scene.raw.get(scene.jobs("/a")).code()).isEqualTo(404);
        Until.holds("the pod is gone", () -> scene.find("pods/" + pod).isEmpty());
    }

    @Test
    void givesARunningPodItsGracePeriodAndLetsItsKubeletConfirm() throws ApiException {
        scene.node();
        scene.job("a", "\"podReplacementPolicy\": \"Failed\", \"backoffLimit\": 1,");
        var name = scene.runningPod("a");

        var answer = scene.raw.delete(scene.path("pods/" + name), "{}").json();
        var shorter = scene.raw
                .delete(scene.path("pods/" + name), "{\"gracePeriodSeconds\": 5}")
                .json();
        var longer = scene.raw
                .delete(scene.path("pods/" + name), "{\"gracePeriodSeconds\": 60}")
                .json();
        scene.confirmDeletion(name);
        var confirmed = scene.find("pods/" + name);
        scene.phase(name, "Failed");

        Until.holds("the pod is gone", () -> scene.find("pods/" + name).isEmpty());
        assertThat(answer.path("kind").asText()).isEqualTo("Pod");
        assertThat(List.of(answer, shorter, longer).stream()
                        .map(pod ->
                                pod.at("/metadata/deletionGracePeriodSeconds").asInt()))
                .containsExactly(30, 5, 5);
        assertThat(confirmed).as("the Job's finalizer still holds it").isPresent();
    }

    @Test
    void removesAPodWithoutANodeAtOnce() {
        scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x:1"}]}}""");

        var answer = scene.raw.delete(scene.path("pods/p"), "{}").json();

        assertThat(answer.path("kind").asText()).isEqualTo("Pod");
        assertThat(scene.find("pods/p")).isEmpty();
    }

    @Test
    void takesWhatBelongsToAnOwnerAndNothingElse() {
        var uid = configMap("owner", "");
        configMap("owned", owner("owner", uid));
        configMap("free", "");

        scene.raw.delete(scene.path("configmaps/owner"), "{}");

        Until.holds(
                "what was owned is gone", () -> scene.find("configmaps/owned").isEmpty());
        assertThat(scene.find("configmaps/free")).isPresent();
    }

    @Test
    void takesWhatBelongsToSomethingThatNeverWas() {
        configMap("owned", owner("nobody", "11111111-1111-1111-1111-111111111111"));

        Until.holds("it is gone", () -> scene.find("configmaps/owned").isEmpty());
    }

    @Test
    void keepsWhatHasAFinalizerUntilThatIsTakenOff() {
        scene.raw.post(
                scene.path("configmaps"), "{\"metadata\": {\"name\": \"a\", \"finalizers\": [\"example.org/hold\"]}}");

        var answer = scene.raw.delete(scene.path("configmaps/a"), "{}").json();
        var held = scene.find("configmaps/a").orElseThrow();
        scene.raw.patch(scene.path("configmaps/a"), "merge-patch", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(answer.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(held.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
        assertThat(held.at("/metadata/deletionGracePeriodSeconds").asInt()).isZero();
        assertThat(scene.find("configmaps/a")).isEmpty();
    }

    @Test
    void deletesOnlyWhatTheClientMeant() {
        var uid = configMap("a", "");

        var other = scene.raw.delete(scene.path("configmaps/a"), "{\"preconditions\": {\"uid\": \"x\"}}");
        var same =
                scene.raw.delete(scene.path("configmaps/a"), "{\"preconditions\": {\"uid\": \"%s\"}}".formatted(uid));

        assertThat(List.of(other.code(), same.code())).containsExactly(409, 200);
        assertThat(other.json().path("message").asText())
                .contains("the UID in the precondition (x) does not match the UID in record (%s)".formatted(uid));
        assertThat(same.json().path("status").asText()).isEqualTo("Success");
    }

    private String configMap(String name, String owners) {
        return scene.raw
                .post(
                        scene.path("configmaps"),
                        "{\"metadata\": {\"name\": \"%s\", \"ownerReferences\": [%s]}}".formatted(name, owners))
                .json()
                .at("/metadata/uid")
                .asText();
    }

    private static String owner(String name, String uid) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"name\": \"%s\", \"uid\": \"%s\"}"
                .formatted(name, uid);
    }
}
