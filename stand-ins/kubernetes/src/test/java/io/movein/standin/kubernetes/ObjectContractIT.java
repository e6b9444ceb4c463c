package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading and writing objects. */
class ObjectContractIT extends Contract {
    @Test
    void keepsASecretFromCreationToDeletion() throws ApiException {
        var secret = new V1Secret().metadata(new V1ObjectMeta().name("s")).stringData(Map.of("user", "me"));

        var created = scene.core.createNamespacedSecret(scene.namespace, secret).execute();
        created.putDataItem("password", "hidden".getBytes());
        var updated = scene.core
                .replaceNamespacedSecret("s", scene.namespace, created)
                .execute();
        var read = scene.core.readNamespacedSecret("s", scene.namespace).execute();
        var deleted = scene.core.deleteNamespacedSecret("s", scene.namespace).execute();

        assertThat(created.getType()).isEqualTo("Opaque");
        assertThat(created.getMetadata().getUid()).hasSize(36);
        assertThat(created.getMetadata().getGeneration()).isNull();
        assertThat(updated.getMetadata().getResourceVersion())
                .isNotEqualTo(created.getMetadata().getResourceVersion());
        assertThat(read.getData()).containsOnlyKeys("user", "password");
        assertThat(read.getStringData()).isNullOrEmpty();
        assertThat(deleted.getStatus()).isEqualTo("Success");
        assertThatThrownBy(() ->
                        scene.core.readNamespacedSecret("s", scene.namespace).execute())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
    }

    @Test
    void refusesAnUpdateOfAnOldVersion() {
        var first = create("configmaps", "{\"metadata\": {\"name\": \"a\"}}");
        scene.raw.put(
                scene.path("configmaps/a"),
                first.deepCopy().set("data", first.objectNode().put("k", "1")));

        var late = scene.raw.put(
                scene.path("configmaps/a"),
                first.deepCopy().set("data", first.objectNode().put("k", "2")));
        var latePatch = scene.raw.patch(
                scene.path("configmaps/a"),
                "merge-patch",
                "{\"metadata\": {\"resourceVersion\": \"%s\"}, \"data\": {\"k\": \"3\"}}"
                        .formatted(first.at("/metadata/resourceVersion").asText()));

        assertThat(refusal(late))
                .isEqualTo(
                        "409 Conflict configmaps a: Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
        assertThat(latePatch.code()).isEqualTo(409);
        assertThat(scene.find("configmaps/a").orElseThrow().at("/data/k").asText())
                .isEqualTo("1");
    }

    @Test
    void changesNothingWhereNothingChanges() {
        var first = create("configmaps", "{\"metadata\": {\"name\": \"a\"}, \"data\": {\"k\": \"1\"}}");

        var patched = scene.raw
                .patch(scene.path("configmaps/a"), "merge-patch", "{\"data\": {\"k\": \"1\"}}")
                .json();

        assertThat(patched.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
    }

    @Test
    void saysWhatIsNotThereOrThereAlready() {
        create("configmaps", "{\"metadata\": {\"name\": \"a\"}}");

        assertThat(refusal(scene.raw.get(scene.path("configmaps/b"))))
                .isEqualTo("404 NotFound configmaps b: configmaps \"b\" not found");
        assertThat(refusal(scene.raw.get(scene.jobs("/b"))))
                .isEqualTo("404 NotFound jobs b: jobs.batch \"b\" not found");
        assertThat(refusal(scene.raw.delete(scene.path("pods/b"), "{}")))
                .isEqualTo("404 NotFound pods b: pods \"b\" not found");
        assertThat(refusal(scene.raw.post(scene.path("configmaps"), "{\"metadata\": {\"name\": \"a\"}}")))
                .isEqualTo("409 AlreadyExists configmaps a: configmaps \"a\" already exists");
        assertThat(refusal(
                        scene.raw.post("/api/v1/namespaces/nowhere/configmaps", "{\"metadata\": {\"name\": \"a\"}}")))
                .isEqualTo("404 NotFound namespaces nowhere: namespaces \"nowhere\" not found");
        assertThat(refusal(scene.raw.get(scene.path("frogs"))))
                .isEqualTo("404 NotFound  : the server could not find the requested resource");
    }

    @Test
    void refusesAWrongDocument() {
        assertThat(scene.raw.post(scene.path("configmaps"), "{bad").code()).isEqualTo(400);
        assertThat(scene.raw
                        .send(
                                "PATCH",
                                scene.path("configmaps/kube-root-ca.crt"),
                                "{}",
                                "application/json",
                                "application/json")
                        .code())
                .isEqualTo(415);
    }

    @Test
    void namesWhatHasOnlyAPrefix() {
        var created = create("configmaps", "{\"metadata\": {\"generateName\": \"a-\"}}");

        assertThat(created.at("/metadata/name").asText()).matches("a-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(created.at("/metadata/generateName").asText()).isEqualTo("a-");
    }

    @Test
    void listsWhatIsSelected() {
        create("secrets", "{\"metadata\": {\"name\": \"a\", \"labels\": {\"tier\": \"x\", \"env\": \"p\"}}}");
        create("secrets", "{\"metadata\": {\"name\": \"b\", \"labels\": {\"tier\": \"y\"}}}");
        create("secrets", "{\"metadata\": {\"name\": \"c\"}}");

        assertThat(names("labelSelector=tier%3Dx")).containsExactly("a");
        assertThat(names("labelSelector=tier!%3Dx")).containsExactly("b", "c");
        assertThat(names("labelSelector=!tier")).containsExactly("c");
        assertThat(names("fieldSelector=metadata.name%3Db")).containsExactly("b");
        assertThat(names("labelSelector=tier%3Dx,env")).containsExactly("a");
    }

    @Test
    void patchesByMerging() {
        create("configmaps", "{\"metadata\": {\"name\": \"a\", \"annotations\": {\"x\": \"1\", \"y\": \"2\"}}}");

        var patched = scene.raw
                .patch(
                        scene.path("configmaps/a"),
                        "merge-patch",
                        "{\"metadata\": {\"annotations\": {\"x\": null, \"z\": \"3\"}}}")
                .json();

        assertThat(patched.at("/metadata/annotations"))
                .isEqualTo(patched.objectNode().put("y", "2").put("z", "3"));
    }

    @Test
    void keepsSpecAndStatusApart() {
        create(
                "pods",
                "{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"nodeSelector\": {\"no\": \"where\"}, \"containers\": [{\"name\": \"c\", \"image\": \"x:1\"}]}, \"status\": {\"phase\": \"Running\"}}");

        var viaStatus = scene.raw
                .patch(
                        scene.path("pods/p/status"),
                        "merge-patch",
                        "{\"spec\": {\"containers\": null}, \"status\": {\"message\": \"m\"}}")
                .json();
        var viaMain = scene.raw
                .patch(scene.path("pods/p"), "merge-patch", "{\"status\": {\"message\": \"other\"}}")
                .json();

        assertThat(viaStatus.at("/status/phase").asText()).isEqualTo("Pending");
        assertThat(viaStatus.at("/spec/containers")).hasSize(1);
        assertThat(viaMain.at("/status/message").asText()).isEqualTo("m");
    }

    private ObjectNode create(String resource, String json) {
        var answer = scene.raw.post(scene.path(resource), json);
        assertThat(answer.code()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private List<String> names(String parameters) {
        return scene.raw.get(scene.path("secrets?" + parameters)).json().path("items").findValues("metadata").stream()
                .map(metadata -> metadata.path("name").asText())
                .toList();
    }

    private static String refusal(Raw.Answer answer) {
        var status = answer.json();
        return "%d %s %s %s: %s"
                .formatted(
                        answer.code(),
                        status.path("reason").asText(),
                        status.at("/details/kind").asText(),
                        status.at("/details/name").asText(),
                        status.path("message").asText());
    }
}
