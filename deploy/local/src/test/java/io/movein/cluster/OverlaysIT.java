package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
    private RealControlPlane cluster;
    private Kubectl kubectl;

    @BeforeAll
    void definesResources() {
        cluster = RealControlPlane.start();
        kubectl = new Kubectl(cluster.kubeconfig());
        var definitions =
                RealControlPlane.program().map(Path::getParent).orElseThrow().resolve("crds");
        kubectl.run("apply", "--server-side", "-f", definitions.toString());
        kubectl.run("wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s");
        // for a dry run a namespace has to be there
        kubectl.run("create", "namespace", "movein");
        kubectl.run("create", "namespace", "media-library");
    }

    @AfterAll
    void stops() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/small", "overlays/highly-available", "tenant"})
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

    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/small", "overlays/highly-available"})
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
