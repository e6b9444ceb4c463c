package io.movein.standin.kubernetes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a local cluster is to be.
 *
 * @param port on loopback; 0 for any that is free
 * @param dataDir where objects and kubeconfig are kept; null keeps nothing and writes the kubeconfig to a temporary file
 */
public record ClusterConfig(int port, @Nullable Path dataDir) {
    public static ClusterConfig onAnyPort() {
        return new ClusterConfig(0, null);
    }

    public ClusterConfig withPort(int other) {
        return new ClusterConfig(other, dataDir);
    }

    public ClusterConfig withDataDir(Path other) {
        return new ClusterConfig(port, other);
    }
}
