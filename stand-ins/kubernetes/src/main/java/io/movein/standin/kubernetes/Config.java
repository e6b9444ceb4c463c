package io.movein.standin.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a local cluster is to be.
 *
 * @param port on loopback; 0 for any that is free
 * @param dataDir where objects and kubeconfig are kept; null keeps nothing and writes the kubeconfig to a temporary file
 * @param nodeGrace how long a node may be silent before it counts as lost
 * @param bookmarkEvery how often a watch that asks for bookmarks gets one
 */
public record Config(int port, @Nullable Path dataDir, Duration nodeGrace, Duration bookmarkEvery) {
    public static Config onAnyPort() {
        return new Config(0, null, Duration.ofSeconds(20), Duration.ofMinutes(1));
    }

    public Config withPort(int other) {
        return new Config(other, dataDir, nodeGrace, bookmarkEvery);
    }

    public Config withDataDir(Path other) {
        return new Config(port, other, nodeGrace, bookmarkEvery);
    }

    public Config withNodeGrace(Duration other) {
        return new Config(port, dataDir, other, bookmarkEvery);
    }

    public Config withBookmarkEvery(Duration other) {
        return new Config(port, dataDir, nodeGrace, other);
    }
}
