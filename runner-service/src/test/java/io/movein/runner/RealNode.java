package io.movein.runner;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import io.movein.runner.cluster.Access;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A cluster with a node that runs containers, for all tests of this process. Its image runs the shell script that the tenant's
 * secret {@value #SCRIPT} holds. Where it cannot be had, the tests are skipped and say why.
 */
final class RealNode {
    static final String IMAGE = "movein.test/process:1";
    static final String BROKEN_IMAGE = "movein.test/broken:1";
    /** The same, and a sidecar is put beside it that never ends. */
    static final String MESHED_IMAGE = "movein.test/meshed:1";

    static final String SCRIPT = "script";
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static @Nullable RealControlPlane cluster;
    private static @Nullable Path asTheRunner;

    private RealNode() {}

    static synchronized RealControlPlane cluster() {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        assumeTrue(Files.isExecutable(BUSYBOX), "no real node: its test image is made of " + BUSYBOX);
        if (cluster == null) {
            try {
                var started = RealControlPlane.startWithNode();
                cluster = started;
                Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                loadImages(started);
                asTheRunner = started.account("runner", Path.of("../deploy/kubernetes/base/rights/runner.yaml"));
            } catch (IllegalStateException e) {
                throw new TestAbortedException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return requireNonNull(cluster);
    }

    /** As the runner, with its rights and no others. */
    static Access runner() {
        cluster();
        return new Access(Optional.of(requireNonNull(asTheRunner)), Duration.ofSeconds(10));
    }

    static ApiClient admin() {
        return new Access(Optional.of(cluster().kubeconfig()), Duration.ofSeconds(10)).client();
    }

    /** A tenant whose process does this. */
    static Tenant tenant(String namespace, String script) throws ApiException {
        var tenant = new Tenant(admin(), namespace);
        tenant.core
                .createNamespacedSecret(
                        namespace,
                        new V1Secret().metadata(new V1ObjectMeta().name(SCRIPT)).stringData(Map.of("run", script)))
                .execute();
        return tenant;
    }

    static String kubectl(String... arguments) {
        return cluster().kubectl(arguments);
    }

    private static void loadImages(RealControlPlane cluster) throws IOException {
        var root = Files.createDirectory(cluster.directory().resolve("image"));
        var bin = Files.createDirectory(root.resolve("bin"));
        Files.copy(BUSYBOX, bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true, false);
        for (var applet : new String[] {
            "sh",
            "sleep",
            "head",
            "tail",
            "cat",
            "dd",
            "printf",
            "wget",
            "date",
            "nc",
            "nslookup",
            "true",
            "timeout",
            "echo"
        }) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        cluster.image(IMAGE, root, "/bin/sh", "-c", ". $MOVEIN_SECRETS/" + SCRIPT + "/run");
        cluster.image(MESHED_IMAGE, root, "/bin/sh", "-c", ". $MOVEIN_SECRETS/" + SCRIPT + "/run");
        cluster.kubectl("apply", "-f", "src/test/resources/io/movein/runner/mesh.yaml");
        Until.holds(
                "a mesh",
                () -> cluster.kubectl(
                                "run",
                                "x",
                                "--image=meshed",
                                "--dry-run=server",
                                "-o=jsonpath={.spec.containers[*].name}")
                        .contains("proxy"));
        cluster.image(BROKEN_IMAGE, root, "/bin/nothing-there");
    }
}
