package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.RealControlPlane;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real API server, with the definitions of Strimzi, KEDA, Prometheus and External Secrets, accepts every overlay whole. */
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
}
