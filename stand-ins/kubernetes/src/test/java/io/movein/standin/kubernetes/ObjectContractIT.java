package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading and writing objects. */
@ParameterizedClass
@EnumSource(Cluster.class)
class ObjectContractIT {
    private static final String METADATA_ONLY = "application/json;as=%s;g=meta.k8s.io;v=v1";

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
        assertThat(scene.raw.get("/apis/example.org/v1/frogs").text()).isEqualTo("404 page not found\n");
    }

    @Test
    void refusesNamesAndLabelsOfTheWrongForm() {
        var long64 = "a".repeat(64);

        assertThat(refusal(scene.raw.post(scene.path("configmaps"), "{\"metadata\": {\"name\": \"A_b\"}}")))
                .startsWith(
                        "422 Invalid ConfigMap A_b: ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of");
        assertThat(refusal(scene.raw.post(scene.path("configmaps"), "{\"metadata\": {}}")))
                .isEqualTo(
                        "422 Invalid ConfigMap : ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
        assertThat(refusal(scene.raw.post(
                        scene.path("configmaps"),
                        "{\"metadata\": {\"name\": \"a\", \"labels\": {\"k\": \"%s\"}}}".formatted(long64))))
                .isEqualTo(
                        "422 Invalid ConfigMap a: ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"%s\": must be no more than 63 bytes"
                                .formatted(long64));
        assertThat(refusal(scene.raw.post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"x.y\"}}")))
                .isEqualTo(
                        "422 Invalid Namespace x.y: Namespace \"x.y\" is invalid: metadata.name: Invalid value: \"x.y\": must not contain dots");
        var several = scene.raw
                .post(
                        scene.path("configmaps"),
                        "{\"metadata\": {\"name\": \"a\", \"finalizers\": [\"bad\"]}, \"data\": {\"a b\": \"c\"}}")
                .json();
        assertThat(several.at("/details/causes").findValuesAsText("field"))
                .containsExactly("metadata.finalizers[0]", "data[a b]");
        assertThat(several.at("/details/causes").findValuesAsText("reason"))
                .containsExactly("FieldValueInvalid", "FieldValueInvalid");
    }

    @Test
    void refusesASecretThatIsTooLarge() {
        var answer = scene.raw.post(
                scene.path("secrets"),
                "{\"metadata\": {\"name\": \"a\"}, \"stringData\": {\"k\": \"%s\"}}"
                        .formatted("x".repeat(1 << 20) + "x"));

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.json().at("/details/causes/0/message").asText())
                .isEqualTo("Too long: may not be more than 1048576 bytes");
    }

    @Test
    void refusesAWrongDocument() {
        assertThat(scene.raw
                        .post(
                                scene.path("configmaps"),
                                "{\"kind\": \"Secret\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"a\"}}")
                        .code())
                .isEqualTo(400);
        assertThat(scene.raw.post(scene.path("configmaps"), "{bad").code()).isEqualTo(400);
        assertThat(refusal(scene.raw.post(
                        scene.path("configmaps"), "{\"metadata\": {\"name\": \"a\", \"namespace\": \"other\"}}")))
                .isEqualTo(
                        "400 BadRequest  : the namespace of the provided object does not match the namespace sent on the request");
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
        assertThat(names("labelSelector=tier+in+(x,y),env")).containsExactly("a");
        assertThat(names("labelSelector=tier+notin+(x)")).containsExactly("b", "c");
        assertThat(names("labelSelector=!tier")).containsExactly("c");
        assertThat(names("fieldSelector=metadata.name%3Db")).containsExactly("b");
        assertThat(names("fieldSelector=metadata.name!%3Db&labelSelector=tier")).containsExactly("a");
        assertThat(refusal(scene.raw.get(scene.path("secrets?fieldSelector=spec.x%3D1"))))
                .isEqualTo("400 BadRequest  : field label not supported: spec.x");
        assertThat(refusal(scene.raw.get(scene.path("secrets?labelSelector=a+b+c"))))
                .isEqualTo(
                        "400 BadRequest  : unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
    }

    @Test
    void listsInPagesThatShowOneState() {
        List.of("a", "b", "c").forEach(name -> create("secrets", "{\"metadata\": {\"name\": \"%s\"}}".formatted(name)));

        var first = scene.raw.get(scene.path("secrets?limit=2")).json();
        create("secrets", "{\"metadata\": {\"name\": \"d\"}}");
        var second = scene.raw
                .get(scene.path("secrets?limit=2&continue="
                        + first.at("/metadata/continue").asText()))
                .json();

        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
        assertThat(first.at("/items/0").has("kind"))
                .as("items of a list have no kind")
                .isFalse();
        assertThat(first.path("kind").asText()).isEqualTo("SecretList");
        assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("c");
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(second.path("metadata").has("continue")).isFalse();
    }

    @Test
    void showsMetadataWithoutASecretsValues() {
        create(
                "secrets",
                "{\"metadata\": {\"name\": \"s\", \"labels\": {\"k\": \"v\"}}, \"stringData\": {\"password\": \"hidden\"}}");

        var one = scene.raw
                .getAs(METADATA_ONLY.formatted("PartialObjectMetadata"), scene.path("secrets/s"))
                .json();
        var all = scene.raw
                .getAs(METADATA_ONLY.formatted("PartialObjectMetadataList"), scene.path("secrets"))
                .json();

        assertThat(fields(one)).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
        assertThat(one.path("kind").asText() + " " + one.path("apiVersion").asText())
                .isEqualTo("PartialObjectMetadata meta.k8s.io/v1");
        assertThat(one.at("/metadata/labels/k").asText()).isEqualTo("v");
        assertThat(all.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
        assertThat(all.at("/items/0/kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(all.toString()).doesNotContain("data\":{\"password");
    }

    @Test
    void patchesInThreeWays() {
        create("configmaps", "{\"metadata\": {\"name\": \"a\", \"annotations\": {\"x\": \"1\", \"y\": \"2\"}}}");
        var path = scene.path("configmaps/a");

        scene.raw.patch(path, "merge-patch", "{\"metadata\": {\"annotations\": {\"x\": null, \"z\": \"3\"}}}");
        scene.raw.patch(path, "strategic-merge-patch", "{\"metadata\": {\"annotations\": {\"y\": \"4\"}}}");
        var last = scene.raw
                .patch(
                        path,
                        "json-patch",
                        "[{\"op\": \"test\", \"path\": \"/metadata/annotations/y\", \"value\": \"4\"}, {\"op\": \"add\", \"path\": \"/metadata/annotations/example.org~1n\", \"value\": \"5\"}]")
                .json();
        var unfit = scene.raw.patch(
                path, "json-patch", "[{\"op\": \"test\", \"path\": \"/metadata/annotations/y\", \"value\": \"9\"}]");
        var missing =
                scene.raw.patch(path, "json-patch", "[{\"op\": \"remove\", \"path\": \"/metadata/labels/none\"}]");

        assertThat(last.at("/metadata/annotations"))
                .isEqualTo(last.objectNode()
                        .put("example.org/n", "5")
                        .put("y", "4")
                        .put("z", "3"));
        assertThat(List.of(unfit.code(), missing.code())).containsExactly(422, 422);
    }

    @Test
    void mergesListsOfNamedThingsStrategically() {
        create("pods", """
            {"metadata": {"name": "p", "finalizers": ["example.org/a"]}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x:1"}]}}""");

        scene.raw.patch(
                scene.path("pods/p/status"),
                "strategic-merge-patch",
                "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"False\"}]}}");
        scene.raw.patch(
                scene.path("pods/p/status"),
                "strategic-merge-patch",
                "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}, {\"type\": \"Other\", \"status\": \"True\"}]}}");
        var last = scene.raw
                .patch(
                        scene.path("pods/p"),
                        "strategic-merge-patch",
                        "{\"metadata\": {\"finalizers\": [\"example.org/b\"], \"$deleteFromPrimitiveList/finalizers\": [\"example.org/a\"]}}")
                .json();

        assertThat(last.at("/status/conditions").findValuesAsText("type"))
                .contains("Ready", "Other")
                .doesNotHaveDuplicates();
        assertThat(last.at("/metadata/finalizers").toString()).isEqualTo("[\"example.org/b\"]");
        scene.raw.patch(scene.path("pods/p"), "merge-patch", "{\"metadata\": {\"finalizers\": null}}");
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
        var spec = scene.raw.patch(scene.path("pods/p"), "merge-patch", "{\"spec\": {\"restartPolicy\": \"Never\"}}");

        assertThat(viaStatus.at("/status/phase").asText()).isEqualTo("Pending");
        assertThat(viaStatus.at("/spec/containers")).hasSize(1);
        assertThat(viaMain.at("/status/message").asText()).isEqualTo("m");
        assertThat(spec.code()).isEqualTo(422);
        assertThat(spec.json().at("/details/causes/0/message").asText())
                .startsWith("Forbidden: pod updates may not change fields other than");
    }

    @Test
    void refusesAChangeOfAJobsTemplate() {
        scene.job("a", "");

        var template = scene.raw.patch(
                scene.jobs("/a"),
                "strategic-merge-patch",
                "{\"spec\": {\"template\": {\"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"x:2\"}]}}}}");
        var completions = scene.raw.patch(scene.jobs("/a"), "merge-patch", "{\"spec\": {\"completions\": 3}}");
        var deadline = scene.raw.patch(scene.jobs("/a"), "merge-patch", "{\"spec\": {\"activeDeadlineSeconds\": 300}}");

        assertThat(template.json().at("/details/causes/0/field").asText()).isEqualTo("spec.template");
        assertThat(refusal(completions))
                .isEqualTo(
                        "422 Invalid Job a: Job.batch \"a\" is invalid: spec.completions: Invalid value: 3: field is immutable");
        assertThat(deadline.json().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void keepsALeaseToTheMicrosecond() {
        var path = "/apis/coordination.k8s.io/v1/namespaces/" + scene.namespace + "/leases";
        var created = scene.raw
                .post(
                        path,
                        "{\"metadata\": {\"name\": \"l\"}, \"spec\": {\"holderIdentity\": \"me\", \"leaseDurationSeconds\": 40, \"renewTime\": \"2026-11-20T22:00:00.123456Z\"}}")
                .json();
        created.withObject("/spec").put("renewTime", "2026-11-20T22:00:10.000000Z");

        var renewed = scene.raw.put(path + "/l", created).json();
        created.withObject("/metadata").remove("resourceVersion");
        var blind = scene.raw.put(path + "/l", created);

        assertThat(created.at("/metadata/name").asText()).isEqualTo("l");
        assertThat(renewed.at("/spec/renewTime").asText()).isEqualTo("2026-11-20T22:00:10.000000Z");
        assertThat(blind.code()).isEqualTo(422);
    }

    @Test
    void answersWhoItIs() {
        assertThat(scene.raw.get("/version").json().path("major").asText()).isEqualTo("1");
        assertThat(scene.raw.get("/readyz").text()).isEqualTo("ok");
        assertThat(scene.raw.get("/apis/batch/v1").json().path("resources").findValuesAsText("name"))
                .contains("jobs", "jobs/status");
        assertThat(scene.raw.get("/api").json().at("/versions/0").asText()).isEqualTo("v1");
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

    private static List<String> fields(ObjectNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
