package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes when something is deleted, and what holds it. */
@ParameterizedClass
@EnumSource(Cluster.class)
class DeletionContractIT {
    @Parameter
    Cluster cluster;

    private Scene scene;

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

    @Test
    void takesAJobsPodsWithItInTheBackground() {
        scene.job("a", "");
        var pod = scene.pod("a");

        var answer = scene.raw
                .delete(scene.jobs("/a"), "{\"propagationPolicy\": \"Background\"}")
                .json();

        assertThat(answer.path("kind").asText()).isEqualTo("Status");
        assertThat(answer.at("/details/kind").asText()).isEqualTo("jobs");
        assertThat(scene.raw.get(scene.jobs("/a")).code()).isEqualTo(404);
        Until.holds("the pod is gone", () -> scene.find("pods/" + pod).isEmpty());
    }

    @Test
    void keepsAJobInTheForegroundUntilItsPodsAreGone() {
        scene.node();
        scene.job("a", "");
        var pod = scene.runningPod("a");

        var answer = scene.raw
                .delete(scene.jobs("/a"), "{\"propagationPolicy\": \"Foreground\"}")
                .json();
        Until.holds(
                "the pod is told to end",
                () -> scene.find("pods/" + pod)
                        .orElseThrow()
                        .at("/metadata/deletionTimestamp")
                        .isTextual());
        var whileThePodEnds = scene.raw.get(scene.jobs("/a"));
        scene.confirmDeletion(pod);

        Until.holds("the Job is gone", () -> scene.raw.get(scene.jobs("/a")).code() == 404);
        assertThat(answer.path("kind").asText()).isEqualTo("Job");
        assertThat(answer.at("/metadata/finalizers").toString()).isEqualTo("[\"foregroundDeletion\"]");
        assertThat(whileThePodEnds.code()).isEqualTo(200);
        assertThat(scene.find("pods/" + pod)).isEmpty();
    }

    @Test
    void leavesTheJobsPodsWhereNothingElseIsSaid() {
        scene.job("a", "");
        var pod = scene.pod("a");

        var answer = scene.raw.delete(scene.jobs("/a"), "{}").json();

        Until.holds("the Job is gone", () -> scene.raw.get(scene.jobs("/a")).code() == 404);
        Until.holds(
                "nothing holds the pod",
                () -> !scene.find("pods/" + pod).orElseThrow().path("metadata").has("finalizers"));
        var left = scene.find("pods/" + pod).orElseThrow();
        assertThat(answer.at("/metadata/finalizers").toString()).isEqualTo("[\"orphan\"]");
        assertThat(left.path("metadata").has("ownerReferences")).isFalse();
        assertThat(left.path("metadata").has("deletionTimestamp")).isFalse();
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
        configMap("shared", owner("owner", uid) + "," + owner("kube-root-ca.crt", rootCertificate()));
        configMap("free", "");

        scene.raw.delete(scene.path("configmaps/owner"), "{}");

        Until.holds(
                "what was owned is gone", () -> scene.find("configmaps/owned").isEmpty());
        Until.holds(
                "what was shared has one owner",
                () -> scene.find("configmaps/shared")
                                .orElseThrow()
                                .at("/metadata/ownerReferences")
                                .size()
                        == 1);
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
        scene.raw.patch(
                scene.path("configmaps/a"),
                "json-patch",
                "[{\"op\": \"remove\", \"path\": \"/metadata/finalizers/0\"}]");

        assertThat(answer.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(held.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
        assertThat(held.at("/metadata/deletionGracePeriodSeconds").asInt()).isZero();
        assertThat(scene.find("configmaps/a")).isEmpty();
    }

    @Test
    void emptiesANamespaceBeforeItGoes() throws ApiException {
        scene.raw.post(
                scene.path("configmaps"), "{\"metadata\": {\"name\": \"a\", \"finalizers\": [\"example.org/hold\"]}}");
        scene.job("a", "");
        scene.pod("a");

        scene.core.deleteNamespace(scene.namespace).execute();
        var ending = scene.raw.get("/api/v1/namespaces/" + scene.namespace).json();
        var refused = scene.raw.post(scene.path("configmaps"), "{\"metadata\": {\"name\": \"b\"}}");
        scene.raw.patch(scene.path("configmaps/a"), "merge-patch", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(ending.at("/status/phase").asText()).isEqualTo("Terminating");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.json().path("message").asText())
                .isEqualTo(
                        "configmaps \"b\" is forbidden: unable to create new content in namespace %s because it is being terminated"
                                .formatted(scene.namespace));
        assertThat(refused.json().at("/details/causes/0/reason").asText()).isEqualTo("NamespaceTerminating");
        // the real one waits 5 s before it begins, for the sake of other API servers' caches
        Until.holds(
                "the namespace is gone",
                Duration.ofSeconds(30),
                () -> scene.raw.get("/api/v1/namespaces/" + scene.namespace).code() == 404);
    }

    @Test
    void deletesACollectionBySelector() {
        scene.raw.post(scene.path("secrets"), "{\"metadata\": {\"name\": \"a\", \"labels\": {\"kind\": \"x\"}}}");
        scene.raw.post(scene.path("secrets"), "{\"metadata\": {\"name\": \"b\", \"labels\": {\"kind\": \"y\"}}}");

        var answer = scene.raw.delete(scene.path("secrets?labelSelector=kind%3Dx"), "{}");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(scene.find("secrets/a")).isEmpty();
        assertThat(scene.find("secrets/b")).isPresent();
    }

    @Test
    void deletesOnlyWhatTheClientMeant() {
        var uid = configMap("a", "");

        var other = scene.raw.delete(scene.path("configmaps/a"), "{\"preconditions\": {\"uid\": \"x\"}}");
        var old = scene.raw.delete(scene.path("configmaps/a"), "{\"preconditions\": {\"resourceVersion\": \"1\"}}");
        var same =
                scene.raw.delete(scene.path("configmaps/a"), "{\"preconditions\": {\"uid\": \"%s\"}}".formatted(uid));

        assertThat(List.of(other.code(), old.code(), same.code())).containsExactly(409, 409, 200);
        assertThat(other.json().path("message").asText())
                .isEqualTo(
                        "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (x) does not match the UID in record (%s). The object might have been deleted and then recreated"
                                .formatted(uid));
        assertThat(same.json().path("status").asText()).isEqualTo("Success");
        assertThat(same.json().at("/details/uid").asText()).isEqualTo(uid);
    }

    private String rootCertificate() {
        return Until.found("the root certificate", () -> scene.find("configmaps/kube-root-ca.crt"))
                .at("/metadata/uid")
                .asText();
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
