package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.contract.Topic;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real API server, with the definitions of Strimzi, KEDA, Prometheus and External Secrets, accepts every overlay whole. */
@Tag("real-cluster")
@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverlaysIT {
    private static final String WITH_PAGE = "../local/src/test/resources/overlays/with-page";

    private RealControlPlane cluster;
    private Kubectl kubectl;

    @BeforeAll
    void definesResources() throws IOException {
        cluster = RealControlPlane.start();
        kubectl = new Kubectl(cluster.kubeconfig());
        var definitions =
                RealControlPlane.program().map(Path::getParent).orElseThrow().resolve("crds");
        kubectl.run("apply", "--server-side", "-f", definitions.toString());
        kubectl.run("wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s");
        // for a dry run a namespace has to be there
        kubectl.with(Files.readString(Kubectl.DEPLOY.resolve("base/namespace.yaml")), "apply", "-f", "-");
        kubectl.run("create", "namespace", "media-library");
    }

    @AfterAll
    void stops() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/small", "overlays/highly-available", WITH_PAGE, "tenant"})
    void isAcceptedWhole(String folder) {
        var objects = Kubectl.kustomize(Kubectl.DEPLOY.resolve(folder));

        var accepted =
                kubectl.with(objects, "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");

        assertThat(accepted.lines()).hasSize(objects.split("(?m)^---$").length);
    }

    /** Word for word, but for where the overlay is and the digests of images. */
    @Test
    void theRunbooksKustomizationIsAcceptedWhole(@TempDir Path folder) throws IOException {
        var base = folder.toRealPath().relativize(Kubectl.DEPLOY.toRealPath());
        var kustomization = runbooksKustomization()
                .replaceFirst("github\\.com/\\S+//deploy/kubernetes/(\\S+)\\?ref=[^]]+", base + "/$1")
                .replace("sha256:…", "sha256:" + "a".repeat(64));
        Files.writeString(folder.resolve("kustomization.yaml"), kustomization);
        var objects = Kubectl.kustomize(folder);

        var accepted =
                kubectl.with(objects, "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");

        assertThat(accepted.lines()).hasSize(objects.split("(?m)^---$").length);
        assertThat(objects)
                .contains(
                        "host: movein.acme.example",
                        "MOVEIN_GITHUB_APP_ID: \"12345\"",
                        "registry.example/movein/review-service@sha256:aaaa");
    }

    private static String runbooksKustomization() throws IOException {
        var lines = Files.readString(Kubectl.DEPLOY.resolve("../../docs/runbook.md"))
                .lines()
                .dropWhile(line -> !line.contains("apiVersion: kustomize.config.k8s.io"))
                .takeWhile(line -> line.startsWith(" "))
                .toList();
        assertThat(lines).hasSizeGreaterThan(10);
        return String.join("\n", lines).stripIndent();
    }

    /** A Deployment is accepted whatever its pods are; these are refused one by one, and nothing starts. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/highly-available", WITH_PAGE})
    void everyPodIsAllowedInItsNamespace(String folder) {
        var pods =
                Objects.overlay(folder).of("Deployment").map(OverlaysIT::itsPod).collect(Collectors.joining("\n---\n"));

        var accepted = kubectl.with(pods, "create", "--namespace=movein", "--dry-run=server", "-f", "-");

        assertThat(accepted.lines()).hasSize(pods.split("\n---\n").length);
    }

    /** Without the rest of what a controller would add: its account is not there in a dry run. */
    private static String itsPod(JsonNode workload) {
        var pod = new ObjectMapper().createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.set("metadata", workload.at("/spec/template/metadata").deepCopy());
        ((ObjectNode) pod.path("metadata")).put("name", Objects.name(workload));
        pod.set("spec", Objects.pod(workload).deepCopy());
        ((ObjectNode) pod.path("spec")).remove("serviceAccountName");
        return pod.toString();
    }

    @Test
    void thePageIsReachedThroughTheProxyAlone() {
        var objects = Objects.overlay(WITH_PAGE);
        var reporter = Objects.pod(objects.one("Deployment", "reporter"));

        assertThat(Objects.stream(reporter.path("containers"))
                        .map(container -> container.path("name").asText()))
                .containsExactlyInAnyOrder("reporter", "page-proxy");
        assertThat(objects.one("Service", "page").at("/spec/ports/0/targetPort").asText())
                .isEqualTo("page");
        assertThat(objects.one("NetworkPolicy", "page")
                        .at("/spec/ingress/0/ports/0/port")
                        .asText())
                .isEqualTo("page");
        assertThat(objects.of("ConfigMap")
                        .map(it -> it.at("/data/MOVEIN_PAGE_ALLOWED_HOSTS").asText("")))
                .contains(
                        objects.one("Ingress", "page").at("/spec/rules/0/host").asText());
        assertThat(objects.of("ConfigMap")
                        .map(it -> it.at("/data/MOVEIN_PAGE_HOST").asText("")))
                .contains("127.0.0.1");
    }

    @Test
    void thePageReachesTheHealthOfEachService() {
        var objects = Objects.overlay(WITH_PAGE);
        var asked = objects.of("ConfigMap")
                .map(it -> it.at("/data/MOVEIN_PAGE_SERVICES").asText(""))
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElseThrow();

        assertThat(asked.split(","))
                .allSatisfy(service -> {
                    var name = service.split("=")[0];
                    if (!name.equals("reporter")) {
                        assertThat(service).isEqualTo("%s=http://%s:8080".formatted(name, name));
                        assertThat(objects.one("Service", name)
                                        .at("/spec/ports/0/port")
                                        .asInt())
                                .isEqualTo(8080);
                    }
                })
                .extracting(service -> service.split("=")[0])
                .containsExactlyElementsOf(Trial.SERVICES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/small", "overlays/highly-available", WITH_PAGE})
    void everyContainerHasAReadOnlyRootNoPrivilegesItsAmountsAndSomebodyWhoLooksAfterIt(String folder) {
        var workloads = Objects.overlay(folder).of("Deployment", "StatefulSet").toList();

        assertThat(workloads).hasSizeGreaterThanOrEqualTo(Trial.SERVICES.size()).allSatisfy(workload -> {
            var pod = Objects.pod(workload);
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(Objects.stream(pod.path("containers"))).allSatisfy(container -> {
                var security = container.path("securityContext");
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/requests").properties()).hasSizeGreaterThanOrEqualTo(2);
                assertThat(container.at("/resources/limits/memory").isMissingNode())
                        .isFalse();
                assertThat(container.path("readinessProbe").isMissingNode()).isFalse();
            });
        });
    }

    @Test
    void aNodeOrADrainTakesAtMostOneOfTwoInstancesOfAService() {
        var objects = Objects.overlay("overlays/highly-available");

        assertThat(Trial.SERVICES).allSatisfy(service -> {
            var spread = Objects.pod(objects.one("Deployment", service)).path("topologySpreadConstraints");
            assertThat(instances(objects, service)).isGreaterThanOrEqualTo(2);
            assertThat(objects.one("PodDisruptionBudget", service)
                            .at("/spec/maxUnavailable")
                            .asInt())
                    .isEqualTo(1);
            assertThat(Objects.stream(spread)
                            .filter(it -> it.path("whenUnsatisfiable").asText().equals("DoNotSchedule"))
                            .map(it -> it.path("topologyKey").asText()))
                    .containsExactly("kubernetes.io/hostname");
        });
    }

    /** By its scaler where it has one, which takes the number over. */
    private static int instances(Objects objects, String service) {
        return objects.of("ScaledObject")
                .filter(it -> Objects.name(it).equals(service))
                .map(it -> it.at("/spec/minReplicaCount").asInt())
                .findFirst()
                .orElseGet(() ->
                        objects.one("Deployment", service).at("/spec/replicas").asInt());
    }

    @Test
    void whoReadsATopicIsScaledByItsLagAndReviewIsNot() {
        var scaled = Objects.overlay("overlays/highly-available")
                .of("ScaledObject")
                .collect(Collectors.toMap(
                        Objects::name,
                        it -> it.at("/spec/triggers/0/type").asText() + " "
                                + it.at("/spec/triggers/0/metadata/topic").asText() + " "
                                + it.at("/spec/triggers/0/metadata/consumerGroup")
                                        .asText()));

        assertThat(scaled)
                .isEqualTo(Map.of(
                        "intake", "kafka " + Topic.ISSUE_ACTIVITY.topicName() + " movein-intake",
                        "runner", "kafka " + Topic.RUN_ORDERS.topicName() + " movein-runner",
                        "reporter", "kafka " + Topic.EVENTS.topicName() + " movein-reporter"));
    }
}
