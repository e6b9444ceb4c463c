package io.movein.standin.node;

import static io.movein.standin.node.Cluster.state;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node with an image that has a shell, on whatever API server a subclass brings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class NodeRig {

    static final String NODE = "local-node-1";

    Path folder;

    Cluster cluster;
    LocalNode node;
    String shell;

    /** A client of its own at each call. */
    abstract ApiClient client() throws Exception;

    @BeforeAll
    void startNode(@TempDir Path folder) throws Exception {
        this.folder = folder;
        cluster = Cluster.withNamespace(client(), "tenant-" + Long.toString(System.nanoTime(), 36));
        var root = Files.createDirectories(folder.resolve("root/app"));
        Files.writeString(root.resolve("greeting"), "hello from the image");
        shell = OciImage.build(
                folder.resolve("root"),
                "registry.example/shell",
                new ImageConfig(List.of("/bin/sh"), List.of(), List.of("FROM_IMAGE=yes"), ""),
                folder.resolve("images/shell"));
        node = LocalNode.start(config());
    }

    /** After the node has closed. */
    abstract void stopCluster() throws Exception;

    @AfterAll
    void stop() throws Exception {
        node.close();
        stopCluster();
    }

    LocalNode.Config config() throws Exception {
        return LocalNode.Config.of(client(), NODE, folder.resolve("data"), List.of(folder.resolve("images")))
                .withBackOff(Duration.ofSeconds(1));
    }

    /** Which of the two is seen depends on when one looks: a try and the pause after it follow each other. */
    static boolean isWaitingForItsImage(V1Pod pod) {
        return isWaiting(pod, "ErrImagePull") || isWaiting(pod, "ImagePullBackOff");
    }

    static boolean isWaiting(V1Pod pod, String reason) {
        var waiting = state(pod).getWaiting();
        return waiting != null && reason.equals(waiting.getReason());
    }

    /** One that was killed may still be listed until its parent, here whoever adopts orphans, looks at it. */
    static boolean isRunning(long pid) throws IOException {
        var command = Path.of("/proc", Long.toString(pid), "cmdline");
        try {
            return !Files.readString(command).isEmpty();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    String awaitLog(String pod, String text) throws Exception {
        cluster.awaitPhase(pod, "Running");
        return Cluster.await("log of " + pod, () -> cluster.log(pod), log -> log != null && log.contains(text));
    }

    void awaitGone(String pod) throws Exception {
        Cluster.await(
                pod + " is gone",
                () -> {
                    try {
                        cluster.pod(pod);
                        return false;
                    } catch (ApiException e) {
                        return e.getCode() == 404;
                    }
                },
                gone -> gone);
    }
}
