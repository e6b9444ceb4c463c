package io.movein.standin.kubernetes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a local cluster is to be.
 *
 * @param port on loopback; 0 for any that is free
 * @param dataDir where objects and kubeconfig are kept; null keeps nothing and writes the kubeconfig to a temporary file
 */
public record Config(int port, @Nullable Path dataDir) {
    public static Config onAnyPort() {
        return new Config(0, null);
    }

    public Config withPort(int other) {
        return new Config(other, dataDir);
    }

    public Config withDataDir(Path other) {
        return new Config(port, other);
    }
}
